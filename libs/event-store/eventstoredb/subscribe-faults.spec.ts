import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import {
  collected,
  DoubleLog,
  EventStoreDbDouble,
  failures,
  Listener,
  newEvent,
  numbersOf,
  openStore,
  type OpenStore,
} from '../../../test/eventstoredb-double/index.js';

/** Subscriptions on a double that misbehaves: above the port nothing is lost, repeated, or out of order. */
describe('subscribe, when EventStoreDB', () => {
  let double: EventStoreDbDouble;
  let open: OpenStore;
  let listener: Listener;

  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    open = openStore(double.url);
  });
  afterEach(async () => {
    await listener.stop();
    await open.store.close();
    await double.kill();
  });

  const write = async (from: number, count: number): Promise<void> => {
    for (let n = from; n < from + count; n += 1) await open.store.append(`case-${n}`, 'no-stream', [newEvent(n)]);
  };
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
  const follow = async (): Promise<void> => {
    await write(0, 5);
    listener = new Listener(open.store);
    await listener.until(() => listener.events.length === 5 && listener.caughtUp);
  };

  test.each<[string, () => unknown, 'subscription-dropped' | 'subscription-silent']>([
    ['drops the subscription with an error', () => double.failSubscriptions(), 'subscription-dropped'],
    ['stops in an orderly way', () => double.failSubscriptions(failures.stopping()), 'subscription-dropped'],
    [
      'ends it as unknown',
      () => double.failSubscriptions(failures.unknown('SubscriptionDropReason')),
      'subscription-dropped',
    ],
    ['breaks the connection', () => double.dropAll(), 'subscription-dropped'],
    ['falls silent', () => double.silenceSubscriptions(), 'subscription-silent'],
    ['is killed and started', () => double.restart(), 'subscription-dropped'],
  ])('%s, it is taken up again', async (_, misbehave, incident) => {
    await follow();
    await misbehave();
    await write(5, 5);
    await listener.until(() => listener.events.length === 10 && listener.caughtUp);
    expect(numbersOf(listener.events)).toEqual(upTo(10));
    expect(open.count(incident)).toBeGreaterThan(0);
  });

  test('is away for a while, the subscription waits and goes on', async () => {
    await follow();
    await double.kill();
    while (open.count('subscription-dropped') < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await double.start();
    await write(5, 5);
    await listener.until(() => listener.events.length === 10);
    expect(numbersOf(listener.events)).toEqual(upTo(10));
  });

  test('hangs, the subscription can be left at once', async () => {
    await follow();
    double.hang();
    await listener.stop();
    expect(listener.events).toHaveLength(5);
  });

  test('says everything twice, it is heard once', async () => {
    double.habits.duplicates = true;
    await follow();
    await write(5, 5);
    await listener.until(() => listener.events.length === 10 && listener.caughtUp);
    expect(numbersOf(listener.events)).toEqual(upTo(10));
    expect(open.incidents).toEqual([]);
  });

  test('drops live readers that are behind, as 23.10 does, a slow one still gets everything', async () => {
    double.habits.dropsSlowReaders = true;
    await follow();
    const aborting = new AbortController();
    const slow = open.store.subscribe(0n, undefined, aborting.signal)[Symbol.asyncIterator]();
    while ((await slow.next()).value?.kind !== 'caught-up');
    // So many and so large that neither buffers nor windows hide that nobody reads.
    let revision: bigint | 'no-stream' = 'no-stream';
    for (let batch = 0; batch < 5; batch += 1) {
      const events = Array.from({ length: 50 }, (_, n) => ({
        ...newEvent(0),
        data: { n: 5 + batch * 50 + n, text: 'x'.repeat(8_000) },
      }));
      ({ revision } = await open.store.append('case-big', revision, events));
    }
    const seen: number[] = [];
    while (seen.length < 250) {
      const { value } = await slow.next();
      if (value?.kind === 'event') seen.push(...numbersOf([value.event]));
    }
    expect(seen).toEqual(upTo(255).slice(5));
    expect(open.count('subscription-dropped')).toBeGreaterThan(0);
    aborting.abort();
    await slow.next();
  });

  describe.each([true, false])('names as checkpoints what was not looked at yet (%s)', (ahead) => {
    const filter = { streamPrefixes: ['case-'] };

    beforeEach(async () => {
      await open.store.close();
      await double.kill();
      // Without events of the system in between, so that places can be counted.
      double = await EventStoreDbDouble.start({ log: new DoubleLog(Date.now, Number.POSITIVE_INFINITY) });
      open = openStore(double.url);
    });

    /** Others' events, and ours at the very places where checkpoints fall. */
    const fill = async (): Promise<void> => {
      double.habits.checkpointsAhead = ahead;
      const other = EventStoreDBClient.connectionString(double.url);
      for (const [n, place] of [1_024, 3_072, 9_216].entries()) {
        while (double.log.records.length < place) {
          const count = Math.min(400, place - double.log.records.length);
          await other.appendToStream(
            'noise-1',
            Array.from({ length: count }, () => jsonEvent({ type: 'noise.Made', data: {} })),
          );
        }
        expect(double.log.records.length).toBe(place);
        await write(2 * n, 2);
      }
      await other.dispose();
    };

    test('none of ours is skipped, wherever reading is taken up again', async () => {
      await fill();
      listener = new Listener(open.store, 0n, filter);
      await listener.until(() => listener.events.length === 6 && listener.caughtUp);
      expect(listener.messages.filter(({ kind }) => kind === 'progress').length).toBeGreaterThan(1);
      for (const [at, message] of listener.messages.entries()) {
        if (message.kind === 'event') continue;
        const before = listener.messages.slice(0, at).filter(({ kind }) => kind === 'event').length;
        const resumed = new Listener(open.store, message.position, filter);
        await resumed.until(() => resumed.caughtUp);
        expect(numbersOf(resumed.events)).toEqual(upTo(6).slice(before));
        await resumed.stop();
      }
    });

    test('nor where the reader dawdles while checkpoints run ahead', async () => {
      await fill();
      const seen: number[] = [];
      for await (const message of open.store.subscribe(0n, filter, new AbortController().signal)) {
        if (message.kind === 'event') seen.push(...numbersOf([message.event]));
        if (message.kind === 'caught-up') break;
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      expect(seen).toEqual(upTo(6));
      listener = new Listener(open.store);
    });
  });

  test('has events of others and of its own, none of them reaches a reader, and the tail is ours', async () => {
    await follow();
    const other = EventStoreDBClient.connectionString(double.url);
    await other.appendToStream('case-other', jsonEvent({ type: 'foreign.Happened', data: {} }));
    double.log.writeSystemEvent('$stats-x', '$statsCollected');
    // Even where one of ours is copied there as it is.
    double.log.append(
      '$copies-1',
      -1n,
      double.log.records.filter(({ stream }) => stream === 'case-0'),
    );
    await other.dispose();
    await write(5, 1);
    await listener.until(() => listener.events.length === 6 && listener.caughtUp);
    const tail = await open.store.tail();
    expect(listener.messages.at(-1)).toEqual({ kind: 'caught-up', position: tail });
    double.log.writeSystemEvent('$stats-x', '$statsCollected');
    expect(await open.store.tail()).toBe(tail);
    const page = await open.store.readAll(0n);
    expect(page.events.map(({ type }) => type)).toEqual(Array.from({ length: 6 }, () => 'double.Happened'));
    expect(page.end).toBe(true);
  });

  test('is shared, only the categories that the store was opened for are seen', async () => {
    await write(0, 2);
    await open.store.append('item-1', 'no-stream', [newEvent(2)]);
    const items = openStore(double.url, { categories: ['item'] });
    listener = new Listener(items.store);
    await listener.until(() => listener.caughtUp);
    expect(numbersOf(listener.events)).toEqual([2]);
    expect(numbersOf((await items.store.readAll(0n)).events)).toEqual([2]);
    await expect(items.store.append('case-9', 'no-stream', [newEvent(9)])).rejects.toThrow(TypeError);
    await listener.stop();
    await items.store.close();
  });

  test('is given a position that is no event’s start, what lies behind it is found all the same', async () => {
    await follow();
    const position = (listener.events[2]?.position ?? 0n) + 1n;
    expect(numbersOf((await open.store.readAll(position)).events)).toEqual([3, 4]);
    const resumed = new Listener(open.store, position);
    await resumed.until(() => resumed.caughtUp);
    expect(numbersOf(resumed.events)).toEqual([3, 4]);
    await resumed.stop();
    const beyond = (await open.store.tail()) + 1_000_000n;
    expect(await open.store.readAll(beyond)).toEqual({ events: [], position: beyond, end: true });
  });

  test('denies access, the subscription ends with that error', async () => {
    double.faults.nextReads({ kind: 'access-denied' });
    listener = new Listener(open.store);
    await expect(listener.until(() => false)).rejects.toMatchObject({ code: 'access-denied' });
  });

  test('has much to give and nobody takes it, it is not fetched: what is in the way does not grow', async () => {
    let revision: bigint | 'no-stream' = 'no-stream';
    const big = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...newEvent(0), data: { n, text: 'x'.repeat(4_000) } }));
    for (let batch = 0; batch < 15; batch += 1)
      ({ revision } = await open.store.append('case-big', revision, big(200)));
    const aborting = new AbortController();
    const slow = open.store.subscribe(0n, undefined, aborting.signal)[Symbol.asyncIterator]();
    for (let n = 0; n < 10; n += 1) await slow.next();
    const sent = (): number => [...double.subscriptions].reduce((sum, subscription) => sum + subscription.sent, 0);
    const settled = async (): Promise<number> => {
      for (let before = -1; ; before = sent()) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (sent() === before) return before;
      }
    };
    const held = await settled();
    expect(held).toBeLessThan(300);
    for (let batch = 0; batch < 5; batch += 1) ({ revision } = await open.store.append('case-big', revision, big(200)));
    expect(await settled()).toBe(held);
    process.stdout.write(
      `Back-pressure: of 4,000 events of 4 kB the double had sent ${held} when a reader had taken 10 and stopped.\n`,
    );
    listener = new Listener(open.store);
    await listener.until(() => listener.events.length === 4_000);
    aborting.abort();
    expect((await slow.next()).done).toBe(true);
  });

  test('stamps each event by itself, the events of one append share the time of the first, wherever reading begins', async () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    await double.kill();
    const ticking = await EventStoreDbDouble.start({ log: new DoubleLog(() => (time += 7)) });
    const writer = openStore(ticking.url);
    await writer.store.append('case-1', 'no-stream', [
      newEvent(0),
      newEvent(1, 'double.Later'),
      newEvent(2, 'double.Later'),
    ]);
    await writer.store.append('case-1', 2n, [newEvent(3)]);
    await writer.store.close();
    const all = openStore(ticking.url);
    const times = (await collected(all.store.readStream('case-1'))).map(({ recordedAt }) => recordedAt);
    expect(new Set(times.slice(0, 3)).size).toBe(1);
    expect(times[3]).not.toBe(times[0]);
    const later = openStore(ticking.url);
    listener = new Listener(later.store, 0n, { types: ['double.Later'] });
    await listener.until(() => listener.events.length === 2);
    expect(listener.events.map(({ recordedAt }) => recordedAt)).toEqual(times.slice(1, 3));
    expect((await collected(later.store.readStream('case-1', { from: 2n })))[0]?.recordedAt).toBe(times[0]);
    await listener.stop();
    for (const { store } of [all, later]) await store.close();
    await ticking.kill();
  });
});
