import { mayReadLeave, type Reader } from '../../access/index.js';
import type { Instant } from '../../kernel/index.js';
import { aboutOf, type Register, rowKnownAt } from '../../ledger/index.js';
import type { Connection, PageArgs } from '../graphql/connection.js';
import { type Row, toRow } from '../graphql/row.js';
import type { EntrySource, House } from '../house.js';
import { ARCHIVE_LINES, type LineDocument } from './views/lines.js';

/** The rosters in which a subject of each kind stands, by the field that holds its code, and the field that says which office it belongs to. */
const ROSTERS: Readonly<
  Record<string, { readonly register: string; readonly field: string; readonly belongsTo: string }>
> = {
  office: { register: 'office', field: 'office', belongsTo: 'office' },
  person: { register: 'post', field: 'person', belongsTo: 'office' },
  deputy: { register: 'deputy', field: 'deputy', belongsTo: 'electoralUnit' },
  retiree: { register: 'retireeCare', field: 'retiree', belongsTo: 'careOffice' },
};

/** Registers that introduce a subject rather than tell of its doings. */
const INTRODUCING: ReadonlySet<string> = new Set(Object.values(ROSTERS).map((roster) => roster.register));

export interface Identity {
  readonly name: string;
  readonly roster: readonly Row[];
  /** The offices that the subject belongs to, with all above them: itself, those of its posts, of its election, of its care. */
  readonly branches: readonly string[];
}

/** Name and roster rows of a subject as known at k; null where the rosters do not know it. */
export const identityOf = (
  source: EntrySource,
  registers: readonly Register[],
  kind: string,
  code: string,
  k: Instant,
): Identity | null => {
  const roster = ROSTERS[kind];
  const register = registers.find((candidate) => candidate.name === roster?.register);
  if (roster === undefined || register === undefined) return null;
  const rows = source
    .known(register, k)
    .filter((row) => row.fields[roster.field] === code)
    .sort((a, b) => (String(a.fields['from']) < String(b.fields['from']) ? -1 : 1));
  const latest = rows.at(-1);
  if (latest === undefined) return null;
  return {
    name: String(latest.fields['name']),
    roster: rows.map((row) => toRow(register, row, saidByLedger(source, row.stream))),
    branches: branchesOf(
      source,
      registers,
      rows.map((row) => String(row.fields[roster.belongsTo] ?? '')),
      k,
    ),
  };
};

const branchesOf = (
  source: EntrySource,
  registers: readonly Register[],
  offices: readonly string[],
  k: Instant,
): readonly string[] => {
  const register = registers.find(({ name }) => name === 'office');
  const branches = new Set<string>();
  const climb = (office: string): void => {
    if (office === '' || branches.has(office)) return;
    branches.add(office);
    const row = register === undefined ? null : source.row(register, [office], k);
    climb(String(row?.fields['parent'] ?? ''));
  };
  offices.forEach(climb);
  return [...branches];
};

/**
 * A page of the rows that concern a subject as known at k, newest first. Lines whose row was not known at k, did not concern the
 * subject then, or are not for this reader are passed over; the page is filled from what follows.
 */
export const archivePage = async (
  house: House,
  subject: string,
  k: Instant,
  args: Pick<PageArgs, 'first' | 'after'>,
  reader: Reader,
): Promise<Connection<Row>> => {
  const lines = house.view<LineDocument>(ARCHIVE_LINES);
  const source = await house.entries();
  const edges: { cursor: string; node: Row }[] = [];
  let after = args.after;
  for (;;) {
    const found = await lines.find({
      where: { field: 'subject', eq: subject },
      sort: [{ field: 'on', descending: true }],
      limit: 200,
      ...(after === undefined ? {} : { after }),
    });
    for (const [index, line] of found.documents.entries()) {
      const node = rowOf(house, source, line, k, reader);
      if (node === null) continue;
      if (edges.length === args.first)
        return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: true } };
      edges.push({ cursor: found.cursors[index] ?? '', node });
    }
    after = found.cursors.at(-1);
    if (!found.more || after === undefined) break;
  }
  return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: false } };
};

const rowOf = (house: House, source: EntrySource, line: LineDocument, k: Instant, reader: Reader): Row | null => {
  if (INTRODUCING.has(line.register)) return null;
  const register = house.registers.find((candidate) => candidate.name === line.register);
  const entry = source.all.get(line.stream);
  if (register === undefined || entry === undefined) return null;
  const row = rowKnownAt(register, entry, k);
  if (row === null) return null;
  const about = aboutOf(register, row.fields);
  if (!about.includes(line.subject) || (register.name === 'leave' && !mayReadLeave(reader, about))) return null;
  return toRow(register, row, entry.says[0]?.ledger ?? false);
};

const saidByLedger = (source: EntrySource, stream: string): boolean => source.all.get(stream)?.says[0]?.ledger ?? false;
