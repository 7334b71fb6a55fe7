import type { Clock, Done, Refusal, Rules } from '../../kernel/index.js';
import { isRefusal } from '../../kernel/index.js';
import type { Entry, EntryCommand, Register, RowRule } from '../register/index.js';
import { type LedgerRow, readWorkbooks, type WorkbookFile } from '../workbook/read.js';
import { WorkbookError } from '../workbook/workbook-error.js';
import { commandIdOf } from './command-id.js';
import { judge, type Outcome } from './judge.js';
import { knownLedger } from './known-ledger.js';
import type { MarkRule } from './marks.js';
import type { Reason, RowRefusal } from './refusal.js';

/**
 * An import: read the files, judge every row against the history, run the commands of what goes in, report. A second import of the same files
 * changes nothing.
 */
export interface ImportWish {
  readonly files: readonly WorkbookFile[];
  /** Say all, write nothing. */
  readonly dryRun?: boolean;
  /** Write nothing unless all rows are good. */
  readonly strict?: boolean;
  /** Take changed cells of known rows as corrections; needs a reason. */
  readonly correct?: boolean;
  readonly reason?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  /** `reading` counts files, the others rows. */
  readonly phase: 'reading' | 'judging' | 'writing';
  readonly done: number;
  readonly total: number;
}

export interface ImportHouse {
  /** In the order of the ledger's sheets. */
  readonly registers: readonly Register[];
  /** By the register's name. */
  readonly rowRules: Readonly<Record<string, RowRule>>;
  readonly markRule: MarkRule;
  readonly rules: Rules;
  /** The Chinese sentence for a refusal, closed by a full stop. */
  readonly explain: (refusal: Refusal) => string;
  /** The whole history, row by row. */
  readonly entries: () => Iterable<Entry> | AsyncIterable<Entry>;
  readonly clock: Clock;
  /** Runs one command as the person who imports; `reason` stands with corrections only. */
  readonly run: (
    register: Register,
    key: readonly string[],
    command: EntryCommand,
    commandId: string,
    reason?: string,
  ) => Promise<Done | Refusal>;
}

/** What `five-ones import` answers. */
export interface ImportReport {
  readonly files: readonly string[];
  readonly dryRun: boolean;
  readonly strict: boolean;
  /** Whether the rows that go in were written: false for a dry run and for a strict import with refusals. */
  readonly written: boolean;
  readonly sheets: readonly SheetCount[];
  /** By sheet in the ledger's order, file and row. */
  readonly refused: readonly RowRefusal[];
  /** Chinese: what was passed over in the files. */
  readonly notes: readonly string[];
}

export interface SheetCount {
  readonly sheet: string;
  readonly rows: number;
  readonly new: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly corrected: number;
  readonly refused: number;
}

export interface ImportResult {
  readonly report: ImportReport;
  /** What became of each row, for the report workbook. */
  readonly outcomes: readonly Outcome[];
}

/** Commands on their way at once: enough for the store to write many events in one go. */
const IN_FLIGHT = 256;

/** Errors: `WorkbookError` where a file cannot be read or a correction has no reason; what `run` throws. */
export const importWorkbooks = async (wish: ImportWish, house: ImportHouse): Promise<ImportResult> => {
  const { dryRun = false, strict = false, correct = false, reason = '' } = wish;
  if (correct && reason.trim() === '') {
    throw new WorkbookError(
      'reason-missing',
      '更正已记录的内容必须写明原因，什么也没有写入。请加上 --reason "更正原因" 后重新导入。',
    );
  }
  const progress = wish.onProgress ?? (() => undefined);
  progress({ phase: 'reading', done: 0, total: wish.files.length });
  const read = await readWorkbooks(wish.files, house.registers);
  progress({ phase: 'reading', done: wish.files.length, total: wish.files.length });
  progress({ phase: 'judging', done: 0, total: read.rows.length });
  const ledger = await knownLedger(house.registers, house.entries());
  const judged = judge(read.rows, { ...house, ledger, now: house.clock.now(), correct });
  progress({ phase: 'judging', done: read.rows.length, total: read.rows.length });
  const write = !dryRun && !(strict && judged.some(({ status }) => status === 'refused'));
  const outcomes = write ? await writeRows(judged, house, reason, progress) : judged;
  return {
    outcomes,
    report: {
      files: wish.files.map((file) => file.name),
      dryRun,
      strict,
      written: write,
      sheets: read.registers.map((register) => count(register, outcomes)),
      refused: refusals(outcomes, house.registers),
      notes: read.notes,
    },
  };
};

