import type { RecordedEvent, SubscriptionMessage } from '../../kernel/index.js';
import { event, fullEvent, listen, present, readStream } from './fixtures.js';
import type { Scene } from './scene.js';

/** Following the history. */
export const subscriptionContract = (scene: Scene): void => {
  describe('subscribe', () => {
    test('gives what is there, says that it has caught up, then gives what comes', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [event(0), event(1)]);
      const reading = listen(scene.store, scene.start, scene.ours());
      await reading.until((seen) => seen.length === 2 && reading.caughtUp());
      await scene.store.append(scene.stream('a'), 1n, [event(2)]);
      await scene.store.append(scene.stream('b'), 'no-stream', [event(3)]);
      await reading.until((seen) => seen.length === 4 && reading.caughtUp());
      expect((await reading.stop()).map((e) => (e.data as { n: number }).n)).toEqual([0, 1, 2, 3]);
    });

    test('gives the very events that reading gives', async () => {
      const reading = listen(scene.store, scene.start, scene.ours());
      await reading.until(() => reading.caughtUp());
      await scene.store.append(scene.stream('a'), 'no-stream', [fullEvent(), event(1)]);
      await reading.until((seen) => seen.length === 2);
      expect(await reading.stop()).toEqual(await readStream(scene.store, scene.stream('a')));
    });

    test('says at once that it has caught up where there is nothing, and positions never go back', async () => {
      const reading = listen(scene.store, scene.start, scene.ours());
      await reading.until(() => reading.caughtUp());
      for (let n = 0; n < 5; n += 1) await scene.store.append(scene.stream(`s${n}`), 'no-stream', [event(n)]);
      await reading.until((seen) => seen.length === 5 && reading.caughtUp());
      await reading.stop();
      const positions = reading.positions();
      expect(positions.every((position, n) => n === 0 || position >= (positions[n - 1] ?? position))).toBe(true);
    });

    test('lets through what the filter says', async () => {
      const reading = listen(scene.store, scene.start, {
        types: ['contract.Wanted'],
        streamPrefixes: [scene.stream('x')],
      });
      await scene.store.append(scene.stream('x1'), 'no-stream', [{ ...event(0), type: 'contract.Wanted' }, event(1)]);
      await scene.store.append(scene.stream('y1'), 'no-stream', [{ ...event(2), type: 'contract.Wanted' }]);
      await scene.store.append(scene.stream('x2'), 'no-stream', [{ ...event(3), type: 'contract.Wanted' }]);
      await reading.until((seen) => seen.length === 2 && reading.caughtUp());
      expect((await reading.stop()).map((e) => (e.data as { n: number }).n)).toEqual([0, 3]);
    });

    test('taken up again and again from its last position while others write, it loses and repeats nothing', async () => {
      const writing = (async () => {
        for (let n = 0; n < 120; n += 1)
          await scene.store.append(scene.stream(`s${n % 7}`), n < 7 ? 'no-stream' : rev(n), [event(n)]);
      })();
      const seen: RecordedEvent[] = [];
      while (seen.length < 120) {
        const reading = listen(scene.store, seen.at(-1)?.position ?? scene.start, scene.ours());
        const goal = Math.min(120, seen.length + 17);
        await reading.until((fresh) => seen.length + fresh.length >= goal);
        seen.push(...(await reading.stop()));
      }
      await writing;
      expect(seen.map((e) => (e.data as { n: number }).n)).toEqual(Array.from({ length: 120 }, (_, n) => n));
    });

    test('is taken up after the store was closed and opened', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [event(0), event(1), event(2)]);
      const first = listen(scene.store, scene.start, scene.ours());
      await first.until((seen) => seen.length >= 2);
      const middle = present((await first.stop())[1]).position;
      await scene.reopen();
      const second = listen(scene.store, middle, scene.ours());
      await second.until((seen) => seen.length === 1 && second.caughtUp());
      expect((await second.stop()).map((e) => e.revision)).toEqual([2n]);
    });

    test('a reader that is slow gets everything, and holds up neither writers nor other readers', async () => {
      const aborting = new AbortController();
      const slow = scene.store.subscribe(scene.start, scene.ours(), aborting.signal)[Symbol.asyncIterator]();
      const fast = listen(scene.store, scene.start, scene.ours());
      let revision: bigint | 'no-stream' = 'no-stream';
      for (let batch = 0; batch < 8; batch += 1) {
        const events = Array.from({ length: 200 }, (_, n) => event(batch * 200 + n));
        ({ revision } = await scene.store.append(scene.stream('a'), revision, events));
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
      await scene.store.append(scene.stream('a'), 'no-stream', [event(0), event(1)]);
      const messages: SubscriptionMessage[] = [];
      for await (const message of scene.store.subscribe(scene.start, scene.ours(), AbortSignal.abort()))
        messages.push(message);
      expect(messages).toEqual([]);

      const waiting = listen(scene.store, scene.start, scene.ours());
      await waiting.until((seen) => seen.length === 2 && waiting.caughtUp());
      expect(await waiting.stop()).toHaveLength(2);

      const aborting = new AbortController();
      let seen = 0;
      for await (const message of scene.store.subscribe(scene.start, scene.ours(), aborting.signal)) {
        if (message.kind === 'event') seen += 1;
        aborting.abort();
      }
      expect(seen).toBeLessThanOrEqual(1);
    });

    test('can be left by breaking out of the loop', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [event(0), event(1)]);
      for await (const message of scene.store.subscribe(scene.start, scene.ours(), new AbortController().signal)) {
        if (message.kind === 'event') break;
      }
      expect((await scene.store.append(scene.stream('a'), 1n, [event(2)])).revision).toBe(2n);
    });
  });
};

/** The revision before the one that the nth event gets when events go to seven streams in turn. */
const rev = (n: number): bigint => BigInt(Math.floor(n / 7) - 1);
