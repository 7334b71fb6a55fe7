import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventStoreError } from '../kernel/index.js';
import type { EventStore } from '../kernel/index.js';
import type { Runner, Changed, Trouble } from './runner.js';
import { SpecHouse } from './testing/house.js';
import type { Deed } from './testing/house.js';
import { liveBytes, tallies, things, trail } from './testing/projections.js';

const put = (thing: string): Deed => ({ kind: 'put', thing, box: 'x' });
const BAD: Deed = { kind: 'taken', thing: 'unknown' };
const PATIENCE = { timeout: 20_000 };

describe('following the history', () => {
  let house: SpecHouse;
  const stops: (() => Promise<void>)[] = [];
  beforeEach(async () => (house = await SpecHouse.open()));
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await house.close();
  });

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

  it('has in the views what was appended, and tells which documents changed', async () => {
    await house.append(put('a'));
    const runner = house.runner([things(), tallies]);
    const told: Changed[] = [];
    start(runner);
    expect(await runner.waitFor(1n, PATIENCE)).toEqual([]);
    const stopListening = runner.onChange((changed) => told.push(changed));
    const { position } = await house.append(put('b'), put('a'));
    expect(await runner.waitFor(position, PATIENCE)).toEqual([]);
    expect(await runner.collection('things').count()).toBe(2);
    expect(told).toEqual([
      { projection: 'things', position: 3n, ids: ['b', 'a'], rebuilt: false },
      { projection: 'tallies', position: 3n, ids: ['all', 'letter-b', 'letter-a'], rebuilt: false },
    ]);
    stopListening();
    await runner.waitFor((await house.append(put('c'))).position, PATIENCE);
    expect(told).toHaveLength(2);
    expect((await runner.status()).map(({ state, lag }) => [state, lag])).toEqual([
      ['live', 0n],
      ['live', 0n],
    ]);
  });

  it('comes past events that a projection does not hear, and remembers it', async () => {
    const runner = house.runner([tallies]);
    const stop = start(runner);
    const { position } = await house.append(BAD);
    expect(await runner.waitFor(position, PATIENCE)).toEqual([]);
    expect((await runner.status())[0]).toMatchObject({ position, lag: 0n });
    await stop();
    expect((await runner.status())[0]).toMatchObject({ position, lag: 0n, state: 'stopped' });
  });

  it('comes to the same as a rebuild while appends go on and other builds catch up', async () => {
    await house.append(...Array.from({ length: 300 }, (_, at) => put(`t${at % 50}`)));
    const runner = house.runner([things(), tallies, trail], { batch: 7 });
    start(runner);
    await runner.waitFor(300n, PATIENCE);
    let last = 0n;
    for (let round = 0; round < 40; round += 1) {
      ({ position: last } = await house.append(put(`r${round % 9}`), {
        kind: 'marked',
        thing: `t${round}`,
        points: round,
      }));
      if (round === 10) await runner.rebuild('things');
      if (round === 20) await runner.rebuild('trail');
    }
    expect(await runner.waitFor(last, PATIENCE)).toEqual([]);
    while ((await runner.status()).some(({ next }) => next !== null)) await nextTurn();
    const statuses = await runner.status();
    expect(
      statuses.map(({ difference }) => difference && [difference.added, difference.removed, difference.changed]),
    ).toEqual([[0, 0, 0], null, [0, 0, 0]]);
    const anew = await house.freshViews('anew');
    await house.runner([things(), tallies, trail], { viewStore: anew }).catchUp();
    for (const name of ['things', 'tallies', 'trail']) {
      expect(await liveBytes(house.viewStore, name)).toEqual(await liveBytes(anew, name));
    }
    await anew.close();
  });

  it('steps back while it runs, and the build stepped back to goes on', async () => {
    await house.append(put('a'));
    const runner = house.runner([things()]);
    start(runner);
    await runner.waitFor(1n, PATIENCE);
    await runner.rebuild('things');
    while ((await runner.status())[0]?.previous === null) await nextTurn();
    expect(await runner.stepBack('things')).toBe(true);
    const { position } = await house.append(put('b'));
    expect(await runner.waitFor(position, PATIENCE)).toEqual([]);
    expect(await runner.collection('things').count()).toBe(2);
  });

  it('goes on with the others when one meets a poison event, and does not wait for that one', async () => {
    const troubles: Trouble[] = [];
    const runner = house.runner([things(), tallies], { onTrouble: (trouble) => troubles.push(trouble) });
    start(runner);
    await runner.waitFor((await house.append(put('a'))).position, PATIENCE);
    await house.append(BAD);
    const { position } = await house.append(put('b'));
    expect(await runner.waitFor(position, { projections: ['tallies'], ...PATIENCE })).toEqual([]);
    expect(await runner.waitFor(position, { timeout: 60_000 })).toEqual(['things']);
    expect(troubles).toMatchObject([{ kind: 'poison', projection: 'things', poison: { position: '2' } }]);
    expect(await runner.status()).toMatchObject([{ state: 'poisoned' }, { state: 'live' }]);
  });

  it('says which projections do not have a position when the time is out', async () => {
    const runner = house.runner([things(), tallies]);
    start(runner);
    expect(await runner.waitFor(99n, { timeout: 1 })).toEqual(['things', 'tallies']);
    expect(await runner.waitFor(99n, { projections: ['tallies'], timeout: 1 })).toEqual(['tallies']);
  });

  it('sits out outages and loses nothing', async () => {
    await house.append(put('a'));
    let failures = 4;
    const out = (): never => {
      failures -= 1;
      throw new EventStoreError('unavailable', '事件库暂时连不上');
    };
    const shaky: EventStore = {
      append: (...all) => house.eventStore.append(...all),
      readStream: (...all) => house.eventStore.readStream(...all),
      tail: () => house.eventStore.tail(),
      close: () => house.eventStore.close(),
      readAll: async (...all) => (failures > 2 ? out() : house.eventStore.readAll(...all)),
      subscribe: async function* (...all) {
        if (failures > 0) out();
        yield* house.eventStore.subscribe(...all);
      },
    };
    const pauses: number[] = [];
    const troubles: Trouble[] = [];
    const runner = house.runner([things(), tallies], {
      eventStore: shaky,
      onTrouble: (trouble) => troubles.push(trouble),
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        await nextTurn();
      },
    });
    start(runner);
    const { position } = await house.append(put('b'));
    expect(await runner.waitFor(position, PATIENCE)).toEqual([]);
    while (failures > 0) await nextTurn();
    const later = await house.append(put('c'));
    expect(await runner.waitFor(later.position, PATIENCE)).toEqual([]);
    expect(await runner.collection('tallies').get('all')).toMatchObject({ events: 3 });
    expect(troubles).toHaveLength(4);
    expect(pauses.slice(0, 2)).toEqual([100, 200]);
    expect(new Set(troubles.map(({ kind }) => kind))).toEqual(new Set(['outage']));
  });

  it('runs once at a time', async () => {
    const runner = house.runner([things()]);
    start(runner);
    await expect(runner.catchUp()).rejects.toThrow('already running');
    await expect(runner.rebuild('nothing')).rejects.toThrow('no projection nothing');
  });
});
