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
 * event store can do without. Figures drift with the machine; the ratios are what counts. Each is the median of `ROUNDS` rounds in
 * which both sides take turns.
 */
export interface Row {
  readonly name: string;
  /** Events per second. */
  readonly ours: number;
  readonly bare: number;
  readonly ratio: number;
}

const ROUNDS = 5;
const SINGLE = 2_000;
const WRITERS = 64;
const HISTORY = 50_000;
const BATCH = 500;

export const eventStoreBench = async (): Promise<Row[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'five-ones-bench-'));
  let files = 0;
  const fresh = (): string => join(directory, `${(files += 1)}.db`);
  try {
    return [
      await compare(
        'single durable append, against a bare insert loop',
        () => ours(fresh(), appendOneByOne),
        () => bare(fresh(), 1, SINGLE),
      ),
      await compare(
        `${WRITERS} writers at once, against one`,
        () => ours(fresh(), appendAtOnce),
        () => ours(fresh(), appendOneByOne),
      ),
      await compare(
        `batches of ${BATCH}, against bare batches`,
        () => ours(fresh(), fill),
        () => bare(fresh(), BATCH, HISTORY),
      ),
      ...(await reading(fresh)),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const reading = async (fresh: () => string): Promise<Row[]> => {
  const [file, bareFile] = [fresh(), fresh()];
  bare(bareFile, BATCH, HISTORY);
  const store = await openSqliteEventStore({ file });
  await fill(store);
  const scan = (): Promise<number> => scanBare(bareFile);
  const rows = [
    await compare('reading all, against a bare scan with JSON.parse', () => rate(HISTORY, () => readAll(store)), scan),
    await compare('subscribing from the start, against the same', () => rate(HISTORY, () => subscribe(store)), scan),
    await compare('verifying the chain, against the same', () => rate(HISTORY, () => verifyStore(store)), scan),
  ];
  await store.close();
  return rows;
};

const compare = async (
  name: string,
  one: () => Promise<number> | number,
  other: () => Promise<number> | number,
): Promise<Row> => {
  const rounds: { readonly ours: number; readonly bare: number; readonly ratio: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [mine, theirs] = [await one(), await other()];
    rounds.push({ ours: mine, bare: theirs, ratio: mine / theirs });
  }
  const median = (key: 'ours' | 'bare' | 'ratio'): number =>
    rounds.map((round) => round[key]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  return { name, ours: median('ours'), bare: median('bare'), ratio: median('ratio') };
};

/** Events per second. */
const rate = async (events: number, work: () => Promise<unknown> | void): Promise<number> => {
  const start = performance.now();
  await work();
  return (events * 1000) / (performance.now() - start);
};

const ours = async (file: string, work: (store: EventStore) => Promise<number>): Promise<number> => {
  const store = await openSqliteEventStore({ file });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

/** An event of about 500 bytes of JSON, as the contexts write them. */
const makeEvent = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'statutory-items.ProgressReported',
  schema: 1,
  occurredAt: '2019-08-01',
  data: {
    item: `ST2019-${n}`,
    title: '关于城区义务教育学校校车安全管理的审议意见',
    office: 'WS01',
    due: '2019-10-10',
    done: n % 2 === 0,
  },
  meta: {
    commandId: randomUUID(),
    correlationId: randomUUID(),
    causationId: randomUUID(),
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
  },
});

const appendOneByOne = (store: EventStore): Promise<number> => {
  const events = Array.from({ length: SINGLE }, (_, n) => makeEvent(n));
  return rate(SINGLE, () => appendTo(store, 'statutoryItem-1', events));
};

const appendAtOnce = (store: EventStore): Promise<number> => {
  const each = Math.ceil((SINGLE * 5) / WRITERS);
  const writers = Array.from({ length: WRITERS }, () => Array.from({ length: each }, (_, n) => makeEvent(n)));
  return rate(each * WRITERS, () =>
    Promise.all(writers.map((events, n) => appendTo(store, `statutoryItem-${n}`, events))),
  );
};

const appendTo = async (store: EventStore, stream: string, events: readonly NewEvent[]): Promise<void> => {
  let revision: bigint | 'no-stream' = 'no-stream';
  for (const event of events) ({ revision } = await store.append(stream, revision, [event]));
};

const fill = (store: EventStore): Promise<number> => {
  const batches = Array.from({ length: HISTORY / BATCH }, (_, b) =>
    Array.from({ length: BATCH }, (_, n) => makeEvent(b * BATCH + n)),
  );
  return rate(HISTORY, async () => {
    for (const [n, batch] of batches.entries()) await store.append(`statutoryItem-${n}`, 'no-stream', batch);
  });
};

/** The same events in a bare table, `batch` a transaction. */
const bare = (file: string, batch: number, count: number): Promise<number> => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, event TEXT, UNIQUE (stream, revision))',
  );
  const insert = database.prepare('INSERT INTO events (stream, revision, event) VALUES (?, ?, ?)');
  const [begin, commit] = [database.prepare('BEGIN'), database.prepare('COMMIT')];
  const events = Array.from({ length: count }, (_, n) => ({
    ...makeEvent(n),
    stream: `statutoryItem-${Math.floor(n / batch)}`,
  }));
  return rate(count, () => {
    for (let n = 0; n < count; n += 1) {
      if (batch > 1 && n % batch === 0) begin.run();
      insert.run(events[n]?.stream ?? '', n % Math.max(batch, count), JSON.stringify(events[n]));
      if (batch > 1 && n % batch === batch - 1) commit.run();
    }
  }).finally(() => database.close());
};

const scanBare = (file: string): Promise<number> => {
  const database = new DatabaseSync(file, { readOnly: true });
  const page = database.prepare(
    'SELECT position, stream, revision, event FROM events WHERE position > ? ORDER BY position LIMIT 1000',
  );
  let seen = 0;
  return rate(HISTORY, () => {
    for (let after = 0, rows = page.all(after); rows.length > 0; rows = page.all(after)) {
      for (const row of rows) {
        const event = JSON.parse(String(row['event'])) as NewEvent;
        if (event.schema === 1) seen += 1;
      }
      after = Number(rows.at(-1)?.['position']);
    }
    if (seen !== HISTORY) throw new Error(`the bare scan saw ${seen} events`);
  }).finally(() => database.close());
};

const readAll = async (store: EventStore): Promise<void> => {
  let seen = 0;
  for (let position = 0n, end = false; !end;) {
    const page = await store.readAll(position);
    seen += page.events.length;
    ({ position, end } = page);
  }
  if (seen !== HISTORY) throw new Error(`reading saw ${seen} events`);
};

const subscribe = async (store: EventStore): Promise<void> => {
  let seen = 0;
  for await (const message of store.subscribe(0n, undefined, new AbortController().signal)) {
    if (message.kind === 'caught-up') break;
    if (message.kind === 'event') seen += 1;
  }
  if (seen !== HISTORY) throw new Error(`the subscription saw ${seen} events`);
};
