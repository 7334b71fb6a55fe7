import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../libs/event-store/index.js';
import type { EventStore, NewEvent } from '../libs/kernel/index.js';
import { batchOf } from './events.js';
import { type Figure, median, rate, type Section } from './figure.js';
import { startPostgres } from './postgres.js';

/**
 * The same events through the port of a peer: Emmett (event-driven-io/emmett) on its own PostgreSQL store, on the same disk in the
 * same run, both sides taking turns. Its packages lie in this folder's own node_modules and are loaded by name, because the product
 * does not know them.
 */
interface Emmett {
  appendToStream(stream: string, events: readonly EmmettEvent[], options?: object): Promise<unknown>;
  readStream(stream: string): Promise<{ readonly events: readonly unknown[] }>;
  close(): Promise<void>;
}
interface EmmettEvent {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}
interface EmmettPackage {
  getPostgreSQLEventStore(url: string): Emmett & { readonly schema: { migrate(): Promise<unknown> } };
  readMessagesBatch(
    execute: unknown,
    options: { readonly after: bigint; readonly batchSize: number },
  ): Promise<{
    readonly messages: readonly unknown[];
    readonly currentGlobalPosition: bigint;
    readonly areMessagesLeft: boolean;
  }>;
}
interface DumboPackage {
  dumbo(options: { readonly connectionString: string }): { readonly execute: unknown; close(): Promise<void> };
}

const load = async <T>(name: string): Promise<T> => (await import(name)) as T;

const packagesOfPeer = async (): Promise<
  { readonly emmett: EmmettPackage; readonly dumbo: DumboPackage['dumbo'] } | undefined
