import type { Projection } from '../kernel/index.js';
import { readStatus } from './status.js';
import { SpecHouse } from './testing/house.js';
import type { Deed } from './testing/house.js';
import { bytesOf, liveBytes, tallies, things, trail } from './testing/projections.js';
import { openViews } from './views.js';

const puts = (count: number, from = 0): readonly Deed[] =>
  Array.from({ length: count }, (_, at) => ({ kind: 'put', thing: `t${from + at}`, box: `b${at % 5}` }));

describe('new versions, rebuilding and stepping back', () => {
  let house: SpecHouse;
  beforeEach(async () => (house = await SpecHouse.open()));
  afterEach(() => house.close());

  const statusOf = async (projections: readonly Projection[]) => {
    const [status] = await readStatus(house.eventStore, house.viewStore, projections);
    if (status === undefined) throw new Error('no projection');
    return status;
  };
  const marked = (version: number): Projection =>
    things(version, (thing) =>
      thing.id === 't0' || thing.id === 't1' ? { ...thing, points: thing.points + 100 } : thing,
    ) as Projection;

  it('cannot be read before the first build is done, and can from then on', async () => {
    await house.append(...puts(3));
    const views = openViews(house.viewStore, [things()], { maxAge: 0 });
    await expect(views.collection('things').get('t0')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await statusOf([things()])).toMatchObject({ state: 'rebuilding', position: 0n, lag: 3n, version: 1 });
    await house.runner([things()]).catchUp();
    expect(await views.collection('things').get('t0')).toMatchObject({ box: 'b0' });
    expect(await views.collection('things').freshness()).toEqual({ version: 1, position: 3n, incompleteSince: null });
    expect(await statusOf([things()])).toMatchObject({
      state: 'live',
      position: 3n,
      lag: 0n,
      previous: null,
      difference: null,
    });
  });

  it('builds a new version beside the live one, swaps it in and says how many documents differ', async () => {
    await house.append(...puts(10));
    await house.runner([things()]).catchUp();
    const old = await liveBytes(house.viewStore, 'things');
    const runner = house.runner([marked(2)], { batch: 3 });
    const seen: string[] = [];
    runner.onChange(({ projection, ids, rebuilt }) => seen.push(`${projection} ${ids.length} ${rebuilt}`));
    await runner.catchUp();
    expect(seen).toEqual(['things 0 true']);
    expect(await statusOf([marked(2)])).toMatchObject({
      version: 2,
      previous: 1,
      next: null,
      difference: { position: '10', same: 8, changed: 2, added: 0, removed: 0 },
    });
    expect(await runner.collection('things').get('t0')).toMatchObject({ points: 100 });
    expect(await bytesOf(house.viewStore, 'things__v1')).toEqual(old);
  });

  it('counts documents that are only in one of the two', async () => {
    await house.append(...puts(4));
    const fewer: Projection = {
      ...things(2),
      route: (event) => [`${(event.data as Deed).thing}`.replace('t3', 'u3')],
    } as Projection;
    await house.runner([things()]).catchUp();
    await house.runner([fewer]).catchUp();
    expect((await statusOf([fewer])).difference).toEqual({ position: '4', same: 3, changed: 0, added: 1, removed: 1 });
  });

  it('compares a live build that has no code any more at the position where it stands', async () => {
    await house.append(...puts(10));
    await house.runner([things()]).catchUp();
    await house.append(...puts(10, 10));
    await house.runner([marked(2)], { batch: 7 }).catchUp();
    const status = await statusOf([marked(2)]);
    expect(status.difference).toEqual({ position: '10', same: 8, changed: 2, added: 0, removed: 0 });
    expect(status.position).toBe(20n);
  });

  it('keeps the live build running where its code is still there, and compares both at one position', async () => {
    await house.append(...puts(10));
    await house.runner([things()]).catchUp();
    await house.append(...puts(10, 10));
    const both = [things(), marked(2)] as readonly Projection[];
    await house.runner(both, { batch: 7 }).catchUp();
    expect((await statusOf(both)).difference).toEqual({ position: '20', same: 18, changed: 2, added: 0, removed: 0 });
    expect(await bytesOf(house.viewStore, 'things__v1')).toHaveLength(20);
  });

  it('is read from the live build, whole, while the new one is being made', async () => {
    await house.append(...puts(50));
    const runner = house.runner([things(), tallies, trail], {
      batch: 5,
      onProgress: () => void looks.push(view.count()),
    });
    const view = runner.collection('things');
    const looks: Promise<number>[] = [];
    await house.runner([things(), tallies, trail]).catchUp();
    await runner.rebuild('things');
    expect(await runner.status()).toContainEqual(
      expect.objectContaining({ name: 'things', state: 'rebuilding', position: 50n }),
    );
    await runner.catchUp();
    expect(looks.length).toBeGreaterThan(5);
    expect(new Set(await Promise.all(looks))).toEqual(new Set([50]));
    expect(await statusOf([things()])).toMatchObject({
      difference: { same: 50, changed: 0, added: 0, removed: 0 },
      previous: 1,
    });
  });

  it('goes on with a rebuild that was cut off', async () => {
    await house.append(...puts(30));
    await house.runner([things()]).catchUp();
    let pages = 0;
    const options = {
      batch: 5,
      onProgress: () => {
        pages += 1;
        if (pages === 3) throw new Error('cut off');
      },
    };
    await expect(house.runner([marked(2)], options).catchUp()).rejects.toThrow('cut off');
    expect(await statusOf([marked(2)])).toMatchObject({
      state: 'rebuilding',
      version: 1,
      next: { version: 2, position: 15n },
    });
    const positions: bigint[] = [];
    await house.runner([marked(2)], { batch: 5, onProgress: ({ position }) => positions.push(position) }).catchUp();
    expect(positions).toEqual([20n, 25n, 30n]);
    expect((await statusOf([marked(2)])).version).toBe(2);
  });

  it('keeps one build for a step back and drops older ones', async () => {
    await house.append(...puts(3));
    const runner = house.runner([things()]);
    expect(await runner.stepBack('things')).toBe(false);
    await runner.catchUp();
    for (const collection of ['things__v1__2', 'things__v1__3', 'things__v1__4', 'things__v1__5']) {
      await runner.rebuild('things');
      await runner.catchUp();
      expect(await house.viewStore.shelf.get('projection/things')).toMatchObject({ value: { live: { collection } } });
    }
    const checkpoints = (await house.viewStore.shelf.list('checkpoint/')).map(({ key }) => key);
    expect(checkpoints).toEqual(['checkpoint/things__v1__4', 'checkpoint/things__v1__5']);
  });

  it('steps back to the version before, stays there until a later version, and can step forward again', async () => {
    await house.append(...puts(3));
    await house.runner([things()]).catchUp();
    const runner = house.runner([marked(2)]);
    await runner.catchUp();
    expect(await runner.collection('things').get('t0')).toMatchObject({ points: 100 });
    expect(await runner.stepBack('things')).toBe(true);
    expect(await runner.collection('things').get('t0')).toMatchObject({ points: 0 });
    await house.append(...puts(1, 3));
    await house.runner([marked(2)]).catchUp();
    expect(await statusOf([marked(2)])).toMatchObject({ version: 1, next: null, previous: 2, position: 3n, lag: 1n });
    await house.runner([things(), marked(2)] as readonly Projection[]).catchUp();
    expect(await statusOf([marked(2)])).toMatchObject({ version: 1, position: 4n });
    expect(await runner.stepBack('things')).toBe(true);
    await house.runner([marked(2)]).catchUp();
    expect(await statusOf([marked(2)])).toMatchObject({ version: 2, previous: 1, position: 4n });
    await house.runner([marked(3)]).catchUp();
    expect(await statusOf([marked(3)])).toMatchObject({ version: 3, previous: 2 });
    expect(await bytesOf(house.viewStore, 'things__v1')).toEqual([]);
  });

  it('takes over changed indexes without building anew', async () => {
    await house.append(...puts(3));
    await house.runner([things()]).catchUp();
    const indexed = { ...things(), indexes: [['points'], ['box', 'points']] };
    await house.runner([indexed]).catchUp();
    const { value } = (await house.viewStore.shelf.get('projection/things')) ?? {};
    expect(value).toMatchObject({
      live: { collection: 'things__v1', indexes: [['points'], ['box', 'points']] },
      previous: null,
    });
  });

  it('refuses names that are no kebab-case and a version given twice', () => {
    expect(() => house.runner([{ ...trail, name: 'Trail' }])).toThrow('kebab-case');
    expect(() => house.runner([things(), things()])).toThrow('given twice in version 1');
  });
});
