import { randomUUID } from 'node:crypto';
import {
  NO_HASH,
  type EventFilter,
  type EventStore,
  type EventStoreErrorCode,
  type Json,
  type NewEvent,
  type RecordedEvent,
  type SubscriptionMessage,
} from '../../kernel/index.js';
import { eventHash } from '../chain.js';
import { verifyHistory } from '../verify.js';

/**
 * What every adapter behind the port `EventStore` must do, as one suite that each of them runs unchanged. It takes for granted
 * neither that the history is empty at the start nor that positions are dense: a server may hold events of others, and its own.
 * Each test works in streams of its own, under a prefix that nobody else uses.
 */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Closes the store and opens the same history again. */
  reopen(): Promise<EventStore>;
  /** Closes what is open and clears away what was made. */
  destroy(): Promise<void>;
}

export const eventStoreContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`the event store contract: ${name}`, () => {
    let under: StoreUnderTest;
    let store: EventStore;
    /** The prefix of this test's streams. */
    let own: string;
    /** The tail before this test wrote anything. */
    let start: bigint;

    beforeEach(async () => {
      under = await open();
      store = under.store;
      own = `contract${randomUUID().replaceAll('-', '')}`;
      start = await store.tail();
    });
    afterEach(() => under.destroy());

    const stream = (key: string): string => `${own}-${key}`;
    const ours = (): EventFilter => ({ streamPrefixes: [own] });

    describe('append', () => {
      test('the first append expects no stream and answers with revision and position', async () => {
        const appended = await store.append(stream('a'), 'no-stream', [event(1)]);
        expect(appended.revision).toBe(0n);
        expect(appended.position).toBeGreaterThan(start);
        expect(appended.repeated).toBe(false);
        expect(await store.tail()).toBeGreaterThanOrEqual(appended.position);
      });

      test('the next one expects the revision that the one before answered', async () => {
        const first = await store.append(stream('a'), 'no-stream', [event(1), event(2)]);
        const second = await store.append(stream('a'), first.revision, [event(3)]);
        expect(first.revision).toBe(1n);
        expect(second.revision).toBe(2n);
        expect(second.position).toBeGreaterThan(first.position);
        expect((await readStream(store, stream('a'))).map((e) => e.revision)).toEqual([0n, 1n, 2n]);
      });

      test('any other expectation is a wrong revision, says what was found, and writes nothing', async () => {
        await store.append(stream('a'), 'no-stream', [event(1), event(2)]);
        for (const expected of ['no-stream', 0n, 2n] as const) {
          const error = await refusal(store.append(stream('a'), expected, [event(3)]), 'wrong-revision');
          expect(error.details).toMatchObject({ stream: stream('a'), expected: String(expected), actual: '1' });
        }
        const missing = await refusal(store.append(stream('b'), 0n, [event(3)]), 'wrong-revision');
        expect(missing.details).toMatchObject({ stream: stream('b'), expected: '0', actual: 'no-stream' });
        expect(await readStream(store, stream('a'))).toHaveLength(2);
        expect(await readStream(store, stream('b'))).toEqual([]);
      });

      test('of twenty writers with one expectation one wins and nineteen learn that they did not', async () => {
        const { revision } = await store.append(stream('a'), 'no-stream', [event(0)]);
        const outcomes = await Promise.allSettled(
          Array.from({ length: 20 }, (_, n) => store.append(stream('a'), revision, [event(n), event(n)])),
        );
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'wrong-revision' });
        }
        const stored = await readStream(store, stream('a'));
        expect(stored).toHaveLength(3);
        const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
        expect(stored.slice(1).map((e) => e.data)).toEqual([payload(winner), payload(winner)]);
      });

      test('many writers to streams of their own do not disturb each other', async () => {
        const answers = await Promise.all(
          Array.from({ length: 60 }, (_, n) => store.append(stream(`w${n}`), 'no-stream', [event(n), event(n)])),
        );
        expect(answers.every((answer) => answer.revision === 1n && !answer.repeated)).toBe(true);
        expect(new Set(answers.map((answer) => answer.position)).size).toBe(60);
        for (const [n, answer] of answers.entries()) {
          const stored = await readStream(store, stream(`w${n}`));
          expect(stored.map((e) => e.data)).toEqual([payload(n), payload(n)]);
          expect(stored.at(-1)?.position).toBe(answer.position);
        }
      });

      test('one that fails does not take the ones beside it along', async () => {
        await store.append(stream('a'), 'no-stream', [event(0)]);
        const outcomes = await Promise.allSettled([
          store.append(stream('b'), 'no-stream', [event(1)]),
          store.append(stream('a'), 'no-stream', [event(2)]),
          store.append(stream('c'), 'no-stream', [event(3)]),
          store.append(stream('a'), 0n, [event(4)]),
        ]);
        expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
        expect((await readStream(store, stream('a'))).map((e) => e.data)).toEqual([payload(0), payload(4)]);
      });

      test('several events are written all or none', async () => {
        await store.append(stream('a'), 'no-stream', [event(1), event(2), event(3)]);
        await refusal(store.append(stream('a'), 0n, [event(4), event(5)]), 'wrong-revision');
        expect((await readStream(store, stream('a'))).map((e) => e.data)).toEqual([payload(1), payload(2), payload(3)]);
      });

      test.each<[string, (good: NewEvent) => readonly NewEvent[]]>([
        ['no events', () => []],
        ['one id twice', (good) => [good, { ...event(2), id: good.id }]],
        ['an id that is no UUID', (good) => [good, { ...event(2), id: 'first' }]],
        ['an empty type', (good) => [good, { ...event(2), type: '' }]],
        ['schema 0', (good) => [good, { ...event(2), schema: 0 }]],
        ['half of a surrogate pair', (good) => [good, { ...event(2), data: { name: '\ud842' } }]],
        ['a number that is none', (good) => [good, { ...event(2), data: { mark: Number.NaN } }]],
        ['an entry in the future', (good) => [good, entered(event(2), '2999-01-01T00:00:00.000+08:00')]],
      ])('%s is a mistake of the caller: a TypeError, and nothing is written', async (_, make) => {
        await expect(store.append(stream('a'), 'no-stream', make(event(1)))).rejects.toMatchObject({
          name: 'TypeError',
        });
        expect(await readStream(store, stream('a'))).toEqual([]);
      });

      test('an append of nearly a megabyte fits; more is too large, in one event or in several, and writes nothing', async () => {
        const text = (bytes: number): Json => ({ text: 'x'.repeat(bytes) });
        const big = { ...event(1), data: text(900_000) };
        await store.append(stream('a'), 'no-stream', [big]);
        expect((await readStream(store, stream('a')))[0]?.data).toEqual(big.data);

        await refusal(store.append(stream('b'), 'no-stream', [{ ...event(1), data: text(1_100_000) }]), 'too-large');
        const several = Array.from({ length: 11 }, (_, n) => ({ ...event(n), data: text(100_000) }));
        await refusal(store.append(stream('b'), 'no-stream', several), 'too-large');
        // Three bytes a character: it is bytes that are counted.
        const chinese = { ...event(1), data: { text: '督'.repeat(400_000) } };
        await refusal(store.append(stream('b'), 'no-stream', [chinese]), 'too-large');
        expect(await readStream(store, stream('b'))).toEqual([]);
      });

      test('after close an append is refused as unavailable', async () => {
        await store.close();
        await refusal(store.append(stream('a'), 'no-stream', [event(1)]), 'unavailable');
      });
    });

    describe('the same append again', () => {
      test('writes nothing and gets the original answer', async () => {
        const events = [event(1), event(2)];
        const first = await store.append(stream('a'), 'no-stream', events);
        expect(await store.append(stream('a'), 'no-stream', events)).toEqual({ ...first, repeated: true });
        expect(await readStream(store, stream('a'))).toHaveLength(2);
      });

      test('so it does when others have appended since', async () => {
        const [a, b, c] = [event(1), event(2), event(3)];
        const first = await store.append(stream('a'), 'no-stream', [a]);
        const second = await store.append(stream('a'), 0n, [b]);
        await store.append(stream('a'), 1n, [c]);
        expect(await store.append(stream('a'), 'no-stream', [a])).toEqual({ ...first, repeated: true });
        expect(await store.append(stream('a'), 0n, [b])).toEqual({ ...second, repeated: true });
        expect(await readStream(store, stream('a'))).toHaveLength(3);
      });

      test('so it does after the store was closed and opened', async () => {
        const events = [event(1), event(2)];
        const first = await store.append(stream('a'), 'no-stream', events);
        store = await under.reopen();
        expect(await store.append(stream('a'), 'no-stream', events)).toEqual({ ...first, repeated: true });
        expect(await readStream(store, stream('a'))).toHaveLength(2);
      });

      test('goes by the ids: what is stored is not compared and not changed', async () => {
        const original = event(1);
        const first = await store.append(stream('a'), 'no-stream', [original]);
        const other = { ...original, data: payload(99) };
        expect(await store.append(stream('a'), 'no-stream', [other])).toEqual({ ...first, repeated: true });
        expect((await readStream(store, stream('a'))).map((e) => e.data)).toEqual([payload(1)]);
      });

      test('in another stream it is another append', async () => {
        const events = [event(1)];
        await store.append(stream('a'), 'no-stream', events);
        expect((await store.append(stream('b'), 'no-stream', events)).repeated).toBe(false);
      });

      test('in part, or in another order, it is a wrong revision', async () => {
        const [a, b, c] = [event(1), event(2), event(3)];
        await store.append(stream('a'), 'no-stream', [a, b]);
        for (const overlapping of [
          [a, c],
          [a, b, c],
          [b, a],
          [c, b],
        ]) {
          await refusal(store.append(stream('a'), 'no-stream', overlapping), 'wrong-revision');
        }
        expect(await readStream(store, stream('a'))).toHaveLength(2);
      });
    });

    describe('what is stored', () => {
      test('comes back as it was given, with stream, revision, position and time of recording', async () => {
        const given = fullEvent();
        const { position } = await store.append(stream('a'), 'no-stream', [given]);
        const [stored] = await readStream(store, stream('a'));
        expect(stored).toMatchObject({ ...given, stream: stream('a'), revision: 0n, position });
        const { prevHash: _p, hash: _h, stamp: _s, ...context } = present(stored).meta;
        expect(context).toEqual(given.meta);
      });

      test('keeps Chinese, rare and combined characters, escapes, deep nesting and awkward member names', async () => {
        let deep: Json = { end: true };
        for (let level = 0; level < 100; level += 1) deep = level % 2 === 0 ? { level, next: deep } : [level, deep];
        const data: Json = {
          人大: '每季度一调度、一督查、一排名、一通报、一会诊',
          rare: '𠮷野家 😀 e\u0301 \u200d',
          escapes: '"\\/\b\f\n\r\t\u0000\u001f\u2028</script>',
          numbers: [0, -1, 9007199254740991, 1e21],
          nothing: null,
          empty: { list: [], object: {}, '': '' },
          deep,
          ['__proto__']: 'a member like any other',
          hash: 'no hash',
        };
        await store.append(stream('a'), 'no-stream', [{ ...event(1), data }]);
        const [stored] = await readStream(store, stream('a'));
        expect(JSON.stringify(sorted(stored?.data as Json))).toBe(JSON.stringify(sorted(data)));
      });

      test('says when it was recorded, at +08:00 with milliseconds, never going backwards', async () => {
        for (let n = 0; n < 5; n += 1) await store.append(stream(`t${n}`), 'no-stream', [event(n), event(n)]);
        const instants = (await readAll(store, start, ours())).map((e) => e.recordedAt);
        expect(instants).toHaveLength(10);
        for (const instant of instants) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
        expect(instants).toEqual([...instants].sort());
      });

      test('keeps an entry time of the past that a ledger gives, beside its own', async () => {
        const instant = '2019-10-08T09:05:00.000+08:00';
        await store.append(stream('a'), 'no-stream', [entered(event(1), instant)]);
        const [stored] = await readStream(store, stream('a'));
        expect(stored?.meta.enteredAt).toBe(instant);
        expect(present(stored).recordedAt > instant).toBe(true);
      });

      test('is chained: each event carries the hash of the one before it in its stream, and its own', async () => {
        await store.append(stream('a'), 'no-stream', [fullEvent(), event(2)]);
        await store.append(stream('b'), 'no-stream', [event(3)]);
        await store.append(stream('a'), 1n, [event(4)]);
        store = await under.reopen();
        await store.append(stream('a'), 2n, [event(5)]);

        const chain = await readStream(store, stream('a'));
        expect(chain.map((e) => e.meta.prevHash)).toEqual([NO_HASH, ...chain.slice(0, -1).map((e) => e.meta.hash)]);
        for (const link of chain) expect(link.meta.hash).toBe(eventHash(link));
        const verified = await verifyHistory(await readAll(store, start, ours()), { dense: false });
        expect(verified).toEqual({ events: 5, streams: 2, findings: [] });
      });
    });

    describe('readStream', () => {
      test('gives nothing for a stream that does not exist', async () => {
        expect(await readStream(store, stream('none'))).toEqual([]);
        expect(await readStream(store, stream('none'), 5n)).toEqual([]);
      });

      test('starts at the revision asked for, and gives nothing past the end', async () => {
        await store.append(stream('a'), 'no-stream', [event(0), event(1), event(2)]);
        expect((await readStream(store, stream('a'), 1n)).map((e) => e.revision)).toEqual([1n, 2n]);
        expect((await readStream(store, stream('a'), 2n)).map((e) => e.revision)).toEqual([2n]);
        expect(await readStream(store, stream('a'), 3n)).toEqual([]);
      });

      test('reads a stream longer than any page, in order, and can be left in the middle', async () => {
        let revision: bigint | 'no-stream' = 'no-stream';
        for (let batch = 0; batch < 9; batch += 1) {
          const events = Array.from({ length: 300 }, (_, n) => event(batch * 300 + n));
          ({ revision } = await store.append(stream('a'), revision, events));
        }
        const all = await readStream(store, stream('a'));
        expect(all.map((e) => (e.data as { n: number }).n)).toEqual(Array.from({ length: 2700 }, (_, n) => n));
        let seen = 0;
        for await (const _ of store.readStream(stream('a'))) if ((seen += 1) === 3) break;
        expect(await readStream(store, stream('a'), 2699n)).toHaveLength(1);
      });
    });

    describe('readAll', () => {
      const TYPES = ['contract.Even', 'contract.Odd'] as const;
      const fill = async (): Promise<void> => {
        for (let n = 0; n < 10; n += 1) {
          const key = n < 5 ? `low-${n}` : `high-${n}`;
          await store.append(stream(key), 'no-stream', [{ ...event(n), type: TYPES[n % 2] ?? '' }]);
        }
      };
      const numbers = (events: readonly RecordedEvent[]): number[] => events.map((e) => (e.data as { n: number }).n);

      test('gives the whole history in order, each event once, whatever the size of the page', async () => {
        await fill();
        for (const limit of [1, 3, 10, 1000]) {
          const events = await readAll(store, start, ours(), limit);
          expect(numbers(events)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
          const positions = events.map((e) => e.position);
          expect(positions.every((position, n) => n === 0 || position > (positions[n - 1] ?? position))).toBe(true);
        }
      });

      test('begins after the position given, exclusively', async () => {
        await fill();
        const events = await readAll(store, start, ours());
        for (const [n, e] of events.entries()) {
          expect(numbers(await readAll(store, e.position, ours()))).toEqual(numbers(events.slice(n + 1)));
        }
      });

      test('lets through what the filter says: types, prefixes of streams, both at once', async () => {
        await fill();
        const low = stream('low');
        const high = stream('high-');
        const of = async (filter: EventFilter): Promise<number[]> => numbers(await readAll(store, start, filter, 2));
        expect(await of({ types: ['contract.Odd'], streamPrefixes: [own] })).toEqual([1, 3, 5, 7, 9]);
        expect(await of({ types: [...TYPES], streamPrefixes: [low] })).toEqual([0, 1, 2, 3, 4]);
        expect(await of({ types: ['contract.Even'], streamPrefixes: [low] })).toEqual([0, 2, 4]);
        expect(await of({ types: ['contract.Even'], streamPrefixes: [low, high] })).toEqual([0, 2, 4, 6, 8]);
        expect(await of({ types: ['contract.Never'], streamPrefixes: [own] })).toEqual([]);
        expect(await of({ streamPrefixes: [`${own}-LOW`] })).toEqual([]);
        expect(await of({ streamPrefixes: [`${own}_low`, `${own}%`] })).toEqual([]);
      });

      test('an empty list lets nothing through: none of its members matches', async () => {
        await fill();
        expect(await readAll(store, start, { types: [], streamPrefixes: [own] })).toEqual([]);
        expect(await readAll(store, start, { streamPrefixes: [] })).toEqual([]);
      });

      test('says how far it has looked, and the end only at the end', async () => {
        await fill();
        const first = await store.readAll(start, ours(), 4);
        expect(first.events.length).toBeLessThanOrEqual(4);
        expect(first.end).toBe(false);
        const last = await readAll(store, start, ours());
        const rest = await store.readAll(present(last.at(-1)).position, ours());
        expect(rest.events).toEqual([]);
        expect(rest.position).toBeGreaterThanOrEqual(present(last.at(-1)).position);
      });
    });

    describe('subscribe', () => {
      test('gives what is there, says that it has caught up, then gives what comes', async () => {
        await store.append(stream('a'), 'no-stream', [event(0), event(1)]);
        const reading = listen(store, start, ours());
        await reading.until((seen) => seen.length === 2 && reading.caughtUp());
        await store.append(stream('a'), 1n, [event(2)]);
        await store.append(stream('b'), 'no-stream', [event(3)]);
        await reading.until((seen) => seen.length === 4 && reading.caughtUp());
        expect((await reading.stop()).map((e) => (e.data as { n: number }).n)).toEqual([0, 1, 2, 3]);
      });

      test('gives the very events that reading gives', async () => {
        const reading = listen(store, start, ours());
        await reading.until(() => reading.caughtUp());
        await store.append(stream('a'), 'no-stream', [fullEvent(), event(1)]);
        await reading.until((seen) => seen.length === 2);
        expect(await reading.stop()).toEqual(await readStream(store, stream('a')));
      });

      test('says at once that it has caught up where there is nothing, and positions never go back', async () => {
        const reading = listen(store, start, ours());
        await reading.until(() => reading.caughtUp());
        for (let n = 0; n < 5; n += 1) await store.append(stream(`s${n}`), 'no-stream', [event(n)]);
        await reading.until((seen) => seen.length === 5 && reading.caughtUp());
        await reading.stop();
        const positions = reading.positions();
        expect(positions.every((position, n) => n === 0 || position >= (positions[n - 1] ?? position))).toBe(true);
      });

      test('lets through what the filter says', async () => {
        const reading = listen(store, start, { types: ['contract.Wanted'], streamPrefixes: [stream('x')] });
        await store.append(stream('x1'), 'no-stream', [{ ...event(0), type: 'contract.Wanted' }, event(1)]);
        await store.append(stream('y1'), 'no-stream', [{ ...event(2), type: 'contract.Wanted' }]);
        await store.append(stream('x2'), 'no-stream', [{ ...event(3), type: 'contract.Wanted' }]);
        await reading.until((seen) => seen.length === 2 && reading.caughtUp());
        expect((await reading.stop()).map((e) => (e.data as { n: number }).n)).toEqual([0, 3]);
      });

      test('taken up again and again from its last position while others write, it loses and repeats nothing', async () => {
        const writing = (async () => {
          for (let n = 0; n < 120; n += 1)
            await store.append(stream(`s${n % 7}`), n < 7 ? 'no-stream' : rev(n), [event(n)]);
        })();
        const seen: RecordedEvent[] = [];
        while (seen.length < 120) {
          const reading = listen(store, seen.at(-1)?.position ?? start, ours());
          const goal = Math.min(120, seen.length + 17);
          await reading.until((fresh) => seen.length + fresh.length >= goal);
          seen.push(...(await reading.stop()));
        }
        await writing;
        expect(seen.map((e) => (e.data as { n: number }).n)).toEqual(Array.from({ length: 120 }, (_, n) => n));
      });

      test('is taken up after the store was closed and opened', async () => {
        await store.append(stream('a'), 'no-stream', [event(0), event(1), event(2)]);
        const first = listen(store, start, ours());
        await first.until((seen) => seen.length >= 2);
        const middle = present((await first.stop())[1]).position;
        store = await under.reopen();
        const second = listen(store, middle, ours());
        await second.until((seen) => seen.length === 1 && second.caughtUp());
        expect((await second.stop()).map((e) => e.revision)).toEqual([2n]);
      });

      test('a reader that is slow gets everything, and holds up neither writers nor other readers', async () => {
        const aborting = new AbortController();
        const slow = store.subscribe(start, ours(), aborting.signal)[Symbol.asyncIterator]();
        const fast = listen(store, start, ours());
        let revision: bigint | 'no-stream' = 'no-stream';
        for (let batch = 0; batch < 8; batch += 1) {
          const events = Array.from({ length: 200 }, (_, n) => event(batch * 200 + n));
          ({ revision } = await store.append(stream('a'), revision, events));
          await slow.next();
        }
        await fast.until((seen) => seen.length === 1600 && fast.caughtUp());
        await fast.stop();
        const numbers: number[] = [];
        while (numbers.at(-1) !== 1599) {
          const { value } = (await slow.next()) as { value: SubscriptionMessage };
          if (value.kind === 'event') numbers.push((value.event.data as { n: number }).n);
        }
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(numbers.length).toBeGreaterThan(1590);
        aborting.abort();
        expect((await slow.next()).done).toBe(true);
      });

      test('returns when it is aborted: before, while it waits, and in the middle of a page', async () => {
        await store.append(stream('a'), 'no-stream', [event(0), event(1)]);
        const messages: SubscriptionMessage[] = [];
        for await (const message of store.subscribe(start, ours(), AbortSignal.abort())) messages.push(message);
        expect(messages).toEqual([]);

        const waiting = listen(store, start, ours());
        await waiting.until((seen) => seen.length === 2 && waiting.caughtUp());
        expect(await waiting.stop()).toHaveLength(2);

        const aborting = new AbortController();
        let seen = 0;
        for await (const message of store.subscribe(start, ours(), aborting.signal)) {
          if (message.kind === 'event') seen += 1;
          aborting.abort();
        }
        expect(seen).toBeLessThanOrEqual(1);
      });

      test('can be left by breaking out of the loop', async () => {
        await store.append(stream('a'), 'no-stream', [event(0), event(1)]);
        for await (const message of store.subscribe(start, ours(), new AbortController().signal)) {
          if (message.kind === 'event') break;
        }
        expect((await store.append(stream('a'), 1n, [event(2)])).revision).toBe(2n);
      });
    });
  });
};

