import { EventStoreError, type EventFilter, type Page, type RecordedEvent } from '../../kernel/index.js';
import type { Connection } from './connection.js';
import { Patience, Remembered } from './flow.js';
import type { Settings } from './options.js';
import { envelopeOf, isOurStream, recordedOf, type RawEvent } from './stored.js';
import { errors, troubleOf } from './trouble.js';

/**
 * Reading: streams, the whole history in pages, its tail. The server's reading of the whole history knows no filter (this client
 * ignores one without a word) and brings its own events along, so we read in pages and choose ourselves. A read that breaks off
 * goes on behind the last event it gave.
 */
const STREAM_PAGE = 500;
const HISTORY_PAGE = 500;
/** Events looked at for one page of `readAll` before it answers with what it has. */
const MOST_LOOKED_AT = 20_000;
/** Appends of several events whose time is remembered. */
const TIMES_REMEMBERED = 4_096;

export class Reader {
  /** `created` of the first events of appends, by stream and revision. */
  private readonly firstCreated = new Remembered<string, number>(TIMES_REMEMBERED);
  /** The history up to `looked` holds no event of ours after `ours`. */
  private known = { looked: 0n, ours: 0n };

  constructor(
    private readonly connection: Connection,
    private readonly settings: Settings,
  ) {}

  /** The raw events of a stream from a revision on, or `missing`. Throws `stream-deleted`, `access-denied`, `unavailable`. */
  async *stream(
    stream: string,
    from: bigint,
    most = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<RawEvent, void, undefined> {
    let next = from;
    let given = 0;
    const patience = this.patience();
    while (given < most) {
      const count = Math.min(STREAM_PAGE, most - given);
      let came = 0;
      try {
        for await (const raw of this.connection.readStream(stream, { from: next, count })) {
          came += 1;
          given += 1;
          next = raw.revision + 1n;
          patience.restore();
          yield raw;
        }
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble.kind === 'stream-not-found') return;
        await this.again(error, patience, stream);
        continue;
      }
      if (came < count) return;
    }
  }

  /** The last event of a stream, or undefined where there is none (never written, or deleted softly). */
  async last(stream: string): Promise<RawEvent | undefined> {
    const patience = this.patience();
    for (;;) {
      try {
        for await (const raw of this.connection.readStream(stream, { from: 'end', backwards: true, count: 1 }))
          return raw;
        return undefined;
      } catch (error) {
        if (troubleOf(error).kind === 'stream-not-found') return undefined;
        await this.again(error, patience, stream);
      }
    }
  }

  /**
   * All raw events behind `after` up to the end as it is then, the system's included. `from` is where the server begins, where
   * that is known to be further on; `size` is that of the first page, where little is expected.
   */
  async *history(after: bigint, from = after, size = HISTORY_PAGE): AsyncGenerator<RawEvent, void, undefined> {
    let seen = after;
    let start = from;
    const patience = this.patience();
    for (let count = size; ; count = HISTORY_PAGE) {
      let came = 0;
      try {
        for await (const raw of this.connection.readAll({ from: start, count })) {
          came += 1;
          if (raw.position <= seen) continue;
          seen = raw.position;
          patience.restore();
          yield raw;
        }
      } catch (error) {
        // No event starts there, so the position is not of this history: look for what lies behind it from further back.
        if (start !== 0n && troubleOf(error).kind === 'not-understood') start = start > after ? after : 0n;
        else {
          await this.again(error, patience);
          start = seen;
        }
        continue;
      }
      if (came < count) return;
      start = seen > start ? seen : start;
    }
  }

  async page(after: bigint, filter: EventFilter | undefined, limit: number): Promise<Page> {
    const passes = this.passing(filter);
    const events: RecordedEvent[] = [];
    let looked = after;
    let ours = after;
    let lookedAt = 0;
    // One more for the event at `after` itself, and one to see whether anything is behind the page.
    for await (const raw of this.history(after, after, Math.min(HISTORY_PAGE, limit + 2))) {
      const wanted = passes(raw);
      if (lookedAt === MOST_LOOKED_AT || (wanted && events.length === limit))
        return { events, position: looked, end: false };
      if (wanted) events.push(await this.recorded(raw));
      looked = raw.position;
      lookedAt += 1;
      if (this.isOurs(raw)) ours = raw.position;
    }
    return { events, position: ours, end: true };
  }