/**
 * Rosters go before what refers to them. A row that was judged good may still be refused here where somebody else wrote it in the meantime.
 */
const writeRows = async (
  outcomes: readonly Outcome[],
  house: ImportHouse,
  reason: string,
  progress: (progress: ImportProgress) => void,
): Promise<readonly Outcome[]> => {
  const order = new Map(rosterFirst(house.registers).map((register, index) => [register, index]));
  const going = outcomes.filter((outcome) => 'command' in outcome);
  going.sort((a, b) => (order.get(a.row.register) ?? 0) - (order.get(b.row.register) ?? 0));
  const late = new Map<LedgerRow, Outcome>();
  let done = 0;
  await inFlight(going, async ({ row, read, command }) => {
    const why = command.kind === 'correct' ? reason : undefined;
    const answer = await house.run(row.register, read.key, command, commandIdOf(command.kind, read, reason), why);
    if (isRefusal(answer))
      late.set(row, { status: 'refused', row, refusal: lateRefusal(row, read.key, answer, house) });
    done += 1;
    if (done % IN_FLIGHT === 0 || done === going.length) progress({ phase: 'writing', done, total: going.length });
  });
  return outcomes.map((outcome) => late.get(outcome.row) ?? outcome);
};

const rosterFirst = (registers: readonly Register[]): readonly Register[] => [
  ...registers.filter(({ knowledge }) => knowledge.kind === 'roster'),
  ...registers.filter(({ knowledge }) => knowledge.kind !== 'roster'),
];

/** Works through the items in order with a bounded number under way. The first error stops the rest and is thrown. */
const inFlight = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
};

const lateRefusal = (
  row: LedgerRow,
  key: readonly string[],
  refusal: Refusal,
  { explain }: ImportHouse,
): RowRefusal => {
  const reason: Reason = refusal.rule === null ? 'conflict' : 'rule';
  return {
    file: row.file,
    sheet: row.register.sheet,
    row: row.row,
    column: row.register.fields.find((field) => field.key)?.header ?? '',
    value: key[0] ?? '',
    reason,
    rule: refusal.rule,
    message:
      reason === 'rule'
        ? `${explain(refusal)}这一行没有收。请核对后改正。`
        : `导入期间台账中的“${key.join('，')}”被别人改动，这一行没有收。请重新导入，再看结果。`,
  };
};

const count = (register: Register, outcomes: readonly Outcome[]): SheetCount => {
  const mine = outcomes.filter(({ row }) => row.register === register);
  const having = (status: Outcome['status']): number => mine.filter((outcome) => outcome.status === status).length;
  return {
    sheet: register.sheet,
    rows: mine.length,
    new: having('new'),
    updated: having('updated'),
    unchanged: having('unchanged'),
    corrected: having('corrected'),
    refused: having('refused'),
  };
};

const refusals = (outcomes: readonly Outcome[], registers: readonly Register[]): readonly RowRefusal[] => {
  const order = new Map(registers.map((register, index) => [register.sheet, index]));
  return outcomes
    .flatMap((outcome) => (outcome.status === 'refused' ? [outcome.refusal] : []))
    .sort(
      (a, b) =>
        (order.get(a.sheet) ?? 0) - (order.get(b.sheet) ?? 0) ||
        (a.file < b.file ? -1 : a.file > b.file ? 1 : a.row - b.row),
    );
};