/** The revision before the one that the nth event gets when events go to seven streams in turn. */
const rev = (n: number): bigint => BigInt(Math.floor(n / 7) - 1);

const payload = (n: number): { readonly n: number; readonly 名称: string } => ({ n, 名称: `第 ${n} 件` });

const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'contract.Happened',
  schema: 1,
  occurredAt: '2019-08-01',
  data: payload(n),
  meta: {
    commandId: randomUUID(),
    correlationId: 'c-1',
    causationId: 'c-1',
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
  },
});

/** An event with everything an event can have. */
const fullEvent = (): NewEvent => ({
  ...event(7),
  schema: 3,
  occurredAt: '2019-08-01T09:05:00.000+08:00',
  meta: { ...event(7).meta, onBehalfOf: 'P0002', reason: '补登：纸质台账', enteredAt: '2019-08-02T00:00:00.000+08:00' },
});

const entered = (event: NewEvent, enteredAt: string): NewEvent => ({ ...event, meta: { ...event.meta, enteredAt } });

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('expected one more');
  return value;
};

/** The same value with the members of every object in one order, `__proto__` included. */
const sorted = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member: Json) => sorted(member));
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member as Json)]);
};

const refusal = async (
  appending: Promise<unknown>,
  code: EventStoreErrorCode,
): Promise<{ readonly details: Readonly<Record<string, string | undefined>> }> => {
  const outcome = await appending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  expect(outcome).toMatchObject({ error: { name: 'EventStoreError', code } });
  const { error } = outcome as { error: Error & { details: Readonly<Record<string, string | undefined>> } };
  expect(error.message).toMatch(/[\u4e00-\u9fff]/);
  return error;
};

