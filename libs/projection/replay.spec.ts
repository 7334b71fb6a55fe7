import fc from 'fast-check';
import type { Collection, CollectionDeclaration, Document, ViewStore } from '../kernel/index.js';
import { SpecHouse } from './testing/house.js';
import type { Deed } from './testing/house.js';
import { liveBytes, tallies, things, trail } from './testing/projections.js';

const ALL = [things(), tallies, trail];

/** Things are put and taken in turn, so that a fold of all events once and in order never fails, and any other soon does. */
export const deedsArbitrary: fc.Arbitrary<readonly Deed[]> = fc
  .array(
    fc.record({
      thing: fc.constantFrom('a1', 'a2', 'b1', 'c1'),
      act: fc.constantFrom('put', 'marked', 'taken'),
      n: fc.nat(9),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((acts) => {
    const there = new Set<string>();
    return acts.map(({ thing, act, n }): Deed => {
      if (act === 'marked') return { kind: 'marked', thing, points: n };
      if (act === 'taken' && there.delete(thing)) return { kind: 'taken', thing };
      there.add(thing);
      return { kind: 'put', thing, box: `box-${n}` };
    });
  });

/** A view store that gives up for good at the n-th write of documents or shelf, before it, after it, or (documents) in the middle. */
const failingAt = (viewStore: ViewStore, at: number, how: 'before' | 'after' | 'half'): ViewStore => {
  let writes = 0;
  const failing = async <A, T>(all: A, half: A, write: (what: A) => Promise<T>): Promise<T> => {
    writes += 1;
    if (writes < at) return write(all);
    if (writes === at && how !== 'before') await write(how === 'half' ? half : all);
    throw new Error('killed');
  };
  return {
    collection: async <D extends Document>(declaration: CollectionDeclaration): Promise<Collection<D>> => {
      const inner = await viewStore.collection<D>(declaration);
      return {
        write: (changes) =>
          failing(
            changes,
            changes.filter((_, n) => n % 2 === 0),
            (some) => inner.write(some),
          ),
        get: (id) => inner.get(id),
        getMany: (ids) => inner.getMany(ids),
        find: (query) => inner.find(query),
        count: (where) => inner.count(where),
        scan: () => inner.scan(),
      };
    },
    drop: (name) => viewStore.drop(name),
    close: () => viewStore.close(),
    shelf: {
      get: (key) => viewStore.shelf.get(key),
      list: (prefix) => viewStore.shelf.list(prefix),
      delete: (key, version) => viewStore.shelf.delete(key, version),
      set: (key, value, version) => failing(value, value, (what) => viewStore.shelf.set(key, what, version)),
    },
  };
};

describe('replaying the history', () => {
  let house: SpecHouse;
  beforeEach(async () => (house = await SpecHouse.open()));
  afterEach(() => house.close());

  const allBytes = async (viewStore: ViewStore): Promise<readonly (readonly string[])[]> =>
    Promise.all(ALL.map(({ name }) => liveBytes(viewStore, name)));

  /** What the projections come to when nothing goes wrong and everything is one batch. */
  const reference = async (name: string): Promise<readonly (readonly string[])[]> => {
    const viewStore = await house.freshViews(name);
    await house.runner(ALL, { viewStore }).catchUp();
    const bytes = await allBytes(viewStore);
    await viewStore.close();
    return bytes;
  };

  it('folds each event once into each document it touches', async () => {
    await house.append({ kind: 'put', thing: 'a1', box: 'x' }, { kind: 'marked', thing: 'a1', points: 2 });
    await house.append({ kind: 'put', thing: 'b1', box: 'y' }, { kind: 'marked', thing: 'a1', points: 1 });
    const runner = house.runner(ALL);
    await runner.catchUp();
    expect(await runner.collection('things').get('a1')).toMatchObject({ id: 'a1', box: 'x', points: 7 });
    expect(await runner.collection('tallies').get('all')).toMatchObject({ events: 4 });
    expect(await runner.collection('tallies').get('letter-b')).toMatchObject({ events: 1 });
    expect(await runner.collection('trail').count()).toBe(4);
  });

  it('comes to the same documents, byte for byte, whatever the size of the batches and however often it stops in between', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(deedsArbitrary, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 70 }),
        async (parts, batch) => {
          round += 1;
          const viewStore = await house.freshViews(`batches-${round}`);
          for (const deeds of parts) {
            await house.append(...renamed(deeds, round));
            await house.runner(ALL, { viewStore, batch }).catchUp();
          }
          expect(await allBytes(viewStore)).toEqual(await reference(`reference-${round}`));
          await viewStore.close();
        },
      ),
      { numRuns: 15 },
    );
  });

  it('comes to the same documents after any view is rebuilt or the whole view store is thrown away', async () => {
    await house.append(
      ...Array.from({ length: 200 }, (_, at): Deed => ({ kind: 'put', thing: `t${at % 37}`, box: `b${at}` })),
    );
    await house.append(...Array.from({ length: 20 }, (_, at): Deed => ({ kind: 'taken', thing: `t${at}` })));
    const runner = house.runner(ALL, { batch: 50 });
    await runner.catchUp();
    const before = await allBytes(house.viewStore);
    for (const { name } of ALL) {
      await runner.rebuild(name);
      await runner.catchUp();
      expect(await allBytes(house.viewStore)).toEqual(before);
    }
    expect(await reference('anew')).toEqual(before);
  });

  it('comes to the same documents after being killed at any write', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        deedsArbitrary,
        fc.array(fc.record({ at: fc.integer({ min: 1, max: 40 }), how: fc.constantFrom('before', 'after', 'half') }), {
          maxLength: 4,
        }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 5, maxLength: 5 }),
        async (deeds, kills, batches) => {
          round += 1;
          await house.append(...renamed(deeds, round));
          const viewStore = await house.freshViews(`killed-${round}`);
          for (const [n, { at, how }] of kills.entries()) {
            const options = { viewStore: failingAt(viewStore, at, how), batch: batches[n] ?? 1 };
            await house
              .runner(ALL, options)
              .catchUp()
              .catch((error: unknown) => expect(String(error)).toMatch(/killed/));
          }
          const runner = house.runner(ALL, { viewStore, batch: batches[4] ?? 1 });
          await runner.catchUp();
          expect((await runner.status()).map(({ poison }) => poison)).toEqual([null, null, null]);
          expect(await allBytes(viewStore)).toEqual(await reference(`unharmed-${round}`));
          await viewStore.close();
        },
      ),
      { numRuns: 30 },
    );
  });
});

/** The rounds of a property share one history: each has things of its own. */
const renamed = (deeds: readonly Deed[], round: number): readonly Deed[] =>
  deeds.map((deed) => ({ ...deed, thing: `${deed.thing}-${round}` }));
