import type { NewEvent, RecordedEvent } from './envelope.js';

/**
 * The port to the history. Two adapters stand behind it (`libs/event-store`); the code above cannot tell which.
 * Every method rejects with an `EventStoreError` of one of the codes below, never with anything a caller must match by text.
 */
export interface EventStore {
  /**
   * Appends all events or none, durably: when the promise resolves they survive a crash. `expected` is the revision of the
   * stream's last event, or `no-stream`. Idempotent by event id: where the stream already holds these very ids in this order,
   * nothing is written and the answer is the original one (`repeated`). Events of one call share one `recordedAt`. At least one event;
   * none, ids that are no lower-case UUIDs or come twice, or what is no JSON is the caller's mistake and throws a `TypeError`.
   * Errors: wrong-revision, too-large, unavailable, outcome-unknown, read-only, full, corrupt.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;

  /** The events of a stream from `from` (default 0n) on, oldest first; none where the stream does not exist. */
  readStream(stream: string, options?: { readonly from?: bigint }): AsyncIterable<RecordedEvent>;

  /**
   * One page of the whole history after (exclusive) `after`, oldest first, at most `limit` events (default 1000) of those the
   * filter lets through. `position` is how far the page has looked, `end` says that nothing was behind it at that moment.
   */
  readAll(after: bigint, filter?: EventFilter, limit?: number): Promise<Page>;

  /**
   * Everything after `after`, then what is appended from then on, until `signal` aborts (then it returns). The reader's pace is the
   * pace: nothing is buffered without bound. Says `caught-up` each time it reaches the tail, `progress` over long stretches of
   * nothing that passes the filter. Lost connections are mended inside; nothing is lost or repeated.
   */
  subscribe(after: bigint, filter: EventFilter | undefined, signal: AbortSignal): AsyncIterable<SubscriptionMessage>;

  /** The position of the last event, 0n in an empty history. */
  tail(): Promise<bigint>;

  close(): Promise<void>;
}

export type ExpectedRevision = bigint | 'no-stream';

export interface Appended {
  /** Revision of the last event of this append. */
  readonly revision: bigint;
  /** Position of the last event of this append. */
  readonly position: bigint;
  /** True where these ids were there already and nothing was written. */
  readonly repeated: boolean;
}

/** Both conditions must hold; each holds when any of its members matches. */
export interface EventFilter {
  readonly types?: readonly string[];
  readonly streamPrefixes?: readonly string[];
}

export interface Page {
  readonly events: readonly RecordedEvent[];
  readonly position: bigint;
  readonly end: boolean;
}

export type SubscriptionMessage =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'progress'; readonly position: bigint }
  | { readonly kind: 'caught-up'; readonly position: bigint };

export type EventStoreErrorCode =
  | 'wrong-revision'
  | 'stream-deleted'
  | 'too-large'
  | 'unavailable'
  | 'outcome-unknown'
  | 'access-denied'
  | 'not-leader'
  | 'locked'
  | 'read-only'
  | 'full'
  | 'newer-format'
  | 'corrupt';

/** `message` is Chinese and says what happened, why, and what to do next; `code` is what programs go by. */
export class EventStoreError extends Error {
  override readonly name = 'EventStoreError';
  constructor(
    readonly code: EventStoreErrorCode,
    message: string,
    readonly details: {
      readonly stream?: string;
      readonly expected?: string;
      readonly actual?: string;
      readonly position?: string;
    } = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
