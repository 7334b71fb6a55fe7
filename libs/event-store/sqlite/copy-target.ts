import { canonicalize } from '../../kernel/canonical.js';
import { EventStoreError, type Json, type RecordedEvent } from '../../kernel/index.js';
import { eventHashWithData } from '../chain.js';
import type { StoredEvent } from './history-writer.js';

/** A store that a whole history can be copied into, event by event as it was recorded. */
export interface CopyTarget {
  /**
   * Writes recorded events behind what the target holds, all of them or none, in their order: with their own ids, revisions,
   * instants and hashes, at the target's next positions (which are the source's own where both are dense). Answers with the tail.
   * Throws `corrupt`, naming the event, where positions do not grow, a revision or hash does not follow on the stream's last one, or
   * an event does not give its own hash; and what `append` throws when the disk does not take it.
   */
  appendCopied(events: readonly RecordedEvent[]): Promise<bigint>;
}

/** The events with their texts, and what each is to be checked against when it is its turn. */
export const checkCopied = (
  events: readonly RecordedEvent[],
): {
  readonly stored: readonly StoredEvent[];
  readonly check: (stored: StoredEvent, head: { revision: bigint; hash: string }) => void;
} => {
  let position = -1n;
  const stored = events.map((event) => {
    if (event.position <= position) throw unfit(event, `位置 ${event.position} 不在前一条 ${position} 之后`);
    ({ position } = event);
    const { prevHash: _, hash, ...context } = event.meta;
    const data = canonicalize(event.data as Json);
    if (eventHashWithData(event, data) !== hash) throw unfit(event, '内容与指纹不符');
    return { event, data, context: canonicalize(context as unknown as Json) };
  });
  return {
    stored,
    check: ({ event }, head) => {
      if (event.revision !== head.revision + 1n) throw unfit(event, `目标中该流到第 ${head.revision} 条，接不上`);
      if (event.meta.prevHash !== head.hash) throw unfit(event, '所记的前一条指纹与目标中的不同');
    },
  };
};

const unfit = (event: Pick<RecordedEvent, 'stream' | 'revision'>, why: string): EventStoreError =>
  new EventStoreError(
    'corrupt',
    `不能复制“${event.stream}”第 ${event.revision} 条：${why}。这一批没有写入；请先对来源和目标各做一次 five-ones verify。`,
    { stream: event.stream },
  );
