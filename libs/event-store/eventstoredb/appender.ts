import { EventStoreError, type Appended, type ExpectedRevision, type NewEvent } from '../../kernel/index.js';
import type { Connection } from './connection.js';
import { Gate, Patience, Remembered, Turns } from './flow.js';
import type { Settings } from './options.js';
import type { Reader } from './reader.js';
import { chained, linkOf, NO_LINK, type Link, type Proposal, type RawEvent } from './stored.js';
import { errors, troubleOf } from './trouble.js';

/**
 * Writing. Always with an exact revision (or that there is no stream), because only then the server knows a repeated append again
 * after it was restarted. Before sending we look where the stream stands, unless a read has just shown it: the hash of an event
 * hangs on the one before it, and whether these ids are there already is ours to find out, since the server answers a repetition
 * like the first time.
 *
 * Where it is not known whether an append was done, the stream is read. If the events are there, that is the answer; if others have
 * taken their place, it is a wrong revision; if nothing is there, the same append is sent again, which the exact revision makes
 * harmless: should the first copy arrive after all, the server takes one of the two and answers the other with it. Two copies are
 * never under way at once, because the server drops the second without a word.
 */
const STREAMS_REMEMBERED = 10_000;

/** An append that is ready to be sent. */
interface Prepared {
  readonly stream: string;
  /** Revision before the first event, -1n for none. */
  readonly before: bigint;
  readonly ids: readonly string[];
  readonly proposals: readonly Proposal[];
  readonly last: Link;
}

export class Appender {
  private readonly gate: Gate;
  private readonly turns = new Turns();
  /** The last links that reads have shown. What we wrote ourselves is not among them until it was read: see `forget`. */
  private readonly links = new Remembered<string, Link>(STREAMS_REMEMBERED);

  constructor(
    private readonly connection: Connection,
    private readonly reader: Reader,
    private readonly settings: Settings,
  ) {
    this.gate = new Gate(settings.limits.appendsInFlight);
  }

  /** A read has come to the end of a stream and this was its last event. */
  saw(last: RawEvent): void {
    this.links.set(last.stream, linkOf(last));
  }

  /** A read has found no stream. Throws `stream-deleted` where there was one. */
  async sawNone(stream: string): Promise<void> {
    await this.checkNotDeleted(stream);
    this.links.set(stream, NO_LINK);
  }

  /** Until no append is under way. */
  idle(): Promise<void> {
    return this.gate.idle();
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    return this.inTurn(stream, async () => {
      const before = expected === 'no-stream' ? -1n : expected;
      const ids = events.map((event) => event.id);
      const link = await this.linkAt(stream, before);
      if (link === undefined) return this.repeatedOrWrong(stream, before, ids);
      const { proposals, last } = chained(stream, link, events);
      return this.send({ stream, before, ids, proposals, last });
    });
  }

  /** Sends events as they are, chained already: `last` is the link of the last one. */
  sendChained(stream: string, before: bigint, proposals: readonly Proposal[], last: Link): Promise<Appended> {
    return this.inTurn(stream, () =>
      this.send({ stream, before, ids: proposals.map(({ id }) => id), proposals, last }),
    );
  }

  private inTurn<T>(stream: string, task: () => Promise<T>): Promise<T> {
    return this.turns.run(stream, () => this.gate.run(task));
  }

  /** The last link of the stream where it stands at `before`; undefined where it stands elsewhere. */
  private async linkAt(stream: string, before: bigint): Promise<Link | undefined> {
    const remembered = this.links.get(stream);
    if (remembered?.revision === before) return remembered;
    // A new stream needs both answers, so they are asked for at once.
    const undeleted = before < 0n ? this.checkNotDeleted(stream) : Promise.resolve();
    const [last] = await Promise.all([this.reader.last(stream), undeleted]);
    if (last === undefined) {
      if (before >= 0n) await this.checkNotDeleted(stream);
      return before < 0n ? NO_LINK : undefined;
    }
    this.saw(last);
    return last.revision === before ? linkOf(last) : undefined;
  }

  /** A stream that was deleted softly looks like one that never was, but its metadata remember; an append would go on in a gap. */
  private async checkNotDeleted(stream: string): Promise<void> {
    let last: RawEvent | undefined;
    try {
      last = await this.reader.last(`$$${stream}`);
    } catch (error) {
      // Not everybody may read metadata; the answer to the append will show the gap then.
      if (error instanceof EventStoreError && error.code === 'access-denied') return;
      throw error;
    }
    const cut = (last?.data as { readonly $tb?: unknown } | null | undefined)?.$tb;
    if (typeof cut === 'number' && cut > 0) throw errors.streamDeleted(stream);
  }

