import { type Entry, type Fields, type Register, rowSaid } from '../register/index.js';
import { codesOf } from './references.js';

/** What the history says of the ledger before an import: every row of every register, whenever it becomes known. */
export interface KnownLedgerRow {
  readonly stream: string;
  readonly key: readonly string[];
  readonly fields: Fields;
  /** How many events have told the row. */
  readonly events: number;
}

export interface KnownLedger {
  readonly row: (register: Register, stream: string) => KnownLedgerRow | undefined;
  readonly rowsOf: (register: string) => Iterable<KnownLedgerRow>;
  /** Whether a row of the history introduces a code: `office/WS01`, `编号` of a sheet … (see `codesOf`). */
  readonly has: (code: string) => boolean;
}

export const knownLedger = async (
  registers: readonly Register[],
  entries: Iterable<Entry> | AsyncIterable<Entry>,
): Promise<KnownLedger> => {
  const byName = new Map(registers.map((register) => [register.name, register]));
  const rows = new Map(registers.map((register) => [register.name, new Map<string, KnownLedgerRow>()]));
  const codes = new Set<string>();
  for await (const entry of entries) {
    const register = byName.get(entry.register);
    if (register === undefined) continue;
    rows.get(register.name)?.set(entry.id, knownRow(entry));
    for (const code of codesOf(register, entry.key)) codes.add(code);
  }
  return {
    row: (register, stream) => rows.get(register.name)?.get(stream),
    rowsOf: (register) => rows.get(register)?.values() ?? [],
    has: (code) => codes.has(code),
  };
};

const knownRow = (entry: Entry): KnownLedgerRow => ({
  stream: entry.id,
  key: entry.key,
  fields: rowSaid(entry),
  events: entry.says.length,
});