  /** Position of the last event of ours; looks back no further than it has looked before. */
  async tail(): Promise<bigint> {
    const patience = this.patience();
    for (;;) {
      try {
        return await this.lookBack();
      } catch (error) {
        await this.again(error, patience);
      }
    }
  }

  private async lookBack(): Promise<bigint> {
    const { known } = this;
    let newest: bigint | undefined;
    let from: bigint | 'end' = 'end';
    for (let count = 1; ; count = Math.min(HISTORY_PAGE, count * 8)) {
      let came = 0;
      for await (const raw of this.connection.readAll({ from, backwards: true, count })) {
        came += 1;
        newest ??= raw.position;
        from = raw.position;
        // Where the history has become shorter (a restored backup), what was known of it does not count.
        if (raw.position <= known.looked && newest >= known.looked) return this.remember(newest, known.ours);
        if (this.isOurs(raw)) return this.remember(newest, raw.position);
      }
      if (came < count) return this.remember(newest ?? 0n, 0n);
    }
  }

  private remember(looked: bigint, ours: bigint): bigint {
    this.known = { looked, ours };
    return ours;
  }

  /** Whether a raw event is ours and lets itself through. An empty list lets nothing through. */
  passing(filter: EventFilter | undefined): (raw: RawEvent) => boolean {
    const types = filter?.types === undefined ? undefined : new Set(filter.types);
    const prefixes = filter?.streamPrefixes;
    return (raw) =>
      (types === undefined || types.has(raw.type)) &&
      (prefixes === undefined || prefixes.some((prefix) => raw.stream.startsWith(prefix))) &&
      this.isOurs(raw);
  }

  isOurs(raw: RawEvent): boolean {
    return isOurStream(raw.stream, this.settings.categories) && envelopeOf(raw) !== undefined;
  }

  /** The event as the port gives it. Throws `corrupt` where it is not ours. */
  async recorded(raw: RawEvent): Promise<RecordedEvent> {
    const envelope = envelopeOf(raw);
    if (envelope === undefined) throw errors.corrupt(raw.stream, raw.revision, '它不是本系统写入的');
    return recordedOf(raw, envelope, await this.createdOfAppend(raw, envelope.place ?? 0));
  }

  /** The server stamps each event of an append by itself; they share the stamp of the first. */
  private async createdOfAppend(raw: RawEvent, place: number): Promise<number> {
    const first = raw.revision - BigInt(place);
    const key = `${first} ${raw.stream}`;
    if (place === 0) {
      this.firstCreated.set(key, raw.created);
      return raw.created;
    }
    const remembered = this.firstCreated.get(key);
    if (remembered !== undefined) return remembered;
    for await (const found of this.stream(raw.stream, first, 1)) {
      this.firstCreated.set(key, found.created);
      return found.created;
    }
    return raw.created;
  }

  /** Waits and returns where the call may be tried again; throws what the port promises where not. */
  private async again(error: unknown, patience: Patience, stream = ''): Promise<void> {
    if (error instanceof EventStoreError) throw error;
    const trouble = troubleOf(error);
    switch (trouble.kind) {
      case 'access-denied':
        throw errors.accessDenied(error);
      case 'stream-deleted':
        throw errors.streamDeleted(stream, error);
      case 'not-leader':
      case 'unreached':
      case 'unclear':
      case 'not-understood':
      case 'stream-not-found':
      case 'wrong-revision':
      case 'too-large':
        if (this.connection.closed) throw errors.closed();
        if (patience.exhausted)
          throw trouble.kind === 'not-leader' ? errors.notLeader(error) : errors.unavailable(error);
        this.settings.report({
          kind: 'retried',
          ...(stream === '' ? {} : { stream }),
          attempt: patience.attempt + 1,
          cause: error,
        });
        await patience.wait();
    }
  }

  private patience(): Patience {
    const { firstPauseMs, longestPauseMs, reachMs } = this.settings.limits;
    return new Patience(firstPauseMs, longestPauseMs, reachMs);
  }
}
