import { EventStoreError, NO_HASH, type EventStore, type Instant, type RecordedEvent } from '../kernel/index.js';
import { eventHash } from './chain.js';
import { MerkleFrontier } from './merkle.js';

/**
 * The verifier of a history. It walks over the events in the order of their positions and holds, for each stream, the last two
 * links of its chain. From what does not fit it says which of five things happened:
 *
 * - changed    an event's content does not give its hash; or it does, but the next one remembers another hash
 * - removed    a revision of a stream is missing, or (in a store whose positions are dense) a position
 * - inserted   an event hangs on no link of its stream, or the event after it hangs on the one before it
 * - reordered  an event of a stream comes after its successors, or was recorded before its predecessors in the history
 * - truncated  the history ends before a position that is known to have been reached
 *
 * A chain cannot show more: who drops the end of a history, or rewrites a stream from some event to its end with all hashes
 * computed anew, leaves a chain that fits. That is what a tail and the seals kept elsewhere are for.
 */
export interface Finding {
  readonly kind: 'changed' | 'removed' | 'inserted' | 'truncated' | 'reordered';
  readonly position: bigint;
  /** Empty where it is not known to which stream the event belonged. */
  readonly stream: string;
  /** Chinese, for the inspector. */
  readonly message: string;
}

export interface Verified {
  readonly events: number;
  readonly streams: number;
  /** Merkle root over the hashes of the events that could be read, in their order (see `merkle.ts`). */
  readonly root: string;
  /** By position. */
  readonly findings: readonly Finding[];
}

export interface VerifyOptions {
  /** Whether positions run 1, 2, 3, …, so that a gap is a loss. True for the embedded store, false where others write too. */
  readonly dense: boolean;
  /** A position that the history is known to have reached. */
  readonly tail?: bigint;
}

export const verifyHistory = async (
  events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>,
  options: VerifyOptions,
): Promise<Verified> => {
  const walk = new Walk(options);
  for await (const event of events) walk.see(event);
  return walk.finish();
};

/**
 * The same for a store with dense positions, page by page, at least up to the tail it had when this began. An event that cannot even be
 * read is a finding, and the walk goes on behind it.
 */
export const verifyStore = async (store: Pick<EventStore, 'readAll' | 'tail'>): Promise<Verified> => {
  const tail = await store.tail();
  const walk = new Walk({ dense: true, tail });
  for (let position = 0n, limit = VERIFY_PAGE; position < tail;) {
    try {
      const page = await store.readAll(position, undefined, limit);
      for (const event of page.events) walk.see(event);
      ({ position } = page);
    } catch (error) {
      const unreadable = unreadableOf(error);
      if (unreadable === undefined) throw error;
      // What lies before it in this page is read one by one; then it is passed over.
      if (limit === 1) {
        walk.seeUnreadable(unreadable.position, unreadable.stream);
        ({ position } = unreadable);
      }
      limit = limit === 1 ? VERIFY_PAGE : 1;
    }
  }
  return walk.finish();
};

const VERIFY_PAGE = 1000;

const unreadableOf = (error: unknown): { readonly position: bigint; readonly stream: string } | undefined => {
  if (!(error instanceof EventStoreError) || error.code !== 'corrupt' || error.details.position === undefined)
    return undefined;
  return { position: BigInt(error.details.position), stream: error.details.stream ?? '' };
};

interface Link {
  readonly revision: bigint;
  readonly position: bigint;
  readonly hash: string;
  /** A fault of this event is reported once. */
  readonly faulty: boolean;
}

interface Chain {
  readonly before: Link;
  readonly last: Link;
}

/** Of a longer run of missing events only the first are named one by one. */
const NAMED_MISSING = 1000n;

const START: Link = { revision: -1n, position: 0n, hash: NO_HASH, faulty: false };

class Walk {
  private readonly chains = new Map<string, Chain>();
  private readonly findings = new Set<Finding>();
  /** Positions that are missing and not yet known to belong to a stream. */
  private readonly gaps = new Map<bigint, Finding>();
  /** Positions whose events could not be read and whose stream has not gone on yet. */
  private readonly unreadable = new Map<bigint, Finding>();
  /** Revisions that are missing, by stream and revision, with the finding that says so. */
  private readonly holes = new Map<string, Finding>();
  private readonly frontier = new MerkleFrontier();
  private events = 0;
  private position = 0n;
  private recordedAt: Instant = '';

  constructor(private readonly options: VerifyOptions) {}

  see(event: RecordedEvent): void {
    this.events += 1;
    this.frontier.append(event.meta.hash);
    this.seeGaps(event.position, event.stream);
    this.position = event.position;
    const chain = this.chains.get(event.stream) ?? { before: START, last: START };
    const faulty = this.seeLink(event, chain) || this.seeTime(event);
    const link = { revision: event.revision, position: event.position, hash: event.meta.hash, faulty };
    // A link that came late must not become the end of the chain again.
    if (event.revision >= chain.last.revision) this.chains.set(event.stream, { before: chain.last, last: link });
  }

  /** An event whose text is no JSON: it has a position, and a stream whose next event will miss it. */
  seeUnreadable(position: bigint, stream: string): void {
    this.events += 1;
    this.seeGaps(position, stream);
    this.position = position;
    const message = `位置 ${position} 的事件读不懂（不是完整的 JSON）：写入之后被改动。`;
    this.unreadable.set(position, this.find('changed', position, stream, message));
  }

