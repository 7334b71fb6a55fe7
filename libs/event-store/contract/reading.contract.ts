import { NO_HASH, type EventFilter, type Json, type RecordedEvent } from '../../kernel/index.js';
import { eventHash } from '../chain.js';
import { verifyHistory } from '../verify.js';
import { entered, event, fullEvent, present, readAll, readStream, sorted } from './fixtures.js';
import type { Scene } from './scene.js';

/** What comes back, by stream and over the whole history. */
export const readingContract = (scene: Scene): void => {
  describe('what is stored', () => {
    test('comes back as it was given, with stream, revision, position and time of recording', async () => {
      const given = fullEvent();
      const { position } = await scene.store.append(scene.stream('a'), 'no-stream', [given]);
      const [stored] = await readStream(scene.store, scene.stream('a'));
      expect(stored).toMatchObject({ ...given, stream: scene.stream('a'), revision: 0n, position });
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
      await scene.store.append(scene.stream('a'), 'no-stream', [{ ...event(1), data }]);
      const [stored] = await readStream(scene.store, scene.stream('a'));
      expect(JSON.stringify(sorted(stored?.data as Json))).toBe(JSON.stringify(sorted(data)));
    });

    test('says when it was recorded, at +08:00 with milliseconds, never going backwards', async () => {
      for (let n = 0; n < 5; n += 1) await scene.store.append(scene.stream(`t${n}`), 'no-stream', [event(n), event(n)]);
      const instants = (await readAll(scene.store, scene.start, scene.ours())).map((e) => e.recordedAt);
      expect(instants).toHaveLength(10);
      for (const instant of instants) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00$/);
      expect(instants).toEqual([...instants].sort());
    });

    test('keeps an entry time of the past that a ledger gives, beside its own', async () => {
      const instant = '2019-10-08T09:05:00.000+08:00';
      await scene.store.append(scene.stream('a'), 'no-stream', [entered(event(1), instant)]);
      const [stored] = await readStream(scene.store, scene.stream('a'));
      expect(stored?.meta.enteredAt).toBe(instant);
      expect(present(stored).recordedAt > instant).toBe(true);
    });

    test('is chained: each event carries the hash of the one before it in its stream, and its own', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [fullEvent(), event(2)]);
      await scene.store.append(scene.stream('b'), 'no-stream', [event(3)]);
      await scene.store.append(scene.stream('a'), 1n, [event(4)]);
      await scene.reopen();
      await scene.store.append(scene.stream('a'), 2n, [event(5)]);

      const chain = await readStream(scene.store, scene.stream('a'));
      expect(chain.map((e) => e.meta.prevHash)).toEqual([NO_HASH, ...chain.slice(0, -1).map((e) => e.meta.hash)]);
      for (const link of chain) expect(link.meta.hash).toBe(eventHash(link));
      const verified = await verifyHistory(await readAll(scene.store, scene.start, scene.ours()), { dense: false });
      expect(verified).toMatchObject({ events: 5, streams: 2, findings: [] });
    });
  });

  describe('readStream', () => {
    test('gives nothing for a stream that does not exist', async () => {
      expect(await readStream(scene.store, scene.stream('none'))).toEqual([]);
      expect(await readStream(scene.store, scene.stream('none'), 5n)).toEqual([]);
    });

    test('starts at the revision asked for, and gives nothing past the end', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [event(0), event(1), event(2)]);
      expect((await readStream(scene.store, scene.stream('a'), 1n)).map((e) => e.revision)).toEqual([1n, 2n]);
      expect((await readStream(scene.store, scene.stream('a'), 2n)).map((e) => e.revision)).toEqual([2n]);
      expect(await readStream(scene.store, scene.stream('a'), 3n)).toEqual([]);
    });

    test('reads a stream longer than any page, in order, and can be left in the middle', async () => {
      let revision: bigint | 'no-stream' = 'no-stream';
      for (let batch = 0; batch < 9; batch += 1) {
        const events = Array.from({ length: 300 }, (_, n) => event(batch * 300 + n));
        ({ revision } = await scene.store.append(scene.stream('a'), revision, events));
      }
      const all = await readStream(scene.store, scene.stream('a'));
      expect(all.map((e) => (e.data as { n: number }).n)).toEqual(Array.from({ length: 2700 }, (_, n) => n));
      let seen = 0;
      for await (const _ of scene.store.readStream(scene.stream('a'))) if ((seen += 1) === 3) break;
      expect(await readStream(scene.store, scene.stream('a'), 2699n)).toHaveLength(1);
    });
  });

  describe('readAll', () => {
    const TYPES = ['contract.Even', 'contract.Odd'] as const;
    const fill = async (): Promise<void> => {
      for (let n = 0; n < 10; n += 1) {
        const key = n < 5 ? `low-${n}` : `high-${n}`;
        await scene.store.append(scene.stream(key), 'no-stream', [{ ...event(n), type: TYPES[n % 2] ?? '' }]);
      }
    };
    const numbers = (events: readonly RecordedEvent[]): number[] => events.map((e) => (e.data as { n: number }).n);

    test('gives the whole history in order, each event once, whatever the size of the page', async () => {
      await fill();
      for (const limit of [1, 3, 10, 1000]) {
        const events = await readAll(scene.store, scene.start, scene.ours(), limit);
        expect(numbers(events)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        const positions = events.map((e) => e.position);
        expect(positions.every((position, n) => n === 0 || position > (positions[n - 1] ?? position))).toBe(true);
      }
    });

    test('begins after the position given, exclusively', async () => {
      await fill();
      const events = await readAll(scene.store, scene.start, scene.ours());
      for (const [n, e] of events.entries()) {
        expect(numbers(await readAll(scene.store, e.position, scene.ours()))).toEqual(numbers(events.slice(n + 1)));
      }
    });

    test('lets through what the filter says: types, prefixes of streams, both at once', async () => {
      await fill();
      const low = scene.stream('low');
      const high = scene.stream('high-');
      const of = async (filter: EventFilter): Promise<number[]> =>
        numbers(await readAll(scene.store, scene.start, filter, 2));
      expect(await of({ types: ['contract.Odd'], streamPrefixes: [scene.own] })).toEqual([1, 3, 5, 7, 9]);
      expect(await of({ types: [...TYPES], streamPrefixes: [low] })).toEqual([0, 1, 2, 3, 4]);
      expect(await of({ types: ['contract.Even'], streamPrefixes: [low] })).toEqual([0, 2, 4]);
      expect(await of({ types: ['contract.Even'], streamPrefixes: [low, high] })).toEqual([0, 2, 4, 6, 8]);
      expect(await of({ types: ['contract.Never'], streamPrefixes: [scene.own] })).toEqual([]);
      expect(await of({ streamPrefixes: [`${scene.own}-LOW`] })).toEqual([]);
      expect(await of({ streamPrefixes: [`${scene.own}_low`, `${scene.own}%`] })).toEqual([]);
    });

    test('an empty list lets nothing through: none of its members matches', async () => {
      await fill();
      expect(await readAll(scene.store, scene.start, { types: [], streamPrefixes: [scene.own] })).toEqual([]);
      expect(await readAll(scene.store, scene.start, { streamPrefixes: [] })).toEqual([]);
    });

    test('says how far it has looked, and the end only at the end', async () => {
      await fill();
      const first = await scene.store.readAll(scene.start, scene.ours(), 4);
      expect(first.events.length).toBeLessThanOrEqual(4);
      expect(first.end).toBe(false);
      const last = await readAll(scene.store, scene.start, scene.ours());
      const rest = await scene.store.readAll(present(last.at(-1)).position, scene.ours());
      expect(rest.events).toEqual([]);
      expect(rest.position).toBeGreaterThanOrEqual(present(last.at(-1)).position);
    });
  });
};
