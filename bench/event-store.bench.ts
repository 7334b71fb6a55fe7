import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteEventStore, verifyStore } from '../libs/event-store/index.js';
import type { EventStore, NewEvent } from '../libs/kernel/index.js';

/**
 * The embedded event store against what it is made of, in one run on one disk: the bare store is a table of `node:sqlite` with the
 * same settings (WAL, synchronous FULL) and the same events as one JSON text each, with the index over (stream, revision) that no
 * event store can do without. The two sides take turns in short slices, so that whatever else the machine does meets both alike;
 * figures are medians over the slices. They drift with the machine; the ratios are what counts.
 */
export interface Row {
  readonly name: string;
  /** Events per second. */
  readonly ours: number;
  /** Events per second of what ours is compared with. */
  readonly bare: number;
  readonly ratio: number;
}

const WRITERS = 64;
const HISTORY = 50_000;
const BATCH = 500;

export const eventStoreBench = async (): Promise<Row[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'five-ones-bench-'));
  let files = 0;
  const fresh = (): string => join(directory, `${(files += 1)}.db`);
  try {
    const rows = [
      await compare(
        'single durable append : bare insert loop',
        60,
        await appending(fresh(), 1, 100, 1),
        bareInserts(fresh(), 100, 1),
      ),
      await compare(
        `${WRITERS} writers : one`,
        40,
        await appending(fresh(), WRITERS, 15, 1),
        await appending(fresh(), 1, 100, 1),
      ),
      await compare(
        `batches of ${BATCH} : bare batches`,
        40,
        await appending(fresh(), 1, 2, BATCH),
        bareInserts(fresh(), 2, BATCH),
      ),
    ];
    const history = await filled(fresh());
    const bare = fresh();
    for (const [name, read] of READERS)
      rows.push(await compare(`${name} : bare scan with JSON.parse`, 7, reading(history, read), scanning(bare)));
    await history.close();
    return rows;
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** One of the two things compared. */
interface Side {
  /** Events of a slice. */
  readonly events: number;
  /** Gets a slice ready, which is not timed, and gives the work that is. */
  readonly prepare: () => () => Promise<unknown> | void;
  readonly close: () => Promise<void> | void;
}

const compare = async (name: string, slices: number, one: Side, other: Side): Promise<Row> => {
  const sides = [one, other].map((side) => ({ side, rates: [] as number[] }));
  for (let slice = 0; slice < slices; slice += 1) {
    for (const { side, rates } of sides) {
      const work = side.prepare();
      const start = performance.now();
      await work();
      rates.push((side.events * 1000) / (performance.now() - start));
    }
  }
  for (const { side } of sides) await side.close();
  const [ours = Number.NaN, bare = Number.NaN] = sides.map(
    ({ rates }) => rates.sort((a, b) => a - b)[Math.floor(slices / 2)],
  );
  return { name, ours, bare, ratio: ours / bare };
};

/** An event of about 500 bytes of JSON, as the contexts write them. */
const makeEvent = (): NewEvent => ({
  id: randomUUID(),
  type: 'statutory-items.ProgressReported',
  schema: 1,
  occurredAt: '2019-08-01',
  data: { item: 'ST2019-001', title: '关于城区义务教育学校校车安全管理的审议意见', office: 'WS01', due: '2019-10-10' },
  meta: {
    commandId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
  },
});

const makeBatches = (count: number, size: number): NewEvent[][] =>
  Array.from({ length: count }, () => Array.from({ length: size }, makeEvent));

/** So many writers at once, each with so many appends of so many events one after the other, in a stream of its own. */
const appending = async (file: string, writers: number, appends: number, size: number): Promise<Side> => {
  const store = await openSqliteEventStore({ file });
  const revisions = new Map<string, bigint>();
  const write = async (stream: string, batches: readonly NewEvent[][]): Promise<void> => {
    for (const batch of batches) {
      const { revision } = await store.append(stream, revisions.get(stream) ?? 'no-stream', batch);
      revisions.set(stream, revision);
    }
  };
  return {
    events: writers * appends * size,
    prepare: () => {
      const work = Array.from({ length: writers }, () => makeBatches(appends, size));
      return () => Promise.all(work.map((batches, n) => write(`statutoryItem-${n}`, batches)));
    },
    close: () => store.close(),
  };
};

/** So many transactions of so many rows; a single row needs no transaction around it. */
const bareInserts = (file: string, transactions: number, size: number): Side => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, event TEXT, UNIQUE (stream, revision))',
  );
  const insert = database.prepare('INSERT INTO events (stream, revision, event) VALUES (?, ?, ?)');
  const [begin, commit] = [database.prepare('BEGIN'), database.prepare('COMMIT')];
  let revision = 0;
  const write = (batch: readonly NewEvent[]): void => {
    if (batch.length > 1) begin.run();
    for (const event of batch) insert.run('statutoryItem-0', (revision += 1), JSON.stringify(event));
    if (batch.length > 1) commit.run();
  };
  return {
    events: transactions * size,
    prepare: () => {
      const batches = makeBatches(transactions, size);
      return () => batches.forEach(write);
    },
    close: () => database.close(),
  };
};