> => {
  try {
    const { dumbo } = await load<DumboPackage>('@event-driven-io/dumbo');
    return { emmett: await load<EmmettPackage>('@event-driven-io/emmett-postgresql'), dumbo };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
};

interface Sizes {
  readonly rounds: number;
  readonly single: number;
  readonly atOnce: number;
  readonly history: number;
}

export const peerBench = async (quick: boolean): Promise<Section> => {
  const title = 'against Emmett 0.42 on PostgreSQL, the same events';
  const packages = await packagesOfPeer();
  if (packages === undefined)
    return { title, figures: [], leftOut: 'its packages are not installed (npm install in bench/)' };
  const { emmett, dumbo } = packages;
  const postgres = await startPostgres();
  if (typeof postgres === 'string') return { title, figures: [], leftOut: postgres };
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-bench-'));
  try {
    const theirs = emmett.getPostgreSQLEventStore(postgres.url);
    await theirs.schema.migrate();
    const pool = dumbo({ connectionString: postgres.url });
    const readAll = async (): Promise<number> => {
      let seen = 0;
      for (let after = 0n, left = true; left;) {
        const batch = await emmett.readMessagesBatch(pool.execute, { after, batchSize: 1_000 });
        seen += batch.messages.length;
        after = batch.currentGlobalPosition;
        left = batch.areMessagesLeft;
      }
      return seen;
    };
    const ours = await openSqliteEventStore({ file: join(folder, 'events.db') });
    const sizes = quick
      ? { rounds: 1, single: 500, atOnce: 1_000, history: 10_000 }
      : { rounds: 5, single: 1_000, atOnce: 6_400, history: 50_000 };
    const figures = await compareAll(ours, theirs, readAll, sizes);
    await ours.close();
    await pool.close();
    await theirs.close();
    return { title, figures };
  } finally {
    rmSync(folder, { recursive: true });
    postgres.stop();
  }
};

const compareAll = async (
  ours: EventStore,
  theirs: Emmett,
  readAll: () => Promise<number>,
  { rounds, single, atOnce, history }: Sizes,
): Promise<readonly Figure[]> => {
  let [stream, n] = [0, 0];
  const next = (count: number): readonly NewEvent[] => batchOf((n += count) - count, count);
  const name = (): string => `item-${(stream += 1)}`;
  const figures = [
    await compare(
      'single durable append',
      '≥ 3 ×',
      rounds,
      single,
      (events) => oneByOne(ours, name(), events),
      (events) => theirOneByOne(theirs, name(), events),
      next,
    ),
    await compare(
      '64 writers at once, against its 32',
      '≥ 10 ×',
      rounds,
      atOnce,
      (events) => Promise.all(shares(events, 64).map((share) => oneByOne(ours, name(), share))),
      (events) => Promise.all(shares(events, 32).map((share) => theirOneByOne(theirs, name(), share))),
      next,
    ),
    await compare(
      'batches of 500',
      undefined,
      rounds,
      history / 5,
      async (events) => {
        for (const batch of shares(events, history / 5 / 500)) await ours.append(name(), 'no-stream', batch);
      },
      async (events) => {
        for (const batch of shares(events, history / 5 / 500))
          await theirs.appendToStream(name(), batch.map(theirEvent));
      },
      next,
    ),
  ];
  const long = name();
  for (let at = 0, revision: bigint | 'no-stream' = 'no-stream'; at < history; at += 500) {
    const batch = next(500);
    ({ revision } = await ours.append(long, revision, batch));
    await theirs.appendToStream(long, batch.map(theirEvent));
  }
  const all = await readAll();
  const none = (): readonly NewEvent[] => [];
  return [
    ...figures,
    await compare(
      `reading a stream of ${history} events`,
      undefined,
      rounds,
      history,
      () => readStream(ours, long),
      () => theirs.readStream(long),
      none,
    ),
    await compare('reading all', '≥ 5 ×', rounds, all, () => readPages(ours), readAll, none),
  ];
};

const compare = async (
  name: string,
  target: string | undefined,
  rounds: number,
  count: number,
  mine: (events: readonly NewEvent[]) => Promise<unknown>,
  their: (events: readonly NewEvent[]) => Promise<unknown>,
  next: (count: number) => readonly NewEvent[],
): Promise<Figure> => {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const [first, second] = [next(count), next(count)];
    settle();
    ours.push(await rate(count, () => mine(first)));
    settle();
    theirs.push(await rate(count, () => their(second)));
  }
  const ratio = median(ours.map((one, round) => one / (theirs[round] ?? Number.NaN)));
  return {
    name,
    ours: median(ours),
    other: median(theirs),
    ratio,
    unit: 'events/s',
    ...(target === undefined ? {} : { target }),
  };
};

/** What one side has left for the system to write must not be paid for by the other side's waiting for the disk. */
const settle = (): void => void spawnSync('sync');

const shares = <T>(all: readonly T[], parts: number): readonly (readonly T[])[] => {
  const each = Math.ceil(all.length / parts);
  return Array.from({ length: parts }, (_, part) => all.slice(part * each, (part + 1) * each));
};

const oneByOne = async (store: EventStore, stream: string, events: readonly NewEvent[]): Promise<void> => {
  let revision: bigint | 'no-stream' = 'no-stream';
  for (const event of events) ({ revision } = await store.append(stream, revision, [event]));
};

const theirEvent = ({ id: _, type, schema, occurredAt, data, meta }: NewEvent): EmmettEvent => ({
  type,
  data,
  metadata: { ...meta, schema, occurredAt },
});

const theirOneByOne = async (store: Emmett, stream: string, events: readonly NewEvent[]): Promise<void> => {
  for (const [at, event] of events.entries()) {
    const expectedStreamVersion = at === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(at);
    await store.appendToStream(stream, [theirEvent(event)], { expectedStreamVersion });
  }
};

const readStream = async (store: EventStore, stream: string): Promise<number> => {
  let seen = 0;
  for await (const event of store.readStream(stream)) if (event.revision >= 0n) seen += 1;
  return seen;
};

const readPages = async (store: EventStore): Promise<void> => {
  for (let position = 0n, end = false; !end;) ({ position, end } = await store.readAll(position));
};
