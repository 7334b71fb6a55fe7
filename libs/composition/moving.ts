import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreError, type EventStore, type Projection, type ViewStore, ViewStoreError } from '../kernel/index.js';
import { ENTRIES } from '../ledger/index.js';
import {
  openViews,
  OwnershipLost,
  type Progress,
  Runner,
  type Trouble,
  type View,
  type Views,
  readStatus,
} from '../projection/index.js';
import type { Config } from './config.js';
import type { LiveHouse } from './live-house.js';

/**
 * Who moves the views. In a house of one machine it is the process that writes. Where both stores are shared by several processes the workers do,
 * dividing the projections by leases; an api process only watches, and a command of the command line helps out where no worker is.
 */
export interface Moving {
  /** The runner of this process; null where others move the views. */
  readonly runner: Runner | null;
  readonly views: Pick<Views, 'collection'>;
  /** Waits until the views hold everything up to a position, at most so long. */
  waitFor(position: bigint, milliseconds: number): Promise<void>;
  /** Brings the views to the end of the history as it is now, or sees to it that somebody does. */
  catchUp(): Promise<void>;
  /** Keeps the house told of changed rows (and, where this process moves the views, moves them) until the signal aborts. */
  follow(house: Rows, signal: AbortSignal): Promise<void>;
}

/** Who keeps rows in memory and must hear of changes. */
type Rows = Pick<LiveHouse, 'rowsChanged'>;

export type Role = 'api' | 'worker' | 'tool';

/** Both stores are shared by several processes: neither is a file of one machine. */
export const isShared = (config: Pick<Config, 'eventStoreUrl' | 'viewStoreUrl'>): boolean =>
  !config.eventStoreUrl.startsWith('sqlite:') && !config.viewStoreUrl.startsWith('sqlite:');

export interface MovingOptions {
  readonly events: EventStore;
  readonly viewStore: ViewStore;
  readonly projections: readonly Projection[];
  readonly onProgress?: (progress: Progress) => void;
  readonly onTrouble?: (trouble: Trouble) => void;
}

/** This process alone moves the views: while it follows the history, as that grows; otherwise whoever has written moves them. */
export const movingAlone = (options: MovingOptions): Moving => {
  const runner = runnerOf(options);
  let following = false;
  return {
    runner,
    views: runner,
    waitFor: async (position, timeout) => {
      if (following) await runner.waitFor(position, { timeout });
      else await runner.catchUp();
    },
    catchUp: async () => {
      if (following) await runner.waitFor(await options.events.tail());
      else await runner.catchUp();
    },
    follow: async (_, signal) => {
      following = true;
      try {
        await runner.start(signal);
      } finally {
        following = false;
      }
    },
  };
};

/** This process is one of several that move the views: a worker for as long as it lives, or a command that must see its own writing. */
export const movingTogether = (options: MovingOptions): Moving => {
  const runner = runnerOf(options, { worker: randomUUID() });
  const views = openViews(options.viewStore, options.projections);
  return {
    runner,
    views: runner,
    waitFor: async (position, timeout) => {
      await views.waitFor(position, { timeout });
    },
    catchUp: async () => {
      const tail = await options.events.tail();
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        // Workers that are there do it sooner than we could join them, and a command that only reads should take no lease from them.
        if (await settled(options, tail)) return;
        await runner.catchUp().catch(unlessOwnershipLost);
      }
    },
    follow: (_, signal) => runner.start(signal),
  };
};

/** A worker that died holds its leases for some seconds; a long history takes longer, and then the answer says how far the views are. */
const ROUND_MS = 500;
const MOST_ROUNDS = 120;
const LOOK_MS = 25;

/** Whether, within a round, every view that can go on holds everything up to a position and no build is under way any more. */
const settled = async ({ events, viewStore, projections }: MovingOptions, tail: bigint): Promise<boolean> => {
  for (let looks = 0; looks < ROUND_MS / LOOK_MS; looks += 1) {
    const status = await readStatus(events, viewStore, projections);
    if (status.every(({ position, next, poison }) => poison !== null || (position >= tail && next === null)))
      return true;
    await pause(LOOK_MS);
  }
  return false;
};

/** Others move the views; this process reads them. */
export const movedByOthers = (options: MovingOptions): Moving => {
  const views = openViews(options.viewStore, options.projections);
  return {
    runner: null,
    views,
    waitFor: async (position, timeout) => {
      await views.waitFor(position, { timeout });
    },
    catchUp: async () => undefined,
    follow: async (house, signal) => {
      while (!signal.aborted) {
        try {
          await watchRows(options, views, house, signal);
        } catch (error) {
          if (!(error instanceof EventStoreError || error instanceof ViewStoreError)) throw error;
          options.onTrouble?.({ kind: 'outage', error, retryInMilliseconds: RETRY_MS });
          await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
          // What changed meanwhile was not seen: whoever asks next reads all rows again.
          house.rowsChanged('all', 0n);
        }
      }
    },
  };
};

const RETRY_MS = 1000;

/** Tells the house of changed rows until the signal aborts. Errors: those of the stores. */
const watchRows = async (options: MovingOptions, views: Views, house: Rows, signal: AbortSignal): Promise<void> => {
  let told = (await freshnessOf(views)) ?? 0n;
  for await (const { projection, position, rebuilt } of views.watch(signal, WATCH_MS)) {
    if (projection !== ENTRIES) continue;
    if (rebuilt) house.rowsChanged('all', position);
    else house.rowsChanged(await streamsChanged(options, told, position), position);
    told = position;
  }
};

/** A worker took a projection over in the middle: then it is theirs to bring to the end. */
const unlessOwnershipLost = (error: unknown): void => {
  if (!(error instanceof OwnershipLost)) throw error;
};

const WATCH_MS = 100;

const freshnessOf = async (views: Views): Promise<bigint | undefined> => {
  const view: View = views.collection(ENTRIES);
  try {
    return (await view.freshness()).position;
  } catch {
    // The first build is not done: there are no rows yet, and the first swap tells of all.
    return undefined;
  }
};

/** The streams of the events between two positions: a row's document has the name of its stream. */
const streamsChanged = async (
  { events, projections }: MovingOptions,
  after: bigint,
  upTo: bigint,
): Promise<readonly string[]> => {
  const types = projections.find(({ name }) => name === ENTRIES)?.types ?? [];
  const streams = new Set<string>();
  for (let position = after; position < upTo;) {
    const page = await events.readAll(position, { types });
    for (const event of page.events) if (event.position <= upTo) streams.add(event.stream);
    if (page.end || page.position === position) break;
    position = page.position;
  }
  return [...streams];
};

const runnerOf = (
  { events, viewStore, projections, onProgress, onTrouble }: MovingOptions,
  leases?: { readonly worker: string },
): Runner =>
  new Runner({
    eventStore: events,
    viewStore,
    projections,
    ...(leases === undefined ? {} : { leases }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onTrouble === undefined ? {} : { onTrouble }),
  });
