import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EventStoreDbDouble } from '../../test/eventstoredb-double/index.js';
import { type CopyTarget, openSqliteEventStore, verifyHistory, verifyStore } from '../event-store/index.js';
import { EventStoreError, type EventStore, type NewEvent, type RecordedEvent } from '../kernel/index.js';
import { copyHistory, copyStore, importLedger, layFoundation, readConfig, Tools } from './index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, `${name}.db`);
const url = (name: string): string => `sqlite:${file(name)}`;

const event = (key: string): NewEvent => {
  const hex = createHash('sha256').update(key).digest('hex');
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    type: 'statutory-items.ProgressReported',
    schema: 1,
    occurredAt: '2019-08-01',
    data: { key, text: '校车安全“𠮷”\n', n: [1, null, true] },
    meta: {
      commandId: key,
      correlationId: key,
      causationId: key,
      actor: { person: 'P0001', post: '主任', office: 'WS01' },
      ruleSet: 'zibo-2019',
      enteredAt: '2019-08-02T09:00:00.000+08:00',
    },
  };
};

/** `count` events in seven streams, some of them several in one append. */
const write = async (store: EventStore, count: number, from = 0): Promise<void> => {
  const heads = new Map<string, bigint>();
  for await (const { stream, revision } of historyOf(store)) heads.set(stream, revision);
  for (let n = from; n < from + count; n += 3) {
    const stream = `item-${n % 7}`;
    const events = Array.from({ length: Math.min(3, from + count - n) }, (_, at) => event(`${n + at}`));
    const { revision } = await store.append(stream, heads.get(stream) ?? 'no-stream', events);
    heads.set(stream, revision);
  }
};

async function* historyOf(store: EventStore): AsyncGenerator<RecordedEvent> {
  for (let position = 0n, end = false; !end;) {
    const page = await store.readAll(position, undefined, 400);
    yield* page.events;
    ({ position, end } = page);
  }
}

/** All events but for their positions, which belong to one store. */
const contentOf = async (store: EventStore): Promise<readonly Omit<RecordedEvent, 'position'>[]> => {
  const events: Omit<RecordedEvent, 'position'>[] = [];
  for await (const { position: _, ...content } of historyOf(store)) events.push(content);
  return events;
};

const filled = async (name: string, count: number): Promise<EventStore & CopyTarget> => {
  const store = await openSqliteEventStore({ file: file(name) });
  await write(store, count);
  return store;
};

describe('copying between files', () => {
  it('brings the whole history, event by event as it was recorded, and the chain fits', async () => {
    await using source = closing(await filled('source', 1_501));
    const told: [bigint, bigint][] = [];
    const outcome = await copyStore(url('source'), url('target'), (position, tail) => told.push([position, tail]));
    expect(outcome).toEqual({ kind: 'copied', events: 1_501, streams: 7, copied: 1_501, resumed: false });
    await using target = closing(await openSqliteEventStore({ file: file('target') }));
    expect(await contentOf(target.store)).toEqual(await contentOf(source.store));
    expect(await verifyStore(target.store)).toMatchObject({ events: 1_501, streams: 7, findings: [] });
    expect(told.at(-1)).toEqual([1_501n, 1_501n]);
  });

  it('brings nothing the second time, and only what is new when the source has gone on', async () => {
    await using source = closing(await filled('source', 90));
    await copyStore(url('source'), url('target'));
    expect(await copyStore(url('source'), url('target'))).toMatchObject({ events: 90, copied: 0, resumed: true });
    await write(source.store, 30, 90);
    expect(await copyStore(url('source'), url('target'))).toMatchObject({ events: 120, copied: 30, resumed: true });
  });

  it('goes on from any place where it was cut off', async () => {
    await using source = closing(await filled('source', 1_200));
    const { events } = await source.store.readAll(0n, undefined, 1_200);
    for (const held of [1, 499, 500, 501, 999, 1_000, 1_199]) {
      await using target = closing(await openSqliteEventStore({ file: file(`target-${held}`) }));
      await target.store.appendCopied(events.slice(0, held));
      const outcome = await copyHistory(source.store, target.store);
      expect(outcome).toMatchObject({ events: 1_200, copied: 1_200 - held, resumed: true });
      expect((await target.store.readAll(0n, undefined, 1_200)).events).toEqual(events);
    }
  });

  it('copies an empty history', async () => {
    await (await filled('source', 0)).close();
    expect(await copyStore(url('source'), url('target'))).toMatchObject({ events: 0, streams: 0, copied: 0 });
  });

  it('lets the target live on: its streams take new events and the chain still fits', async () => {
    await (await filled('source', 60)).close();
    await copyStore(url('source'), url('target'));
    await using target = closing(await openSqliteEventStore({ file: file('target') }));
    await write(target.store, 60, 60);
    expect(await verifyStore(target.store)).toMatchObject({ events: 120, findings: [] });
  });
});

