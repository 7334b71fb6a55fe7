import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../libs/event-store/index.js';
import { eventId } from '../../libs/composition/ids.js';
import {
  type Decider,
  type EventStore,
  execute,
  type Execution,
  hearingUpcast,
  isRefusal,
  type Projection,
  type Upcaster,
  upcasting,
  type ViewStore,
} from '../../libs/kernel/index.js';
import { Runner } from '../../libs/projection/index.js';
import { openSqliteViewStore } from '../../libs/view-store/index.js';

/** A payload that changed twice, through the real stores: v1 `{ name }`, v2 `{ title }`, v3 `{ title, level }`. */
const TYPE = 'spec.DeputyNamed';
const ACTOR = { person: 'P0001', post: '科员', office: 'WS01' };
const UPCASTERS: readonly Upcaster[] = [
  { type: TYPE, from: 1, up: (data) => ({ title: (data as { name: string }).name }) },
  { type: TYPE, from: 2, up: (data) => ({ ...(data as object), level: '市' }) },
];

const titles: Projection = {
  name: 'titles',
  version: 1,
  types: [TYPE],
  indexes: [],
  route: (event) => [event.stream],
  fold: (_, event, id) => {
    const { title, level } = event.data as { title?: string; level?: string };
    if (title === undefined || level === undefined) throw new Error('a payload of another version');
    return { id, title, level };
  },
};
const counting: Projection = {
  name: 'counting',
  version: 1,
  types: [TYPE],
  indexes: [],
  route: () => ['all'],
  fold: (document, _, id) => ({ id, events: Number(document?.['events'] ?? 0) + 1 }),
};

describe('events of older and newer versions in the stores', () => {
  let folder: string;
  let events: EventStore;
  let views: ViewStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'upcasting-'));
    events = await openSqliteEventStore({ file: join(folder, 'events.db') });
    views = await openSqliteViewStore({ file: join(folder, 'views.db') });
  });
  afterEach(async () => {
    await views.close();
    await events.close();
    rmSync(folder, { recursive: true });
  });

  const append = (stream: string, schema: number, data: object) =>
    events.append(stream, 'no-stream', [
      {
        id: eventId(stream, stream, 0),
        type: TYPE,
        schema,
        occurredAt: '2019-08-01',
        data,
        meta: { commandId: stream, correlationId: stream, causationId: stream, actor: ACTOR, ruleSet: 'zibo-2019' },
      },
    ]);

  /** A start of the program that knows these upcasters. */
  const start = async (upcasters: readonly Upcaster[], projections: readonly Projection[] = [titles]) => {
    const { upcast } = upcasting(upcasters);
    const hearing = projections.map((projection) => hearingUpcast(projection, upcast));
    const runner = new Runner({ eventStore: events, viewStore: views, projections: hearing });
    await runner.catchUp();
    return runner;
  };

  const stateOf = async (runner: Runner, name: string) => {
    const status = (await runner.status()).find((projection) => projection.name === name);
    return {
      poison: status?.poison?.message ?? null,
      at: status?.poison?.position ?? null,
      position: status?.position,
    };
  };

  it('fold alike, whichever version they were stored in', async () => {
    await append('a', 1, { name: '甲' });
    await append('b', 2, { title: '乙' });
    await append('c', 3, { title: '丙', level: '省' });
    const runner = await start(UPCASTERS);
    expect((await runner.collection('titles').find({})).documents).toEqual([
      { id: 'a', title: '甲', level: '市' },
      { id: 'b', title: '乙', level: '市' },
      { id: 'c', title: '丙', level: '省' },
    ]);
  });

  it('stop a projection at one that is newer than the program, which goes on under the program that knows it', async () => {
    await append('a', 1, { name: '甲' });
    await append('b', 3, { title: '乙', level: '省' });
    await append('c', 2, { title: '丙' });
    const old = await start(UPCASTERS.slice(0, 1).map((one) => ({ ...one, up: () => ({ title: '甲', level: '市' }) })));
    expect(await stateOf(old, 'titles')).toEqual({
      poison: expect.stringContaining('请升级程序后再试') as unknown,
      at: '2',
      position: 1n,
    });
    const renewed = await start(UPCASTERS);
    expect(await stateOf(renewed, 'titles')).toEqual({ poison: null, at: null, position: 3n });
    expect(await renewed.collection('titles').count()).toBe(3);
  });

  it('go on through the upcaster that was missing, as if nothing had been', async () => {
    await append('a', 1, { name: '甲' });
    await append('b', 1, { name: '乙' });
    const without = await start([], [titles, counting]);
    expect(await stateOf(without, 'titles')).toEqual({ poison: 'a payload of another version', at: '1', position: 0n });
    expect((await stateOf(without, 'counting')).position).toBe(2n);
    const mended = await start(UPCASTERS, [titles, counting]);
    expect(await stateOf(mended, 'titles')).toEqual({ poison: null, at: null, position: 2n });
    expect(await mended.collection('counting').get('all')).toEqual({ id: 'all', events: 2 });
  });

  it('are loaded at the present version by whoever decides', async () => {
    await append('a', 1, { name: '甲' });
    const told: unknown[] = [];
    const decider: Decider<null, number> = {
      initial: 0,
      decide: () => [],
      evolve: (state, event) => (told.push(event.data), state + 1),
    };
    const execution: Execution = {
      store: events,
      clock: { now: () => '2019-09-02T10:00:00.000+08:00' },
      rules: { name: 'zibo-2019', parameter: () => null },
      eventId,
      upcast: upcasting(UPCASTERS).upcast,
    };
    const wish = { commandId: 'again', actor: ACTOR };
    const done = await execute(execution, decider, 'a', null, wish);
    expect([isRefusal(done), told]).toEqual([false, [{ title: '甲', level: '市' }]]);
    const older = { ...execution, upcast: upcasting([]).upcast };
    await append('b', 2, { title: '乙' });
    await expect(execute(older, decider, 'b', null, wish)).rejects.toMatchObject({ code: 'newer-format' });
  });
});
