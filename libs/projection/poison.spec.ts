import type { Projection } from '../kernel/index.js';
import type { Trouble } from './runner.js';
import { readStatus } from './status.js';
import { SpecHouse } from './testing/house.js';
import type { Deed } from './testing/house.js';
import { liveBytes, tallies, things, trail } from './testing/projections.js';

const put = (thing: string): Deed => ({ kind: 'put', thing, box: 'x' });
/** Nobody put it anywhere: `things` cannot fold this. */
const BAD: Deed = { kind: 'taken', thing: 'unknown' };
/** The same version after the fix: taking what is not there is no error any more. */
const fixed: Projection = {
  ...things(),
  fold: (thing, event, id) => (event.type === 'boxes.ThingTaken' ? null : things().fold(thing as never, event, id)),
};

describe('a poison event', () => {
  let house: SpecHouse;
  beforeEach(async () => (house = await SpecHouse.open()));
  afterEach(() => house.close());

  const statusOf = async (name: string) => {
    const statuses = await readStatus(house.eventStore, house.viewStore, [things(), tallies, trail]);
    return statuses.find((status) => status.name === name);
  };

  it.each([1, 2, 3, 100])(
    'stops its projection alone, with everything before it kept (batches of %p)',
    async (batch) => {
      await house.append(put('a'), put('b'));
      await house.append(put('c'), BAD, put('d'));
      await house.append(put('e'));
      const troubles: Trouble[] = [];
      const runner = house.runner([things(), tallies, trail], {
        batch,
        onTrouble: (trouble) => troubles.push(trouble),
      });
      await runner.catchUp();
      const [bad] = (await house.eventStore.readAll(3n, undefined, 1)).events;
      const poison = {
        eventId: bad?.id,
        type: 'boxes.ThingTaken',
        stream: 'box-2',
        position: '4',
        recordedAt: bad?.recordedAt,
        message: 'unknown is not in any box',
      };
      expect(await statusOf('things')).toMatchObject({
        state: 'poisoned',
        poison,
        position: 3n,
        lag: 3n,
        incompleteSince: bad?.recordedAt,
      });
      expect(troubles).toEqual([{ kind: 'poison', projection: 'things', poison }]);
      expect(await runner.collection('things').freshness()).toMatchObject({
        position: 3n,
        incompleteSince: bad?.recordedAt,
      });
      expect((await runner.collection('things').find({})).documents.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
      expect(await statusOf('tallies')).toMatchObject({ state: 'live', lag: 0n, poison: null, incompleteSince: null });
      expect(await runner.collection('trail').count()).toBe(6);
    },
  );

  it('is tried again at each start, never skipped, and passed after the fix as if nothing had been', async () => {
    await house.append(put('a'), BAD, put('b'));
    await house.runner([things(), tallies]).catchUp();
    await house.append(put('c'));
    await house.runner([things(), tallies]).catchUp();
    expect(await statusOf('things')).toMatchObject({ state: 'poisoned', position: 1n, poison: { position: '2' } });
    await house.runner([fixed, tallies]).catchUp();
    expect(await statusOf('things')).toMatchObject({
      state: 'live',
      position: 4n,
      poison: null,
      incompleteSince: null,
    });
    const unharmed = await house.freshViews('unharmed');
    await house.runner([fixed], { viewStore: unharmed }).catchUp();
    expect(await liveBytes(house.viewStore, 'things')).toEqual(await liveBytes(unharmed, 'things'));
    await unharmed.close();
  });

  it('moves on to the next one that the fix did not reach', async () => {
    await house.append(put('a'), BAD, put('b'), { kind: 'taken', thing: 'other' });
    await house.runner([things()]).catchUp();
    const half: Projection = {
      ...things(),
      fold: (thing, event, id) => (id === 'unknown' ? null : things().fold(thing as never, event, id)),
    };
    await house.runner([half]).catchUp();
    expect(await statusOf('things')).toMatchObject({
      position: 3n,
      poison: { position: '4', message: 'other is not in any box' },
    });
  });

  it('changes none of its documents where it could fold some', async () => {
    const pairs: Projection = {
      ...tallies,
      name: 'pairs',
      route: () => ['first', 'second'],
      fold: (document, event, id) => {
        if (id === 'second' && event.position === 2n) throw new Error('half way');
        return tallies.fold(document as never, event, id);
      },
    } as Projection;
    await house.append(put('a'), put('b'));
    const runner = house.runner([pairs]);
    await runner.catchUp();
    expect((await runner.collection('pairs').find({})).documents).toMatchObject([{ events: 1 }, { events: 1 }]);
  });

  it.each<[string, Partial<Projection>, string]>([
    [
      'whose route fails',
      {
        route: ({ position }) => {
          if (position === 2n) throw new Error('no way');
          return ['x'];
        },
      },
      'no way',
    ],
    [
      'that gives another document',
      { fold: (_, event, id) => ({ id: event.position === 2n ? 'y' : id }) },
      '不是同一份文档',
    ],
    [
      'that gives no document at all',
      { fold: (_, event, id) => (event.position === 2n ? (undefined as never) : { id }) },
      '不是同一份文档',
    ],
    [
      'that gives what is no JSON',
      { fold: (_, event, id) => ({ id, at: event.position === 2n ? 2n : '1' }) },
      'BigInt',
    ],
  ])('is also one %s', async (_, part, message) => {
    await house.append(put('a'), put('b'), put('c'));
    const odd: Projection = { ...trail, ...part };
    await house.runner([odd, tallies]).catchUp();
    expect(await statusOf('trail')).toMatchObject({ state: 'poisoned', position: 1n, poison: { position: '2' } });
    expect((await statusOf('trail'))?.poison?.message).toMatch(message);
    expect(await statusOf('tallies')).toMatchObject({ position: 3n, state: 'live' });
    await house.runner([trail, tallies]).catchUp();
    expect(await statusOf('trail')).toMatchObject({ position: 3n, poison: null });
  });

  it('in a new version leaves the live build as it is', async () => {
    await house.append(put('a'), put('b'));
    await house.runner([things()]).catchUp();
    const broken = things(2, (thing) => {
      if (thing.id === 'b') throw new Error('not yet right');
      return thing;
    });
    const runner = house.runner([things(), broken] as readonly Projection[]);
    await runner.catchUp();
    await house.append(put('c'));
    await house.runner([things(), broken] as readonly Projection[]).catchUp();
    const [status] = await readStatus(house.eventStore, house.viewStore, [broken]);
    expect(status).toMatchObject({
      version: 1,
      state: 'poisoned',
      position: 3n,
      incompleteSince: null,
      next: { version: 2, position: 1n, poison: { message: 'not yet right', position: '2' } },
    });
    expect(await runner.collection('things').count()).toBe(3);
  });

  it('in the live build does not keep a new version from taking its place, compared where the old one stands', async () => {
    await house.append(put('a'), put('b'), BAD, put('c'));
    await house.runner([things()]).catchUp();
    await house.runner([things(), { ...fixed, version: 2 }] as readonly Projection[]).catchUp();
    const [status] = await readStatus(house.eventStore, house.viewStore, [fixed]);
    expect(status).toMatchObject({
      version: 2,
      state: 'live',
      position: 4n,
      incompleteSince: null,
      difference: { position: '2', same: 2, changed: 0, added: 0, removed: 0 },
    });
  });
});
