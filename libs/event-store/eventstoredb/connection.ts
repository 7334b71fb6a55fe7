import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  eventTypeFilter,
  FORWARDS,
  NO_STREAM,
  START,
  streamNameFilter,
  type AllStreamSubscription,
  type Filter,
  type ReadPosition,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client';
import { atMost } from './flow.js';
import type { Limits } from './options.js';
import { rawOf, type Proposal, type RawEvent } from './stored.js';
import { EndedEarly, errors, TimedOut } from './trouble.js';

/**
 * The client of EventStoreDB, with what it lacks: timers of our own (a hung server keeps its calls waiting), reads that hold no
 * more than a handful of events and cancel their call when they are left, and appends that stand alone.
 *
 * The last needs a word. The client would put all appends of the process on one batch call, whose answers it keeps in one table
 * for all its instances: an error of one connection rejects every append under way, of other connections too, and the answer to
 * one of those finds no entry any more and throws where nobody can catch it, which ends the process. A client that believes its
 * server knows no batches uses the plain call, one an append: about half as fast, with a deadline that holds, and nobody's error is
 * another's. So `supports` is answered here, which also saves asking the server what it supports (an answer that the client would
 * remember even where it was an error). And `handleError`, which nobody waits for, rejects where a cluster cannot be found again:
 * that too would end the process.
 */
interface ClientInternals {
  supports: (method: unknown, feature?: string) => Promise<boolean>;
  handleError: (client: unknown, error: unknown) => Promise<void>;
  getChannel: () => Promise<{ close(): void }>;
}

/** Where a read begins: the revision or position itself is included forwards, and backwards in a stream. */
export interface StreamRead {
  readonly from: bigint | 'end';
  readonly backwards?: boolean;
  readonly count: number;
}

export interface HistoryRead {
  /** 0n is the start. Backwards in the history, the position itself is not included. */
  readonly from: bigint | 'end';
  readonly backwards?: boolean;
  readonly count: number;
}

export type ServerFilter =
  | { readonly kind: 'types'; readonly types: readonly string[] }
  | { readonly kind: 'prefixes'; readonly prefixes: readonly string[] }
  | { readonly kind: 'not-of-the-system' };

/** Events the server looks at in one go for a filtered subscription, and how many such windows make a checkpoint. */
const SEARCH_WINDOW = 512;
const CHECKPOINT_WINDOWS = 2;

/** How long calls are given to end when the store is closed, in milliseconds. */
const CLOSING_MS = 1_000;

export class Connection {
  private readonly client: EventStoreDBClient;
  closed = false;

  constructor(
    url: string,
    private readonly limits: Limits,
  ) {
    try {
      this.client = EventStoreDBClient.connectionString(url);
    } catch (error) {
      // The client's own message repeats the address with the password in it.
      throw errors.badUrl(error instanceof Error ? error.name : undefined);
    }
    const internals = this.client as unknown as ClientInternals;
    internals.supports = () => Promise.resolve(false);
    const { handleError } = internals;
    internals.handleError = (client, error) => handleError(client, error).catch(() => undefined);
  }

  /** Errors are the client's own, or `TimedOut`; see `troubleOf`. */
  async append(
    stream: string,
    expected: bigint,
    proposals: readonly Proposal[],
  ): Promise<{ readonly revision: bigint; readonly position: bigint }> {
    this.checkOpen();
    const { appendMs } = this.limits;
    const appending = this.client.appendToStream(stream, [...proposals], {
      expectedRevision: expected < 0n ? NO_STREAM : expected,
      requiresLeader: true,
      deadline: appendMs,
    });
    const { success, nextExpectedRevision, position } = await withTimer(appending, appendMs + appendMs / 4);
    // An address may say `throwOnAppendFailure=false`.
    if (!success) throw Object.assign(new Error('wrong revision'), { type: 'wrong-expected-version' });
    if (position === undefined) throw new EndedEarly('the append was answered without a position');
    return { revision: nextExpectedRevision, position: position.commit };
  }

  readStream(
    stream: string,
    { from, backwards = false, count }: StreamRead,
  ): AsyncGenerator<RawEvent, void, undefined> {
    return this.items(() =>
      this.client.readStream(stream, {
        fromRevision: from === 'end' ? END : from,
        direction: backwards ? BACKWARDS : FORWARDS,
        maxCount: count,
        requiresLeader: true,
      }),
    );
  }

  readAll({ from, backwards = false, count }: HistoryRead): AsyncGenerator<RawEvent, void, undefined> {
    return this.items(() =>
      this.client.readAll({
        fromPosition: positionOf(from),
        direction: backwards ? BACKWARDS : FORWARDS,
        maxCount: count,
        requiresLeader: true,
      }),
    );
  }

  /** Starts after `after`, 0n being the start. */
  subscribe(after: bigint, filter: ServerFilter, onCheckpoint: (position: bigint) => void): AllStreamSubscription {
    this.checkOpen();
    return this.client.subscribeToAll({
      fromPosition: positionOf(after),
      filter: clientFilter(filter, onCheckpoint),
      requiresLeader: true,
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await atMost(CLOSING_MS, this.client.dispose());
    // Disposing ends the calls and leaves the connection standing. Nobody waits for a cluster that cannot be found.
    void (this.client as unknown as ClientInternals).getChannel().then(
      (open) => open.close(),
      () => undefined,
    );
  }

  private checkOpen(): void {
    if (this.closed) throw errors.closed();
  }

  /** Pulls one event after the other; the server is held back by not pulling. */
  private async *items(open: () => StreamingRead<ResolvedEvent>): AsyncGenerator<RawEvent, void, undefined> {
    this.checkOpen();
    const reading = open();
    let failure: { readonly error: unknown } | undefined;
    let over = false;
    let wake = (): void => undefined;
    reading.on('readable', () => wake());
    reading.on('end', () => {
      over = true;
      wake();
    });
    reading.on('error', (error: unknown) => {
      failure ??= { error };
      wake();
    });
    try {
      for (;;) {
        const resolved = reading.read() as ResolvedEvent | null;
        if (resolved !== null) {
          const raw = rawOf(resolved);
          if (raw !== undefined) yield raw;
        } else if (failure !== undefined) {
          throw failure.error;
        } else if (over) {
          return;
        } else {
          await withTimer(new Promise<void>((resolve) => (wake = resolve)), this.limits.readIdleMs);
        }
      }
    } finally {
      if (!over && failure === undefined) void reading.cancel().catch(() => undefined);
    }
  }
}

const positionOf = (position: bigint | 'end'): ReadPosition => {
  if (position === 'end') return END;
  return position === 0n ? START : { commit: position, prepare: position };
};

const clientFilter = (filter: ServerFilter, onCheckpoint: (position: bigint) => void): Filter => {
  const common = {
    maxSearchWindow: SEARCH_WINDOW,
    checkpointInterval: CHECKPOINT_WINDOWS,
    checkpointReached: async (_: unknown, position: { readonly commit: bigint }): Promise<void> =>
      onCheckpoint(position.commit),
  };
  switch (filter.kind) {
    case 'types':
      return eventTypeFilter({ ...common, regex: `^(?:${filter.types.map(literally).join('|')})$` });
    case 'prefixes':
      return streamNameFilter({ ...common, prefixes: [...filter.prefixes] });
    case 'not-of-the-system':
      return streamNameFilter({ ...common, regex: '^[^$]' });
  }
};

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const withTimer = async <T>(promise: Promise<T>, milliseconds: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut(`no answer within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
