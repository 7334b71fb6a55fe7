import type { Document, Projection, RecordedEvent, ViewStore } from '../../kernel/index.js';
import { TYPES } from './house.js';
import type { Deed } from './house.js';

interface Thing extends Document {
  readonly box: string;
  readonly points: number;
  readonly history: readonly string[];
}

const dataOf = <K extends Deed['kind']>(event: RecordedEvent, _kind: K): Extract<Deed, { kind: K }> =>
  event.data as Extract<Deed, { kind: K }>;

/**
 * One document a thing. It depends on the order of the events and on each being folded exactly once; taking a thing that is not
 * there is an error, so that a fold from a wrong state shows.
 */
export const things = (version = 1, change: (thing: Thing) => Thing = (thing) => thing): Projection<Thing> => ({
  name: 'things',
  version,
  types: TYPES,
  indexes: [['box']],
  route: (event) => [dataOf(event, 'taken').thing],
  fold: (thing, event, id) => {
    const history = [...(thing?.history ?? []).slice(-3), event.id.slice(0, 6)];
    switch (event.type as (typeof TYPES)[number]) {
      case 'boxes.ThingPut':
        return change({ id, box: dataOf(event, 'put').box, points: thing?.points ?? 0, history });
      case 'boxes.ThingMarked':
        return thing === undefined
          ? null
          : change({ ...thing, points: thing.points * 3 + dataOf(event, 'marked').points, history });
      case 'boxes.ThingTaken':
        if (thing === undefined) throw new Error(`${id} is not in any box`);
        return null;
    }
  },
});

interface Tally extends Document {
  readonly events: number;
  readonly digest: number;
}

/** Two documents an event: the whole and the thing's first letter; each touched over and over. */
export const tallies: Projection<Tally> = {
  name: 'tallies',
  version: 1,
  types: [TYPES[0], TYPES[1]],
  indexes: [],
  route: (event) => ['all', `letter-${dataOf(event, 'put').thing.slice(0, 1)}`],
  fold: (tally, event, id) => ({
    id,
    events: (tally?.events ?? 0) + 1,
    digest: ((tally?.digest ?? 7) * 31 + Number.parseInt(event.id.slice(0, 4), 16)) % 1_000_003,
  }),
};

/** One document an event. */
export const trail: Projection = {
  name: 'trail',
  version: 1,
  types: TYPES,
  indexes: [['type']],
  route: (event) => [event.position.toString().padStart(9, '0')],
  fold: (_, event, id) => ({ id, type: event.type, stream: event.stream, data: event.data }),
};

/** All documents of a collection as text, in order. */
export const bytesOf = async (viewStore: ViewStore, collection: string): Promise<readonly string[]> => {
  const texts: string[] = [];
  const handle = await viewStore.collection({ name: collection, indexes: [] });
  for await (const { document } of handle.scan()) texts.push(JSON.stringify(document));
  return texts;
};

/** The live documents of a projection as text, in order. */
export const liveBytes = async (viewStore: ViewStore, name: string): Promise<readonly string[]> => {
  const pointer = (await viewStore.shelf.get(`projection/${name}`))?.value as { live: { collection: string } };
  return bytesOf(viewStore, pointer.live.collection);
};