const readStream = async (store: EventStore, name: string, from?: bigint): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(name, from === undefined ? {} : { from })) events.push(event);
  return events;
};

/** All pages of the history after a position. */
const readAll = async (
  store: EventStore,
  after: bigint,
  filter?: EventFilter,
  limit?: number,
): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for (let position = after, end = false; !end;) {
    const page = await store.readAll(position, filter, limit);
    expect(page.events.length).toBeLessThanOrEqual(limit ?? 1000);
    expect(page.position).toBeGreaterThanOrEqual(page.events.at(-1)?.position ?? position);
    if (!page.end) expect(page.position).toBeGreaterThan(position);
    events.push(...page.events);
    ({ position, end } = page);
  }
  return events;
};

interface Listening {
  /** Resolves as soon as the condition holds for the events seen so far. */
  until(condition: (seen: readonly RecordedEvent[]) => boolean): Promise<void>;
  /** Whether the last thing it said is that it has caught up. */
  caughtUp(): boolean;
  positions(): readonly bigint[];
  /** Aborts, waits for the end of the subscription and gives the events seen. */
  stop(): Promise<readonly RecordedEvent[]>;
}

const listen = (store: EventStore, after: bigint, filter: EventFilter): Listening => {
  const aborting = new AbortController();
  const seen: RecordedEvent[] = [];
  const positions: bigint[] = [];
  let last: SubscriptionMessage['kind'] | undefined;
  let failure: unknown;
  let wake = (): void => undefined;
  const running = (async () => {
    for await (const message of store.subscribe(after, filter, aborting.signal)) {
      last = message.kind;
      positions.push(message.kind === 'event' ? message.event.position : message.position);
      if (message.kind === 'event') seen.push(message.event);
      wake();
    }
  })().catch((error: unknown) => {
    failure = error;
    wake();
  });
  return {
    async until(condition) {
      while (failure === undefined && !condition(seen)) await new Promise<void>((resolve) => (wake = resolve));
      if (failure !== undefined) throw failure;
    },
    caughtUp: () => last === 'caught-up',
    positions: () => positions,
    async stop() {
      aborting.abort();
      await running;
      if (failure !== undefined) throw failure;
      return seen;
    },
  };
};
