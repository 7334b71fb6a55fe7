import { dayOf, type Instant } from '../../kernel/index.js';
import { quarterPeriod } from '../../calendar/index.js';
import {
  changeOf,
  comparable,
  earliestDate,
  ENTRY_TIME_HEADER,
  type Field,
  type Fields,
  type FieldValue,
  fieldOf,
  keyFields,
  keyOf,
  type Register,
  streamOf,
} from '../register/index.js';
import { Misread, readCell, readEntryTime } from '../workbook/cells.js';
import { cellText, dateText } from '../workbook/raw-cell.js';
import type { LedgerRow } from '../workbook/read.js';
import type { KnownLedgerRow, KnownLedger } from './known-ledger.js';
import { type Fault, fault } from './refusal.js';

/**
 * One row by itself and against what the ledger said of it before: what its cells mean, and the first fault of `required`, `type`, `choice`,
 * `range` and `order`. Whether it stands beside other rows is asked later.
 */
export interface ReadRow {
  readonly row: LedgerRow;
  readonly register: Register;
  readonly fields: Fields;
  /** 录入时间, null where empty. */
  readonly enteredAt: Instant | null;
  readonly key: readonly string[];
  readonly stream: string;
  /** The row of this key in the history. */
  readonly known: KnownLedgerRow | undefined;
  /** True where it says nothing that is not known: it is not judged again. */
  readonly saysNothingNew: boolean;
  /** Headers of the columns that say something else than is known. */
  readonly conflicts: readonly string[];
  /** Equal for rows of one key whose cells mean the same. */
  readonly content: string;
}

export const isFault = (value: ReadRow | Fault): value is Fault => 'reason' in value;

export const readRow = (row: LedgerRow, ledger: KnownLedger, now: Instant): ReadRow | Fault => {
  const { register } = row;
  const cells = readCells(row);
  const known = keyFields(register).every((field) => cells.fields[field.name] !== undefined)
    ? ledger.row(register, streamOf(register, keyOf(register, cells.fields)))
    : undefined;
  const fault = missing(register, cells, known) ?? misread(row, cells, 'type') ?? misread(row, cells, 'choice');
  if (fault !== undefined) return fault;
  const { fields, enteredAt } = cells;
  const key = keyOf(register, fields);
  const change = known === undefined ? undefined : changeOf(register, known.fields, fields);
  const conflicts = change?.conflicting.map((field) => field.header) ?? [];
  // The 录入时间 of a known row is never updated, so another one says nothing.
  const saysNothingNew = change !== undefined && change.filled.length === 0 && conflicts.length === 0;
  const read: ReadRow = {
    row,
    register,
    fields,
    enteredAt,
    key,
    stream: streamOf(register, key),
    known,
    saysNothingNew,
    conflicts,
    content: contentOf(register, fields, enteredAt),
  };
  return saysNothingNew ? read : (outOfRange(read, now) ?? outOfOrder(read) ?? read);
};

interface Cells {
  readonly fields: Fields;
  readonly enteredAt: Instant | null;
  readonly misread: ReadonlyMap<string, Misread>;
}

const readCells = (row: LedgerRow): Cells => {
  const fields: Record<string, FieldValue> = {};
  const misreads = new Map<string, Misread>();
  row.register.fields.forEach((field, index) => {
    const value = readCell(field, row.cells[index]);
    if (value instanceof Misread) misreads.set(field.header, value);
    else if (value !== undefined) fields[field.name] = value;
  });
  const enteredAt = readEntryTime(row.cells[row.register.fields.length]);
  if (enteredAt instanceof Misread) misreads.set(ENTRY_TIME_HEADER, enteredAt);
  return {
    fields,
    enteredAt: enteredAt === undefined || enteredAt instanceof Misread ? null : enteredAt,
    misread: misreads,
  };
};

const contentOf = (register: Register, fields: Fields, enteredAt: Instant | null): string =>
  JSON.stringify([
    ...register.fields.map((field) => {
      const value = fields[field.name];
      return value === undefined || value === false ? '' : comparable(register, field, value);
    }),
    enteredAt ?? '',
  ]);

/** An empty cell says nothing about a known row: of that only the key is needed. */
const missing = (register: Register, cells: Cells, known: KnownLedgerRow | undefined): Fault | undefined => {
  const field = register.fields.find(
    (candidate) =>
      (known === undefined ? candidate.required : candidate.key) &&
      cells.fields[candidate.name] === undefined &&
      !cells.misread.has(candidate.header),
  );
  return field === undefined
    ? undefined
    : fault('required', field.header, `“${field.header}”没有填写，这一栏必须填写，这一行没有收。请补上后重新导入。`);
};

const misread = (row: LedgerRow, cells: Cells, reason: 'type' | 'choice'): Fault | undefined => {
  for (const [header, value] of cells.misread) {
    if (value.reason !== reason) continue;
    const typed = valueIn(row, header);
    return fault(
      reason,
      header,
      reason === 'type'
        ? `“${header}”填的“${typed}”无法识别，这一行没有收。${value.expected}。`
        : `“${header}”填的“${typed}”不在可选的词中，这一行没有收。${value.expected}。`,
    );
  }
  return undefined;
};

