import { basename } from 'node:path';
import type { Actor, Decider, Fact, Refusal } from '../kernel/index.js';
import { execute } from '../kernel/index.js';
import { markRefusal } from '../contexts/five-ones/index.js';
import { declined } from '../contexts/graphql/declined.js';
import {
  decideEntry,
  type Entry,
  type EntryCommand,
  type EntryState,
  evolveEntry,
  type ImportProgress,
  type ImportResult,
  importWorkbooks,
  NOTHING,
  type Register,
  type RowRule,
  streamOf,
} from '../ledger/index.js';
import { registers, rowRules } from './contexts.js';
import { readNamedFile } from './files.js';
import type { Foundation } from './foundation.js';

/** Who stands behind rows that an import brings: nobody's post, the old ledger itself. */
export const LEDGER_ACTOR: Actor = { person: 'ledger-import', post: '台账导入', office: '' };

export interface LedgerImport {
  readonly files: readonly string[];
  readonly dryRun: boolean;
  readonly strict: boolean;
  /** Given: changed cells are taken as corrections, for this reason. */
  readonly reason: string | null;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Errors: `FileError`, `WorkbookError` where a file cannot be read, `EventStoreError`. */
export const importLedger = async (
  foundation: Foundation,
  entries: Iterable<Entry>,
  wish: LedgerImport,
): Promise<ImportResult> => {
  const files = await Promise.all(
    wish.files.map(async (path) => ({ name: basename(path), bytes: await readNamedFile(path) })),
  );
  const { execution, rulebook } = foundation;
  return importWorkbooks(
    {
      files,
      dryRun: wish.dryRun,
      strict: wish.strict,
      correct: wish.reason !== null,
      ...(wish.reason === null ? {} : { reason: wish.reason }),
      ...(wish.onProgress === undefined ? {} : { onProgress: wish.onProgress }),
    },
    {
      registers,
      rowRules,
      markRule: markRefusal,
      rules: execution.rules,
      explain: (refusal: Refusal) => (refusal.rule === null ? declined(refusal) : rulebook.refusalText(refusal)),
      entries: () => entries,
      clock: execution.clock,
      run: (register, key, command, commandId, reason) =>
        execute(execution, entryDecider(register, rowRules[register.name]), streamOf(register, key), command, {
          commandId,
          actor: LEDGER_ACTOR,
          ...(reason === undefined ? {} : { reason }),
        }),
    },
  );
};

const entryDecider = (register: Register, rowRule: RowRule | undefined): Decider<EntryCommand, EntryState, Fact> => ({
  initial: NOTHING,
  decide: (command, state, context) => decideEntry(register, command, state, context, rowRule),
  evolve: evolveEntry,
});