describe('a target that is not a beginning of the source', () => {
  const refused = async (target: EventStore & CopyTarget, source: EventStore) => {
    const before = await target.tail();
    const outcome = await copyHistory(source, target);
    expect(await target.tail()).toBe(before);
    if (outcome.kind === 'copied') throw new Error('it was copied');
    return outcome;
  };

  it('is refused at its first event where it is another house', async () => {
    await using source = closing(await filled('source', 30));
    await using other = closing(await openSqliteEventStore({ file: file('other') }));
    await write(other.store, 3, 1_000);
    const { message, ...places } = await refused(other.store, source.store);
    expect(places).toEqual({ kind: 'not-a-prefix', sourcePosition: 1n, targetPosition: 1n });
    expect(message).toContain(event('0').id);
    expect(message).toContain(event('1000').id);
  });

  it('is refused at the first event after which the two went different ways', async () => {
    await using source = closing(await filled('source', 600));
    await copyStore(url('source'), url('target'));
    await using target = closing(await openSqliteEventStore({ file: file('target') }));
    await write(source.store, 3, 600);
    await write(target.store, 3, 900);
    expect(await refused(target.store, source.store)).toMatchObject({ sourcePosition: 601n, targetPosition: 601n });
  });

  it('is refused where it has gone on alone', async () => {
    await using source = closing(await filled('source', 500));
    await copyStore(url('source'), url('target'));
    await using target = closing(await openSqliteEventStore({ file: file('target') }));
    await write(target.store, 3, 500);
    const outcome = await refused(target.store, source.store);
    expect(outcome).toMatchObject({ sourcePosition: null, targetPosition: 501n });
    expect(outcome.message).toContain('来源到此为止');
  });
});

describe('a source that was tampered with', () => {
  const change = (sql: string): void => {
    using database = new DatabaseSync(file('source'));
    database.exec(sql);
  };

  it('is copied up to the event that does not give its hash, which is named; nothing behind it', async () => {
    await (await filled('source', 1_100)).close();
    change(`UPDATE events SET data = replace(data, '校车', '班车') WHERE position = 800`);
    await expect(copyStore(url('source'), url('target'))).rejects.toMatchObject({
      code: 'corrupt',
      details: { stream: 'item-0' },
    });
    await using target = closing(await openSqliteEventStore({ file: file('target') }));
    expect(await target.store.tail()).toBe(500n);
  });

  it('is not taken for the target’s own beginning, though the hashes are the same', async () => {
    await (await filled('source', 30)).close();
    await copyStore(url('source'), url('target'));
    change(`UPDATE events SET data = replace(data, '校车', '班车') WHERE position = 8`);
    await expect(copyStore(url('source'), url('target'))).rejects.toMatchObject({
      code: 'corrupt',
      details: { position: '8' },
    });
  });

  it('is not copied where an event of a stream is missing', async () => {
    await (await filled('source', 30)).close();
    change('DELETE FROM events WHERE position = 8');
    await expect(copyStore(url('source'), url('target'))).rejects.toBeInstanceOf(EventStoreError);
  });
});

describe('copying to EventStoreDB and back', () => {
  let double: EventStoreDbDouble;
  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
  });
  afterEach(() => double.kill());

  it('brings the same history both ways, also when it was cut off between', async () => {
    await using source = closing(await filled('source', 300));
    await copyStore(url('source'), double.url);
    await write(source.store, 300, 300);
    expect(await copyStore(url('source'), double.url)).toMatchObject({ events: 600, copied: 300, resumed: true });
    expect(await copyStore(double.url, url('back'))).toMatchObject({ events: 600, streams: 7, resumed: false });
    await using back = closing(await openSqliteEventStore({ file: file('back') }));
    expect(await contentOf(back.store)).toEqual(await contentOf(source.store));
    expect((await verifyStore(back.store)).findings).toEqual([]);
  });

  it('gives the same answers, byte for byte, wherever the history lies', async () => {
    const house = async (eventStoreUrl: string, views: string): Promise<Tools> => {
      const environment = {
        EVENT_STORE_URL: eventStoreUrl,
        VIEW_STORE_URL: url(views),
        SECRET_FILE: join(folder, 'secret'),
      };
      const foundation = await layFoundation(readConfig(environment), 'write');
      await foundation.catchUp();
      return new Tools(foundation);
    };
    const answers = async (tools: Tools): Promise<string> => {
      const told: unknown[] = [];
      for (const knownAt of ['2019-10-08T23:59:59.999+08:00', '2020-01-31T23:59:59.999+08:00']) {
        told.push(await tools.ranking('2019Q3', knownAt), await tools.obligations('2019Q3', knownAt));
      }
      return JSON.stringify(told);
    };
    let expected: string;
    {
      await using source = await house(url('source'), 'source-views');
      const files = [join('examples', 'ledger-small.xlsx')];
      await importLedger(source.foundation, [], { files, dryRun: false, strict: false, reason: null });
      await source.foundation.catchUp();
      expected = await answers(source);
    }
    await copyStore(url('source'), double.url);
    await copyStore(double.url, url('target'));
    for (const [at, views] of [
      [double.url, 'double-views'],
      [url('target'), 'target-views'],
    ] as const) {
      await using there = await house(at, views);
      expect(await answers(there)).toBe(expected);
      const { events } = there.foundation;
      expect((await verifyHistory(historyOf(events), { dense: at !== double.url })).findings).toEqual([]);
    }
  }, 120_000);
});

/** Closes the store at the end of the block. */
const closing = <S extends EventStore>(store: S): { readonly store: S } & AsyncDisposable => ({
  store,
  [Symbol.asyncDispose]: () => store.close(),
});