/** The cell of a column as typed. */
export const valueIn = (row: LedgerRow, header: string): string => {
  const index = row.register.fields.findIndex((field) => field.header === header);
  return cellText(row.cells[index === -1 ? row.register.fields.length : index]);
};

const HIGHEST_MARK = 100;
/** The scoring policy is in force from this quarter on. */
const FIRST_QUARTER = '2019Q3';

/** Of a known row only what the row says is judged; two counts that belong together are judged together. */
const outOfRange = ({ register, fields, known, enteredAt }: ReadRow, now: Instant): Fault | undefined => {
  const today = dayOf(now);
  const all = { ...known?.fields, ...fields };
  for (const field of register.fields) {
    const value = fields[field.name];
    const why =
      (value === undefined ? undefined : rangeFault(field, value, today)) ?? boundFault(register, field, fields, all);
    if (why !== undefined) return fault('range', field.header, `“${field.header}”${why}，这一行没有收。请核对后改正。`);
  }
  if (enteredAt !== null && enteredAt > now) {
    const what = `“${ENTRY_TIME_HEADER}”（${dateText(enteredAt)}）晚于导入的时刻`;
    return fault('range', ENTRY_TIME_HEADER, `${what}，台账不会在将来已经记下，这一行没有收。请核对后改正，或留空。`);
  }
  return undefined;
};

const rangeFault = (field: Field, value: FieldValue, today: string): string | undefined => {
  switch (field.kind) {
    case 'day':
    case 'moment': {
      const day = dayOf(String(value));
      return day > today && field.mayBeFuture !== true ? `（${day}）晚于导入当天（${today}）` : undefined;
    }
    case 'count':
      if (Number(value) < 0) return `（${String(value)}）是负数`;
      return Number(value) === Number.MAX_SAFE_INTEGER ? '是个过大的数' : undefined;
    case 'mark':
      return Number(value) < 0 || Number(value) > HIGHEST_MARK
        ? `（${String(value)}）不在0到${HIGHEST_MARK}之间`
        : undefined;
    case 'quarter': {
      // Only marks have a quarter in their key; 督查 shows one, and its date decides.
      if (!field.key) return undefined;
      const quarter = String(value);
      if (quarter < FIRST_QUARTER) return `（${quarter}）早于评分办法施行的${FIRST_QUARTER}`;
      return quarterPeriod(quarter).first > today ? `（${quarter}）还没有开始` : undefined;
    }
    case 'code':
    case 'codes':
    case 'text':
    case 'folded-text':
    case 'flag':
    case 'choice':
      return undefined;
  }
};

const boundFault = (register: Register, field: Field, said: Fields, all: Fields): string | undefined => {
  const bound = register.bounds?.find((candidate) => candidate.part === field.name);
  if (bound === undefined || (said[bound.part] === undefined && said[bound.whole] === undefined)) return undefined;
  const [part, whole] = [all[bound.part], all[bound.whole]];
  if (part === undefined || whole === undefined || Number(part) <= Number(whole)) return undefined;
  return `（${String(part)}）多于“${fieldOf(register, bound.whole).header}”（${String(whole)}）`;
};

/** Days are compared. Of several contradictions the one whose later column is leftmost; 录入时间 comes last. */
const outOfOrder = ({ register, fields, known, enteredAt }: ReadRow): Fault | undefined => {
  const all = { ...known?.fields, ...fields };
  for (const later of register.fields) {
    for (const order of register.orders) {
      if (order.later !== later.name || (fields[order.earlier] === undefined && fields[order.later] === undefined))
        continue;
      const [before, after] = [all[order.earlier], all[order.later]];
      if (before === undefined || after === undefined || dayOf(String(after)) >= dayOf(String(before))) continue;
      return contradiction(later.header, String(after), fieldOf(register, order.earlier).header, String(before));
    }
  }
  const earliest = earliestOf(register, all);
  if (enteredAt === null || earliest === undefined || dayOf(enteredAt) >= dayOf(earliest.value)) return undefined;
  return contradiction(ENTRY_TIME_HEADER, enteredAt, fieldOf(register, earliest.name).header, earliest.value);
};

const contradiction = (later: string, after: string, earlier: string, before: string): Fault =>
  fault(
    'order',
    later,
    `“${later}”（${dayOf(after)}）早于“${earlier}”（${dayOf(before)}），前后矛盾，这一行没有收。请核对两个日期后改正。`,
  );

/** The date before which the old ledger cannot have recorded the row. */
const earliestOf = (
  register: Register,
  fields: Fields,
): { readonly name: string; readonly value: string } | undefined => {
  const { knowledge } = register;
  switch (knowledge.kind) {
    case 'roster':
      return undefined;
    case 'act':
      return knowledge.date === null ? undefined : earliestDate([knowledge.date], fields);
    case 'steps':
      return earliestDate(knowledge.first === undefined ? knowledge.dates : [knowledge.first], fields);
  }
};
