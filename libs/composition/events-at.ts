import type { Place } from '../contexts/house.js';
import { EventStoreError, type EventStore, type RecordedEvent } from '../kernel/index.js';

/** Events of one stream no further apart than this share a reading of it. */
const NEAR = 100n;

/** The events at these places, in the order asked for. Errors: `corrupt` where the history does not hold one of them any more. */
export const eventsAt = async (store: EventStore, places: readonly Place[]): Promise<readonly RecordedEvent[]> => {
  const found = new Map<string, RecordedEvent>();
  const read = async (stream: string, revisions: readonly bigint[]): Promise<void> => {
    const last = revisions.at(-1) ?? 0n;
    for await (const event of store.readStream(stream, { from: revisions[0] ?? 0n })) {
      if (event.revision <= last) found.set(keyOf(event), event);
      if (event.revision >= last) return;
    }
  };
  await Promise.all(runsOf(places).map(({ stream, revisions }) => read(stream, revisions)));
  return places.map((place) => {
    const event = found.get(keyOf(place));
    if (event === undefined) throw missing(place);
    return event;
  });
};

const keyOf = ({ stream, revision }: Place): string => `${revision} ${stream}`;

interface Run {
  readonly stream: string;
  /** Ascending. */
  readonly revisions: readonly bigint[];
}

/** The revisions of each stream, cut where a stretch that nobody asked for would be read along. */
const runsOf = (places: readonly Place[]): readonly Run[] => {
  const byStream = new Map<string, bigint[]>();
  for (const { stream, revision } of places) {
    const revisions = byStream.get(stream);
    if (revisions === undefined) byStream.set(stream, [revision]);
    else revisions.push(revision);
  }
  return [...byStream].flatMap(([stream, unordered]) => {
    const runs: bigint[][] = [];
    for (const revision of unordered.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
      const run = runs.at(-1);
      if (run === undefined || revision - (run.at(-1) ?? 0n) > NEAR) runs.push([revision]);
      else run.push(revision);
    }
    return runs.map((revisions) => ({ stream, revisions }));
  });
};

const missing = ({ stream, revision }: Place): EventStoreError =>
  new EventStoreError(
    'corrupt',
    `事件流 ${stream} 里没有第 ${revision} 号事件，而视图里记着它：事件库在写入之后被改动，或与视图库不是一家。请用 five-ones verify 查看，并核对 EVENT_STORE_URL 与 VIEW_STORE_URL。`,
    { stream },
  );
