import { EventStoreError, type EventFilter, type SubscriptionMessage } from '../../kernel/index.js';
import type { Connection, ServerFilter } from './connection.js';
import { Feed, type FeedItem } from './feed.js';
import { Patience } from './flow.js';
import type { Settings } from './options.js';
import type { Reader } from './reader.js';
import type { RawEvent } from './stored.js';
import { errors, troubleOf } from './trouble.js';

/**
 * A subscription of the port on top of the server's, which may be dropped with or without a word, repeats itself after it was
 * taken up again, and does not say where it stands when it has caught up.
 *
 * `passed` is the one thing that counts: everything up to it was given to the reader or does not concern him. Events at or below
 * it are repetitions and left out; a dropped subscription is taken up behind it. It grows with events, with the server's
 * checkpoints, and with our own looking: when there is nothing more to read, the tail of the history is compared with `passed`; if
 * it is further on, what lies between is looked through, and if nothing of it concerns the reader he has caught up there. If
 * something does, the server owes it to us; where it still owes the same event a whole watch later, the subscription is dead.
 *
 * A checkpoint counts as passed only when the next one comes, because versions differ in whether the event at a checkpoint itself
 * was looked at already.
 */
class SilentDrop extends Error {}

/** So many events are looked through by ourselves before the server is asked to. */
const NEAR = 64;

/** Pause between two looks ahead while events are on their way, in milliseconds. */
const LOOK_PAUSE_MS = 25;

export class Follower {
  private passed: bigint;
  private checkpoint = 0n;
  private toldProgress: bigint;
  private toldCaughtUp: bigint | undefined;
  /** The first event that we saw in the history and the server has not sent yet. */
  private owed: { readonly position: bigint; readonly since: number } | undefined;
  /** Begin at the start of the history, because no event starts at `passed`. */
  private fromStart = false;
  private readonly passes: (raw: RawEvent) => boolean;
  private readonly serverFilter: ServerFilter;
  private readonly patience: Patience;

  constructor(
    after: bigint,
    filter: EventFilter | undefined,
    private readonly connection: Connection,
    private readonly reader: Reader,
    private readonly settings: Settings,
    private readonly signal: AbortSignal,
  ) {
    this.passed = after;
    this.toldProgress = after;
    this.passes = reader.passing(filter);
    this.serverFilter = serverFilterOf(filter, settings.categories);
    const { firstPauseMs, longestPauseMs } = settings.limits;
    this.patience = new Patience(firstPauseMs, longestPauseMs, Number.POSITIVE_INFINITY);
  }

  /** Until the signal aborts. Throws `access-denied` and `corrupt`; everything else is mended. */
  async *follow(): AsyncGenerator<SubscriptionMessage, void, undefined> {
    while (!this.signal.aborted) {
      const after = this.fromStart ? 0n : this.passed;
      const feed = new Feed((onCheckpoint) => this.connection.subscribe(after, this.serverFilter, onCheckpoint));
      try {
        yield* this.drain(feed);
      } catch (error) {
        this.judge(error, feed);
      } finally {
        feed.close();
      }
      if (!this.signal.aborted) await this.patience.wait(this.signal);
    }
  }