const filled = async (file: string): Promise<EventStore> => {
  const store = await openSqliteEventStore({ file });
  for (let n = 0; n < HISTORY / BATCH; n += 1) {
    await store.append(`statutoryItem-${n}`, 'no-stream', makeBatches(1, BATCH)[0] ?? []);
  }
  return store;
};

const reading = (store: EventStore, read: (store: EventStore) => Promise<number>): Side => ({
  events: HISTORY,
  prepare: () => async () => expectAll(await read(store)),
  close: () => undefined,
});

const readAll = async (store: EventStore): Promise<number> => {
  let seen = 0;
  for (let position = 0n, end = false; !end;) {
    const page = await store.readAll(position);
    seen += page.events.length;
    ({ position, end } = page);
  }
  return seen;
};

const subscribe = async (store: EventStore): Promise<number> => {
  let seen = 0;
  for await (const message of store.subscribe(0n, undefined, new AbortController().signal)) {
    if (message.kind === 'caught-up') break;
    if (message.kind === 'event') seen += 1;
  }
  return seen;
};

const READERS: readonly (readonly [name: string, read: (store: EventStore) => Promise<number>])[] = [
  ['reading all', readAll],
  ['subscribing from the start', subscribe],
  ['verifying the chain', async (store) => (await verifyStore(store)).events],
];

/** The same number of events in a bare table, read in pages of a thousand, each parsed. */
const scanning = (file: string): Side => {
  const database = new DatabaseSync(file);
  database.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS events (position INTEGER PRIMARY KEY, event TEXT)',
  );
  if (database.prepare('SELECT 1 FROM events').get() === undefined) {
    const insert = database.prepare('INSERT INTO events (event) VALUES (?)');
    database.exec('BEGIN');
    for (let n = 0; n < HISTORY; n += 1) insert.run(JSON.stringify(makeEvent()));
    database.exec('COMMIT');
  }
  const page = database.prepare('SELECT position, event FROM events WHERE position > ? ORDER BY position LIMIT 1000');
  const scan = (): void => {
    let seen = 0;
    for (let after = 0, rows = page.all(after); rows.length > 0; rows = page.all(after)) {
      for (const row of rows) if ((JSON.parse(String(row['event'])) as NewEvent).schema === 1) seen += 1;
      after = Number(rows.at(-1)?.['position']);
    }
    expectAll(seen);
  };
  return { events: HISTORY, prepare: () => scan, close: () => database.close() };
};

const expectAll = (seen: number): void => {
  if (seen !== HISTORY) throw new Error(`${seen} of ${HISTORY} events were read`);
};
