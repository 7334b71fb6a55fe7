import { mayReadLeave, type Reader } from '../../access/index.js';
import { decline, type Instant, type Refusal } from '../../kernel/index.js';
import { aboutOf, type Entry, type Register, rowKnownAt } from '../../ledger/index.js';
import type { Connection, PageArgs } from '../graphql/connection.js';
import { type Row, toRow } from '../graphql/row.js';
import type { EntrySource, House } from '../house.js';

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
 * A page of the rows that concern a subject as known at k, newest first. The place in the list is the day on which the row's first fact
 * happened, then the stream, so that a cursor holds whatever is written meanwhile. Rows that were not known at k, did not concern the
 * subject then, or are not for this reader are passed over; the page is filled from what follows.
 */
export const archivePage = async (
  house: House,
  subject: string,
  k: Instant,
  args: Pick<PageArgs, 'first' | 'after'>,
  reader: Reader,
): Promise<Connection<Row> | Refusal> => {
  const after = args.after === undefined ? undefined : placeIn(args.after);
  if (after === null) return decline('bad-cursor');
  const source = await house.entries();
  const places = Array.from(source.concerning(subject), placeOf)
    .filter((place) => !INTRODUCING.has(place.entry.register) && (after === undefined || isBehind(place, after)))
    .sort((a, b) => (isBehind(a, b) ? 1 : -1));
  const edges: { cursor: string; node: Row }[] = [];
  for (const place of places) {
    const node = rowOf(house, place.entry, subject, k, reader);
    if (node === null) continue;
    if (edges.length === args.first) return connection(edges, true);
    edges.push({ cursor: cursorOf(place), node });
  }
  return connection(edges, false);
};

const connection = (edges: Connection<Row>['edges'], hasNextPage: boolean): Connection<Row> => ({
  edges,
  pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage },
});

interface Place {
  /** The day on which the row's first fact happened. */
  readonly on: string;
  readonly stream: string;
}

const placeOf = (entry: Entry): Place & { readonly entry: Entry } => ({
  on: entry.says[0]?.occurredAt.slice(0, 10) ?? '',
  stream: entry.id,
  entry,
});

/** Newest first. */
const isBehind = (a: Place, b: Place): boolean => a.on < b.on || (a.on === b.on && a.stream < b.stream);

const cursorOf = ({ on, stream }: Place): string => Buffer.from(JSON.stringify([on, stream])).toString('base64url');

/** Null where it is no cursor of ours. */
const placeIn = (cursor: string): Place | null => {
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    const [on, stream, ...rest] = Array.isArray(parts) ? (parts as readonly unknown[]) : [];
    return typeof on === 'string' && typeof stream === 'string' && rest.length === 0 ? { on, stream } : null;
  } catch {
    return null;
  }
};

const rowOf = (house: House, entry: Entry, subject: string, k: Instant, reader: Reader): Row | null => {
  const register = house.registers.find((candidate) => candidate.name === entry.register);
  const row = register === undefined ? null : rowKnownAt(register, entry, k);
  if (register === undefined || row === null) return null;
  const about = aboutOf(register, row.fields);
  if (!about.includes(subject) || (register.name === 'leave' && !mayReadLeave(reader, about))) return null;
  return toRow(register, row, entry.says[0]?.ledger ?? false);
};

const saidByLedger = (source: EntrySource, stream: string): boolean => source.all.get(stream)?.says[0]?.ledger ?? false;
