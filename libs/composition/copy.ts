import { type CopyTarget, eventHash } from '../event-store/index.js';
import { EventStoreError, type EventStore, type RecordedEvent } from '../kernel/index.js';
import { openEventStore } from './stores.js';

/**
 * The move of a house from one event store to another: the whole history in its order, every event with its own id, revision,
 * instant and hash. What the target holds already is compared with the source event by event, so that a copy which was cut off goes
 * on where it stopped and a copy of a house that lived on brings what has come since. Each event is checked against its hash, and
 * each new one is linked to the chain of its stream as the target has it. At no time is more than two pages in memory.
 */
export interface Copied {
  readonly kind: 'copied';
  /** Events of the whole history, in both stores now. */
  readonly events: number;
  readonly streams: number;
  /** Events that this run brought. */
  readonly copied: number;
  /** True where the target held a part of the history before. */
  readonly resumed: boolean;
}

/** The target holds something else than a beginning of the source. Nothing was written into it. */
export interface NotAPrefix {
  readonly kind: 'not-a-prefix';
  /** Place of the first event that differs, in either store; null where that store has no event there. */
  readonly sourcePosition: bigint | null;
  readonly targetPosition: bigint | null;
  /** Chinese; names the event. */
  readonly message: string;
}

export type CopyProgress = (position: bigint, tail: bigint) => void;

const PAGE = 500;

/** Opens both stores and copies. Errors: `EventStoreError` (`locked` where somebody writes into the target). */
export const copyStore = async (from: string, to: string, onProgress?: CopyProgress): Promise<Copied | NotAPrefix> => {
  const source = await openEventStore(from, 'read');
  try {
    const target = await openEventStore(to, 'write');
    try {
      return await copyHistory(source, target, onProgress);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};

/**
 * Copies up to the end that the source has when it is reached. Errors: `EventStoreError` of either store; `corrupt` where an event of
 * the source does not give its hash or is no next link of its stream: what lies before it has been copied.
 */
export const copyHistory = async (
  source: EventStore,
  target: EventStore & CopyTarget,
  onProgress: CopyProgress = () => undefined,
): Promise<Copied | NotAPrefix> => {
  const held = new Held(target);
  const tail = await source.tail();
  let [events, streams, copied] = [0, 0, 0];
  for (let position = 0n, end = false; !end;) {
    const page = await source.readAll(position, undefined, PAGE);
    const there = await held.take(page.events.length);
    const different = there.findIndex((event, n) => !isSame(page.events[n], event));
    if (different >= 0) return differing(page.events[different], there[different]);
    page.events.slice(0, there.length).forEach(checkHash);
    const missing = page.events.slice(there.length);
    if (missing.length > 0) await target.appendCopied(missing);
    events += page.events.length;
    streams += page.events.filter((event) => event.revision === 0n).length;
    copied += missing.length;
    ({ position, end } = page);
    onProgress(position, tail > position ? tail : position);
  }
  const [beyond] = await held.take(1);
  if (beyond !== undefined) return differing(undefined, beyond);
  return { kind: 'copied', events, streams, copied, resumed: copied < events };
};

/** What the target held before, from the first event on. */
class Held {
  private events: readonly RecordedEvent[] = [];
  private position = 0n;
  private end = false;

  constructor(private readonly store: EventStore) {}

  /** The next `count` events; fewer where there are no more, and none from then on: what comes then is what we copied. */
  async take(count: number): Promise<readonly RecordedEvent[]> {
    while (this.events.length < count && !this.end) {
      const page = await this.store.readAll(this.position, undefined, PAGE);
      this.events = [...this.events, ...page.events];
      ({ position: this.position, end: this.end } = page);
    }
    const taken = this.events.slice(0, count);
    this.events = this.events.slice(count);
    return taken;
  }
}

/** The hash covers the content; the instant is compared besides, because it is not covered where a server stamped it. */
const isSame = (source: RecordedEvent | undefined, target: RecordedEvent): boolean =>
  source !== undefined &&
  source.id === target.id &&
  source.stream === target.stream &&
  source.revision === target.revision &&
  source.recordedAt === target.recordedAt &&
  source.meta.hash === target.meta.hash;

const checkHash = (event: RecordedEvent): void => {
  if (eventHash(event) === event.meta.hash) return;
  throw new EventStoreError(
    'corrupt',
    `来源位置 ${event.position} 的事件 ${event.id}（${place(event)}）与其指纹不符：写入之后被改动。没有再复制；请对来源做 five-ones verify，并从备份恢复。`,
    { stream: event.stream, position: event.position.toString() },
  );
};

const differing = (source: RecordedEvent | undefined, target: RecordedEvent | undefined): NotAPrefix => ({
  kind: 'not-a-prefix',
  sourcePosition: source?.position ?? null,
  targetPosition: target?.position ?? null,
  message:
    `目标不是来源的开头部分，没有写入任何内容。第一处不同：来源${described(source)}，目标${described(target)}。` +
    '请核对 --from 与 --to 是否写反；要复制到全新的位置，请换一个空的目标。',
});

const described = (event: RecordedEvent | undefined): string =>
  event === undefined ? '到此为止' : `位置 ${event.position} 是事件 ${event.id}（${event.type}，${place(event)}）`;

const place = (event: RecordedEvent): string => `“${event.stream}”第 ${event.revision} 条`;