  /** Gives what one subscription brings until it ends (then it throws) or the signal aborts. */
  private async *drain(feed: Feed): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const { watchdogMs } = this.settings.limits;
    this.owed = undefined;
    this.checkpoint = 0n;
    let live = false;
    let rested = 0;
    let lookAt = performance.now() + watchdogMs;
    while (!this.signal.aborted) {
      const item = feed.next();
      if (item !== undefined) {
        this.owed = undefined;
        this.patience.restore();
        if (item.kind === 'caught-up') live = true;
        // Behind each event that comes live stands the tail, perhaps, and behind each that comes early there are many more.
        lookAt = live ? rested : performance.now() + watchdogMs;
        const message = await this.take(item);
        if (message !== undefined) yield message;
      } else if (feed.failure !== undefined) {
        throw feed.failure.error;
      } else if (performance.now() < lookAt) {
        await feed.wait(Math.max(1, lookAt - performance.now()), this.signal);
      } else {
        const message = await this.look(feed);
        // Where more is on its way there is no hurry to look again.
        rested = this.owed === undefined ? 0 : performance.now() + LOOK_PAUSE_MS;
        lookAt = this.owed === undefined ? performance.now() + watchdogMs : rested;
        if (message !== undefined) yield message;
      }
    }
  }

  /** Looks ahead. Throws where the server has owed us the same event for a whole watch. */
  private async look(feed: Feed): Promise<SubscriptionMessage | undefined> {
    const before = this.owed;
    const message = await this.unlessAborted(this.lookAhead(feed));
    const { owed } = this;
    if (owed === undefined || owed.position !== before?.position || feed.more) return message;
    this.owed = before;
    if (performance.now() - before.since < this.settings.limits.watchdogMs) return message;
    throw new SilentDrop(`the event at ${owed.position} was not delivered`);
  }

  private async take(item: FeedItem): Promise<SubscriptionMessage | undefined> {
    switch (item.kind) {
      case 'event':
        return this.takeEvent(item.raw);
      case 'checkpoint':
        if (this.checkpoint > this.passed) this.passed = this.checkpoint;
        this.checkpoint = item.position;
        return this.progress();
      case 'caught-up':
        return undefined;
    }
  }

  private async takeEvent(raw: RawEvent): Promise<SubscriptionMessage | undefined> {
    if (raw.position <= this.passed) return undefined;
    // This may read and fail: then the event has not passed, and comes again.
    const event = this.passes(raw) ? await this.reader.recorded(raw) : undefined;
    this.passed = raw.position;
    if (event === undefined) return undefined;
    this.toldProgress = this.passed;
    return { kind: 'event', event };
  }

  private progress(): SubscriptionMessage | undefined {
    if (this.passed <= this.toldProgress) return undefined;
    this.toldProgress = this.passed;
    return { kind: 'progress', position: this.passed };
  }

  /** Compares the tail with `passed` and says that the reader has caught up, where that is so and was not said yet. */
  private async lookAhead(feed: Feed): Promise<SubscriptionMessage | undefined> {
    const tail = await this.reader.tail();
    if (tail > this.passed) {
      if (feed.more) return undefined;
      const position = await this.firstBehind(this.passed, tail);
      this.owed = position === undefined ? undefined : { position, since: performance.now() };
      if (position !== undefined) return undefined;
      this.passed = tail;
    }
    if (this.toldCaughtUp === this.passed) return undefined;
    this.toldCaughtUp = this.passed;
    this.toldProgress = this.passed;
    return { kind: 'caught-up', position: this.passed };
  }

  /** Position of the first event up to `tail` that concerns the reader. What is far away the server looks through for us. */
  private async firstBehind(passed: bigint, tail: bigint): Promise<bigint | undefined> {
    const from = this.checkpoint > passed ? this.checkpoint : passed;
    let lookedAt = 0;
    for await (const raw of this.reader.history(passed, from, NEAR)) {
      if (raw.position > tail) return undefined;
      if (this.passes(raw)) return raw.position;
      lookedAt += 1;
      if (lookedAt === NEAR) return this.probe(raw.position);
    }
    return undefined;
  }

  /** As far as the end, by a subscription of its own that ends with its first event. */
  private async probe(after: bigint): Promise<bigint | undefined> {
    const feed = new Feed((onCheckpoint) => this.connection.subscribe(after, this.serverFilter, onCheckpoint));
    try {
      for (;;) {
        const item = feed.next();
        if (item?.kind === 'caught-up') return undefined;
        if (item?.kind === 'event' && this.passes(item.raw)) return item.raw.position;
        if (item !== undefined) continue;
        if (feed.failure !== undefined) throw feed.failure.error;
        const came = await feed.wait(this.settings.limits.readIdleMs, this.signal);
        if (!came) throw new SilentDrop('no answer from the server');
        if (this.signal.aborted) return undefined;
      }
    } finally {
      feed.close();
    }
  }

  /** A hung server must not keep a reader who wants to leave. */
  private unlessAborted<T>(work: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const leave = (): void => resolve(undefined);
      this.signal.addEventListener('abort', leave);
      const settle = work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', leave));
      void settle;
      if (this.signal.aborted) leave();
    });
  }

  private judge(error: unknown, feed: Feed): void {
    if (this.connection.closed || this.signal.aborted) return;
    if (error instanceof EventStoreError && error.code !== 'unavailable' && error.code !== 'not-leader') throw error;
    const trouble = troubleOf(error);
    if (trouble.kind === 'access-denied') throw errors.accessDenied(error);
    this.fromStart = trouble.kind === 'not-understood' && !feed.confirmed && !this.fromStart;
    this.settings.report({
      kind: error instanceof SilentDrop ? 'subscription-silent' : 'subscription-dropped',
      position: this.passed,
      attempt: this.patience.attempt + 1,
      cause: error,
    });
  }
}

/** The server filters by one thing only; by the types where there are some, since they are the narrower. We check all of it again. */
const serverFilterOf = (filter: EventFilter | undefined, categories: ReadonlySet<string> | undefined): ServerFilter => {
  if (filter?.types !== undefined) return { kind: 'types', types: filter.types };
  if (filter?.streamPrefixes?.length === 0) return { kind: 'types', types: [] };
  if (filter?.streamPrefixes !== undefined && filter.streamPrefixes.every((prefix) => prefix !== '')) {
    return { kind: 'prefixes', prefixes: filter.streamPrefixes };
  }
  if (categories !== undefined)
    return { kind: 'prefixes', prefixes: [...categories].map((category) => `${category}-`) };
  return { kind: 'not-of-the-system' };
};
