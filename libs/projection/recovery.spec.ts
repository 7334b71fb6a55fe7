import fc from 'fast-check';
import type { Collection, CollectionDeclaration, Document, ViewStore } from '../kernel/index.js';
import { SpecHouse } from './testing/house.js';
import type { Deed } from './testing/house.js';
import { liveBytes, tallies, things } from './testing/projections.js';

const put = (thing: string): Deed => ({ kind: 'put', thing, box: 'x' });

/** The view store with something done before each call of a collection's method. */
const watched = (viewStore: ViewStore, before: (method: 'write' | 'load' | 'scan') => Promise<void>): ViewStore => ({
  shelf: viewStore.shelf,
  drop: (name) => viewStore.drop(name),
  close: () => viewStore.close(),
  collection: async <D extends Document>(declaration: CollectionDeclaration): Promise<Collection<D>> => {
    const inner = await viewStore.collection<D>(declaration);
    return {
      get: (id) => inner.get(id),
      find: (query) => inner.find(query),
      count: (where) => inner.count(where),
      write: async (changes) => {
        await before('write');
        await inner.write(changes);
      },
      getMany: async (ids) => {
        await before('load');
        return inner.getMany(ids);
      },
      scan: async function* () {
        await before('scan');
        yield* inner.scan();
      },
    };
  },
});

describe('a build that another process takes over', () => {
  let house: SpecHouse;
  beforeEach(async () => (house = await SpecHouse.open()));
  afterEach(() => house.close());

  it('is written no more by the one that had it', async () => {
    await house.append(put('a'));
    await house.runner([things()]).catchUp();
    await house.append(put('b'));
    let taken = false;
    const slow = watched(house.viewStore, async (method) => {
      if (method !== 'load' || taken) return;
      taken = true;
      await house.runner([things()]).catchUp();
      await house.append(put('c'));
    });
    const former = house.runner([things()], { viewStore: slow });
    await expect(former.catchUp()).rejects.toMatchObject({ name: 'OwnershipLost' });
    expect(await house.viewStore.shelf.get('checkpoint/things__v1')).toMatchObject({ value: { position: '2' } });
    expect(await house.runner([things()]).collection('things').count()).toBe(2);
  });

  it('comes to the same even where the former one wakes up in the middle of its batch, at any moment', async () => {
    const once = async (batch: number, moment: number, deeds: readonly Deed[], name: string): Promise<void> => {
      const viewStore = await house.freshViews(name);
      await house.runner([things(), tallies], { viewStore }).catchUp();
      await house.append(...deeds);
      // The former owner sleeps just before it writes its documents …
      let wake: () => void = () => undefined;
      let asleep: () => void = () => undefined;
      const sleeping = new Promise<void>((resolve) => (asleep = resolve));
      const sleeper = watched(viewStore, async (method) => {
        if (method !== 'write') return;
        asleep();
        await new Promise<void>((resolve) => (wake = resolve));
      });
      const former = house
        .runner([things()], { viewStore: sleeper })
        .catchUp()
        .catch((error: unknown) => error);
      await sleeping;
      await house.append(...['a', 'b', 'c'].map((thing): Deed => ({ kind: 'marked', thing, points: 5 })));
      // … and writes them at the given moment of the work of its successor.
      let moments = 0;
      const watching = watched(viewStore, async () => {
        moments += 1;
        if (moments !== moment) return;
        wake();
        expect(await former).toMatchObject({ name: 'OwnershipLost' });
      });
      const successor = house.runner([things(), tallies], { viewStore: watching, batch });
      await successor.catchUp();
      wake();
      expect(await former).toMatchObject({ name: 'OwnershipLost' });
      await house.append({ kind: 'marked', thing: 'a', points: 1 });
      await house.runner([things(), tallies], { viewStore, batch: 1 }).catchUp();
      const anew = await house.freshViews(`${name}-anew`);
      await house.runner([things(), tallies], { viewStore: anew }).catchUp();
      expect(await liveBytes(viewStore, 'things')).toEqual(await liveBytes(anew, 'things'));
      await anew.close();
      await viewStore.close();
    };
    const deeds = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('put'), thing: fc.constantFrom('a', 'b', 'c'), box: fc.constantFrom('x', 'y') }),
        fc.record({ kind: fc.constant('marked'), thing: fc.constantFrom('a', 'b', 'c'), points: fc.nat(9) }),
      ),
      { minLength: 2, maxLength: 12 },
    ) as fc.Arbitrary<readonly Deed[]>;
    let round = 0;
    await house.append(put('a'));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 9 }),
        deeds,
        async (batch, moment, some) => {
          round += 1;
          await once(batch, moment, [...some, { kind: 'taken', thing: 'a' }, put('a')], `late-${round}`);
        },
      ),
      { numRuns: 40 },
    );
  });
});
