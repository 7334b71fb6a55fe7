import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collection, CollectionDeclaration, Document, ViewStore } from '../kernel/index.js';
import { requestRebuild, requestStepBack } from './builds.js';
import type { Runner } from './runner.js';
import { readStatus } from './status.js';
import { SpecHouse } from './testing/house.js';
import type { Deed } from './testing/house.js';
import { liveBytes, tallies, things, trail } from './testing/projections.js';
import { openViews } from './views.js';
import type { Moved } from './views.js';

const ALL = [things(), tallies, trail, { ...trail, name: 'trail-b' }, { ...tallies, name: 'tallies-b' }];
const put = (thing: string): Deed => ({ kind: 'put', thing, box: 'x' });
const PATIENCE = { timeout: 20_000 };

/** A view store of a process that can be stopped dead: from then on nothing it asks for is done, and nothing is answered. */
const mortal = (viewStore: ViewStore): { readonly store: ViewStore; kill(): void } => {
  let alive = true;
  const living = async <T>(work: () => Promise<T>): Promise<T> => (alive ? work() : new Promise<T>(() => undefined));
  const { shelf } = viewStore;
  return {
    kill: () => (alive = false),
    store: {
      drop: (name) => living(() => viewStore.drop(name)),
      close: () => viewStore.close(),
      shelf: {
        get: (key) => living(() => shelf.get(key)),
        list: (prefix) => living(() => shelf.list(prefix)),
        set: (...all) => living(() => shelf.set(...all)),
        delete: (...all) => living(() => shelf.delete(...all)),
      },
      collection: async <D extends Document>(declaration: CollectionDeclaration): Promise<Collection<D>> => {
        const inner = await living(() => viewStore.collection<D>(declaration));
        return {
          write: (changes) => living(() => inner.write(changes)),
          get: (id) => living(() => inner.get(id)),
          getMany: (ids) => living(() => inner.getMany(ids)),
          find: (query) => living(() => inner.find(query)),
          count: (where) => living(() => inner.count(where)),
          scan: () => inner.scan(),
        };
      },
    },
  };
};

describe('several workers', () => {
  let house: SpecHouse;
  const stops: (() => Promise<void>)[] = [];
  beforeEach(async () => (house = await SpecHouse.open()));
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await house.close();
  });

  const worker = (name: string, viewStore = house.viewStore): Runner =>
    house.runner(ALL, { viewStore, batch: 10, leases: { worker: name, expiry: 120, interval: 10 } });
  const start = (runner: Runner): (() => Promise<void>) => {
    const aborting = new AbortController();
    const running = runner.start(aborting.signal);
    const stop = async (): Promise<void> => {
      aborting.abort();
      await running;
    };
    stops.push(stop);
    return stop;
  };
  const liveIn = async (runner: Runner): Promise<readonly string[]> =>
    (await runner.status()).filter(({ state }) => state === 'live').map(({ name }) => name);
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await nextTurn();
  };
  const sameAsAnew = async (name: string): Promise<void> => {
    const anew = await house.freshViews(name);
    await house.runner(ALL, { viewStore: anew }).catchUp();
    for (const projection of ALL) {
      expect(await liveBytes(house.viewStore, projection.name)).toEqual(await liveBytes(anew, projection.name));
    }
    await anew.close();
  };

  it('divide the projections, and any process can wait for all of them and hear of changes', async () => {
    await house.append(...Array.from({ length: 100 }, (_, at) => put(`t${at % 7}`)));
    const [one, two] = [worker('one'), worker('two')];
    start(one);
    start(two);
    const views = openViews(house.viewStore, ALL);
    expect(await views.waitFor(100n, PATIENCE)).toEqual([]);
    await until(async () => (await liveIn(one)).length + (await liveIn(two)).length === ALL.length);
    expect((await liveIn(one)).length).toBeGreaterThan(1);
    expect((await liveIn(two)).length).toBeGreaterThan(1);
    const told: Moved[] = [];
    const watching = new AbortController();
    const watched = (async () => {
      for await (const moved of views.watch(watching.signal, 5)) told.push(moved);
    })();
    await nextTurn();
    const { position } = await house.append({ kind: 'taken', thing: 't1' });
    expect(await views.waitFor(position, PATIENCE)).toEqual([]);
    await until(async () => told.length >= 3);
    watching.abort();
    await watched;
    expect(told.map(({ projection }) => projection).sort()).toEqual(['things', 'trail', 'trail-b']);
    expect(await views.waitFor(position + 1n, { projections: ['trail'], timeout: 1 })).toEqual(['trail']);
  });

  it('take over what a killed one carried, and come to the same', async () => {
    const { store, kill } = mortal(house.viewStore);
    const [lost, other] = [worker('lost', store), worker('other')];
    const views = openViews(house.viewStore, ALL);
    void lost.start(new AbortController().signal);
    start(other);
    for (let round = 0; round < 30; round += 1) {
      await house.append(put(`t${round % 4}`), { kind: 'marked', thing: `t${round % 3}`, points: round });
      if (round === 15) kill();
    }
    expect(await views.waitFor(60n, PATIENCE)).toEqual([]);
    await until(async () => (await liveIn(other)).length === ALL.length);
    await sameAsAnew('anew');
  });

  it('hand over what they carry when they stop', async () => {
    const [first, second] = [worker('first'), worker('second')];
    const stop = start(first);
    await until(async () => (await liveIn(first)).length === ALL.length);
    start(second);
    await until(async () => (await liveIn(second)).length > 0);
    await stop();
    await until(async () => (await liveIn(second)).length === ALL.length);
    expect((await house.viewStore.shelf.list('worker/')).map(({ key }) => key)).toEqual(['worker/second']);
  });

  it('do what another process asks: build anew and step back', async () => {
    await house.append(...Array.from({ length: 50 }, (_, at) => put(`t${at}`)));
    start(worker('one'));
    start(worker('two'));
    const views = openViews(house.viewStore, ALL);
    await views.waitFor(50n, PATIENCE);
    const things1 = async () => (await readStatus(house.eventStore, house.viewStore, [things()]))[0];
    await requestRebuild(house.viewStore, things());
    await until(async () => (await things1())?.previous === 1);
    expect(await things1()).toMatchObject({ next: null, difference: { same: 50, added: 0, removed: 0, changed: 0 } });
    await until(() => requestStepBack(house.viewStore, 'things').catch(() => false));
    const { position } = await house.append(put('last'));
    expect(await views.waitFor(position, PATIENCE)).toEqual([]);
    await sameAsAnew('anew');
  });
});