  private async send(append: Prepared): Promise<Appended> {
    const { stream, before, proposals } = append;
    const { firstPauseMs, longestPauseMs, reachMs, settleMs } = this.settings.limits;
    const patience = new Patience(firstPauseMs, longestPauseMs, settleMs);
    const reaching = new Patience(firstPauseMs, longestPauseMs, reachMs);
    // Until it is known again, no later append may build on what a read showed.
    this.forget(stream);
    for (let unclear = false; ;) {
      try {
        const { revision, position } = await this.connection.append(stream, before, proposals);
        if (revision !== append.last.revision) throw errors.streamDeleted(stream);
        return { revision, position, repeated: false };
      } catch (error) {
        const { kind } = troubleOf(error);
        const untold = kind === 'not-leader' || kind === 'unreached';
        const settled = await this.settle(append, error, unclear);
        if (settled !== undefined) return settled;
        unclear ||= !untold;
        // Whoever closes the store must not make a no of an answer that nobody has heard yet.
        const over = unclear ? patience.exhausted || this.connection.closed : reaching.exhausted;
        if (over) throw givenUp(stream, unclear, kind, error);
        this.settings.report({
          kind: unclear ? 'append-unsettled' : 'retried',
          stream,
          attempt: patience.attempt + 1,
          cause: error,
        });
        await patience.wait();
      }
    }
  }

  /** The answer to an append that failed, where there is one; undefined where it is to be sent again. Throws a final no. */
  private async settle(append: Prepared, error: unknown, unclear: boolean): Promise<Appended | undefined> {
    const { stream } = append;
    if (error instanceof EventStoreError) {
      throw unclear && error.code === 'unavailable' ? errors.outcomeUnknown(stream, error) : error;
    }
    const trouble = troubleOf(error);
    switch (trouble.kind) {
      case 'access-denied':
        throw errors.accessDenied(error);
      case 'stream-deleted':
        throw errors.streamDeleted(stream, error);
      case 'too-large':
        throw errors.tooLarge(stream, error);
      case 'wrong-revision':
        return this.repeatedOrWrong(stream, append.before, append.ids, trouble.actual);
      case 'not-leader':
      case 'unreached':
        return undefined;
      case 'unclear':
      case 'not-understood':
      case 'stream-not-found':
        return this.lookFor(append);
    }
  }

  /** What an append of unknown outcome has left: itself, others in its place, or nothing yet. */
  private async lookFor(append: Prepared): Promise<Appended | undefined> {
    const { stream, before, ids } = append;
    try {
      const there = await this.behind(stream, before, ids.length);
      if (there.length === 0) return undefined;
      const last = sameEvents(there, ids);
      if (last === undefined) return await this.repeatedOrWrong(stream, before, ids);
      return { revision: last.revision, position: last.position, repeated: linkOf(last).hash !== append.last.hash };
    } catch (error) {
      // The server cannot be asked now, or the store was closed.
      if (error instanceof EventStoreError && (error.code === 'unavailable' || error.code === 'not-leader'))
        return undefined;
      throw error;
    }
  }

  private async repeatedOrWrong(
    stream: string,
    before: bigint,
    ids: readonly string[],
    actual?: bigint,
  ): Promise<Appended> {
    const last = sameEvents(await this.behind(stream, before, ids.length), ids);
    if (last !== undefined) return { revision: last.revision, position: last.position, repeated: true };
    const found = (await this.reader.last(stream))?.revision ?? actual;
    throw errors.wrongRevision(stream, spoken(before), spoken(found ?? -1n));
  }

  private async behind(stream: string, before: bigint, count: number): Promise<readonly RawEvent[]> {
    const there: RawEvent[] = [];
    for await (const raw of this.reader.stream(stream, before + 1n, count)) there.push(raw);
    return there;
  }

  /**
   * What we wrote is not remembered as the last link: where another process wrote the same ids at the same moment, the server
   * answers both alike and keeps one, and only a read shows whose bytes, and so which hash, stand there.
   */
  private forget(stream: string): void {
    this.links.delete(stream);
  }
}

/** The last of the events where these are exactly the ones with these ids. */
const sameEvents = (there: readonly RawEvent[], ids: readonly string[]): RawEvent | undefined =>
  there.length === ids.length && there.every((raw, n) => raw.id === ids[n]) ? there.at(-1) : undefined;

const spoken = (revision: bigint): string => (revision < 0n ? 'no-stream' : revision.toString());

const givenUp = (stream: string, unclear: boolean, kind: string, error: unknown): EventStoreError => {
  if (unclear) return errors.outcomeUnknown(stream, error);
  return kind === 'not-leader' ? errors.notLeader(error) : errors.unavailable(error);
};
