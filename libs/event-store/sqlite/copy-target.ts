import { canonicalize, EventStoreError, type Json, type RecordedEvent } from '../../kernel/index.js';
import { eventHash } from '../chain.js';
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

/** The events with their texts. Checks what can be checked without the target. */
export const prepareCopy = (events: readonly RecordedEvent[]): readonly StoredEvent[] => {
  let last = 0n;
  return events.map((event) => {
    if (event.position <= last) throw unfit(event, `位置 ${event.position} 不在前一条的位置 ${last} 之后`);
    last = event.position;
    if (eventHash(event) !== event.meta.hash) throw unfit(event, '内容与指纹不符');
    const { prevHash, hash, ...context } = event.meta;
    const { id, type, schema, stream, revision, occurredAt, recordedAt } = event;
    const texts = { data: canonicalize(event.data as Json), context: canonicalize(context as unknown as Json) };
    return { id, type, schema, stream, revision, occurredAt, recordedAt, ...texts, prevHash, hash };
  });
};

/** Checks that an event is the next link of its stream in the target. */
export const checkLink = (event: StoredEvent, head: { readonly revision: bigint; readonly hash: string }): void => {
  if (event.revision !== head.revision + 1n) {
    throw unfit(event, `目标中该流的下一条是第 ${head.revision + 1n} 条`);
  }
  if (event.prevHash !== head.hash) throw unfit(event, '所记的前一条指纹与目标中的不同');
};

const unfit = (event: Pick<RecordedEvent, 'stream' | 'revision'>, why: string): EventStoreError =>
  new EventStoreError(
    'corrupt',
    `不能复制“${event.stream}”第 ${event.revision} 条：${why}。这一批没有写入；请先对来源和目标各做一次 five-ones verify。`,
    { stream: event.stream },
  );