  finish(): Verified {
    const { tail } = this.options;
    if (tail !== undefined && this.position < tail) {
      const message = `历史到第 ${this.position} 条为止，但已知曾到第 ${tail} 条：末尾的 ${tail - this.position} 条被截去。`;
      this.findings.add({ kind: 'truncated', position: this.position, stream: '', message });
    }
    const findings = [...this.findings].sort((a, b) =>
      a.position < b.position ? -1 : a.position > b.position ? 1 : 0,
    );
    return { events: this.events, streams: this.chains.size, root: this.frontier.root(), findings };
  }

  private find(kind: Finding['kind'], position: bigint, stream: string, message: string): Finding {
    const finding = { kind, position, stream, message };
    this.findings.add(finding);
    return finding;
  }

  private seeGaps(position: bigint, stream: string): void {
    if (!this.options.dense) return;
    if (position <= this.position) {
      this.find('reordered', position, stream, `位置 ${position} 排在位置 ${this.position} 之后：次序被改动。`);
    }
    const first = this.position + 1n;
    if (position - first > NAMED_MISSING) {
      this.find('removed', first, '', `位置 ${first} 至 ${position - 1n} 上没有事件，它们的前后都在：这些事件被删除。`);
      return;
    }
    for (let missing = first; missing < position; missing += 1n) {
      const message = `位置 ${missing} 上没有事件，它的前后都在：该条被删除。`;
      this.gaps.set(missing, this.find('removed', missing, '', message));
    }
  }

  /** Compares the event with the chain of its stream; true where the fault is its own. */
  private seeLink(event: RecordedEvent, { before, last }: Chain): boolean {
    const { stream, revision, position } = event;
    const intact = eventHash(event) === event.meta.hash;
    const follows = revision === last.revision + 1n;
    if (follows && event.meta.prevHash === last.hash) return !intact && this.changed(event);

    const besideLast = last !== START && event.meta.prevHash === before.hash && event.meta.hash !== last.hash;
    if (besideLast && (follows || revision === last.revision)) {
      const message = `“${stream}”第 ${last.revision} 条不在链上：它之后的事件接的是它之前的那一条。该条是后来插入的。`;
      this.find('inserted', last.position, stream, message);
      return true;
    }
    if (revision > last.revision + 1n) {
      this.seeHole(event, last);
      return !intact && this.changed(event);
    }
    if (revision <= last.revision) return this.seeLate(event);
    if (intact) {
      const message = `“${stream}”第 ${last.revision} 条与后一条所记的指纹不符：该条被改动，指纹也被重算。`;
      if (!last.faulty) this.find('changed', last.position, stream, message);
      return false;
    }
    const message = `“${stream}”第 ${revision} 条既不接前一条，自身指纹也不符：该条是后来插入的。`;
    this.find('inserted', position, stream, message);
    return true;
  }

  private changed(event: RecordedEvent): true {
    const message = `“${event.stream}”第 ${event.revision} 条的内容与其指纹不符：写入之后被改动。`;
    this.find('changed', event.position, event.stream, message);
    return true;
  }

  /** Revisions are missing before this event: unreadable ones first, then those whose positions are missing too. */
  private seeHole({ stream, revision, position }: RecordedEvent, last: Link): void {
    const between = (at: bigint): boolean => at > last.position && at < position;
    const known = [...this.unreadable].filter(([at, finding]) => between(at) && finding.stream === stream);
    for (const [at] of known) this.unreadable.delete(at);
    const gaps = [...this.gaps.keys()].filter(between);
    const first = last.revision + 1n + BigInt(known.length);
    if (revision - first > NAMED_MISSING) {
      this.find(
        'removed',
        position,
        stream,
        `“${stream}”缺第 ${first} 至 ${revision - 1n} 条，之后的事件还在：这些事件被删除。`,
      );
      return;
    }
    for (let missing = first; missing < revision; missing += 1n) {
      const gap = gaps.shift();
      const anonymous = gap === undefined ? undefined : this.gaps.get(gap);
      if (gap !== undefined) this.gaps.delete(gap);
      if (anonymous !== undefined) this.findings.delete(anonymous);
      const message = `“${stream}”缺第 ${missing} 条，它之后的事件还在：该条被删除。`;
      this.holes.set(`${missing} ${stream}`, this.find('removed', gap ?? position, stream, message));
    }
  }

  /** A revision that is there already, or that was missed a while ago. */
  private seeLate({ stream, revision, position }: RecordedEvent): true {
    const hole = this.holes.get(`${revision} ${stream}`);
    if (hole === undefined) {
      const message = `“${stream}”有两个第 ${revision} 条，这一条不在链上：该条是后来插入的。`;
      this.find('inserted', position, stream, message);
      return true;
    }
    this.findings.delete(hole);
    this.holes.delete(`${revision} ${stream}`);
    const message = `“${stream}”第 ${revision} 条排在它之后的事件后面：次序被改动。`;
    this.find('reordered', position, stream, message);
    return true;
  }

  /** Our side stamps instants that never go back, so an event recorded before its predecessors was moved. */
  private seeTime(event: RecordedEvent): boolean {
    if (event.meta.stamp === 'server') return false;
    if (event.recordedAt >= this.recordedAt) {
      this.recordedAt = event.recordedAt;
      return false;
    }
    const message = `位置 ${event.position} 的事件录入于 ${event.recordedAt}，早于它前面的事件：次序被改动。`;
    this.find('reordered', event.position, event.stream, message);
    return true;
  }
}
