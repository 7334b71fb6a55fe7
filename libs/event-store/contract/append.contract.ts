import type { Json, NewEvent } from '../../kernel/index.js';
import { entered, event, payload, readStream, refusal } from './fixtures.js';
import type { Scene } from './scene.js';

/** Appending, and appending the same again. */
export const appendContract = (scene: Scene): void => {
  describe('append', () => {
    test('the first append expects no stream and answers with revision and position', async () => {
      const appended = await scene.store.append(scene.stream('a'), 'no-stream', [event(1)]);
      expect(appended.revision).toBe(0n);
      expect(appended.position).toBeGreaterThan(scene.start);
      expect(appended.repeated).toBe(false);
      expect(await scene.store.tail()).toBeGreaterThanOrEqual(appended.position);
    });

    test('the next one expects the revision that the one before answered', async () => {
      const first = await scene.store.append(scene.stream('a'), 'no-stream', [event(1), event(2)]);
      const second = await scene.store.append(scene.stream('a'), first.revision, [event(3)]);
      expect(first.revision).toBe(1n);
      expect(second.revision).toBe(2n);
      expect(second.position).toBeGreaterThan(first.position);
      expect((await readStream(scene.store, scene.stream('a'))).map((e) => e.revision)).toEqual([0n, 1n, 2n]);
    });

    test('any other expectation is a wrong revision, says what was found, and writes nothing', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [event(1), event(2)]);
      for (const expected of ['no-stream', 0n, 2n] as const) {
        const error = await refusal(scene.store.append(scene.stream('a'), expected, [event(3)]), 'wrong-revision');
        expect(error.details).toMatchObject({ stream: scene.stream('a'), expected: String(expected), actual: '1' });
      }
      const missing = await refusal(scene.store.append(scene.stream('b'), 0n, [event(3)]), 'wrong-revision');
      expect(missing.details).toMatchObject({ stream: scene.stream('b'), expected: '0', actual: 'no-stream' });
      expect(await readStream(scene.store, scene.stream('a'))).toHaveLength(2);
      expect(await readStream(scene.store, scene.stream('b'))).toEqual([]);
    });

    test('of twenty writers with one expectation one wins and nineteen learn that they did not', async () => {
      const { revision } = await scene.store.append(scene.stream('a'), 'no-stream', [event(0)]);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => scene.store.append(scene.stream('a'), revision, [event(n), event(n)])),
      );
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'wrong-revision' });
      }
      const stored = await readStream(scene.store, scene.stream('a'));
      expect(stored).toHaveLength(3);
      const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
      expect(stored.slice(1).map((e) => e.data)).toEqual([payload(winner), payload(winner)]);
    });

    test('many writers to streams of their own do not disturb each other', async () => {
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          scene.store.append(scene.stream(`w${n}`), 'no-stream', [event(n), event(n)]),
        ),
      );
      expect(answers.every((answer) => answer.revision === 1n && !answer.repeated)).toBe(true);
      expect(new Set(answers.map((answer) => answer.position)).size).toBe(60);
      for (const [n, answer] of answers.entries()) {
        const stored = await readStream(scene.store, scene.stream(`w${n}`));
        expect(stored.map((e) => e.data)).toEqual([payload(n), payload(n)]);
        expect(stored.at(-1)?.position).toBe(answer.position);
      }
    });

    test('one that fails does not take the ones beside it along', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [event(0)]);
      const outcomes = await Promise.allSettled([
        scene.store.append(scene.stream('b'), 'no-stream', [event(1)]),
        scene.store.append(scene.stream('a'), 'no-stream', [event(2)]),
        scene.store.append(scene.stream('c'), 'no-stream', [event(3)]),
        scene.store.append(scene.stream('a'), 0n, [event(4)]),
      ]);
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect((await readStream(scene.store, scene.stream('a'))).map((e) => e.data)).toEqual([payload(0), payload(4)]);
    });

    test('several events are written all or none', async () => {
      await scene.store.append(scene.stream('a'), 'no-stream', [event(1), event(2), event(3)]);
      await refusal(scene.store.append(scene.stream('a'), 0n, [event(4), event(5)]), 'wrong-revision');
      expect((await readStream(scene.store, scene.stream('a'))).map((e) => e.data)).toEqual([
        payload(1),
        payload(2),
        payload(3),
      ]);
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
      await expect(scene.store.append(scene.stream('a'), 'no-stream', make(event(1)))).rejects.toMatchObject({
        name: 'TypeError',
      });
      expect(await readStream(scene.store, scene.stream('a'))).toEqual([]);
    });

    test('an append of nearly a megabyte fits; more is too large, in one event or in several, and writes nothing', async () => {
      const text = (bytes: number): Json => ({ text: 'x'.repeat(bytes) });
      const big = { ...event(1), data: text(900_000) };
      await scene.store.append(scene.stream('a'), 'no-stream', [big]);
      expect((await readStream(scene.store, scene.stream('a')))[0]?.data).toEqual(big.data);

      await refusal(
        scene.store.append(scene.stream('b'), 'no-stream', [{ ...event(1), data: text(1_100_000) }]),
        'too-large',
      );
      const several = Array.from({ length: 11 }, (_, n) => ({ ...event(n), data: text(100_000) }));
      await refusal(scene.store.append(scene.stream('b'), 'no-stream', several), 'too-large');
      // Three bytes a character: it is bytes that are counted.
      const chinese = { ...event(1), data: { text: '督'.repeat(400_000) } };
      await refusal(scene.store.append(scene.stream('b'), 'no-stream', [chinese]), 'too-large');
      expect(await readStream(scene.store, scene.stream('b'))).toEqual([]);
    });

    test('after close an append is refused as unavailable', async () => {
      await scene.store.close();
      await refusal(scene.store.append(scene.stream('a'), 'no-stream', [event(1)]), 'unavailable');
    });
  });

  describe('the same append again', () => {
    test('writes nothing and gets the original answer', async () => {
      const events = [event(1), event(2)];
      const first = await scene.store.append(scene.stream('a'), 'no-stream', events);
      expect(await scene.store.append(scene.stream('a'), 'no-stream', events)).toEqual({ ...first, repeated: true });
      expect(await readStream(scene.store, scene.stream('a'))).toHaveLength(2);
    });

    test('so it does when others have appended since', async () => {
      const [a, b, c] = [event(1), event(2), event(3)];
      const first = await scene.store.append(scene.stream('a'), 'no-stream', [a]);
      const second = await scene.store.append(scene.stream('a'), 0n, [b]);
      await scene.store.append(scene.stream('a'), 1n, [c]);
      expect(await scene.store.append(scene.stream('a'), 'no-stream', [a])).toEqual({ ...first, repeated: true });
      expect(await scene.store.append(scene.stream('a'), 0n, [b])).toEqual({ ...second, repeated: true });
      expect(await readStream(scene.store, scene.stream('a'))).toHaveLength(3);
    });

    test('so it does after the store was closed and opened', async () => {
      const events = [event(1), event(2)];
      const first = await scene.store.append(scene.stream('a'), 'no-stream', events);
      await scene.reopen();
      expect(await scene.store.append(scene.stream('a'), 'no-stream', events)).toEqual({ ...first, repeated: true });
      expect(await readStream(scene.store, scene.stream('a'))).toHaveLength(2);
    });

    test('goes by the ids: what is stored is not compared and not changed', async () => {
      const original = event(1);
      const first = await scene.store.append(scene.stream('a'), 'no-stream', [original]);
      const other = { ...original, data: payload(99) };
      expect(await scene.store.append(scene.stream('a'), 'no-stream', [other])).toEqual({ ...first, repeated: true });
      expect((await readStream(scene.store, scene.stream('a'))).map((e) => e.data)).toEqual([payload(1)]);
    });

    test('in another stream it is another append', async () => {
      const events = [event(1)];
      await scene.store.append(scene.stream('a'), 'no-stream', events);
      expect((await scene.store.append(scene.stream('b'), 'no-stream', events)).repeated).toBe(false);
    });

    test('in part, or in another order, it is a wrong revision', async () => {
      const [a, b, c] = [event(1), event(2), event(3)];
      await scene.store.append(scene.stream('a'), 'no-stream', [a, b]);
      for (const overlapping of [
        [a, c],
        [a, b, c],
        [b, a],
        [c, b],
      ]) {
        await refusal(scene.store.append(scene.stream('a'), 'no-stream', overlapping), 'wrong-revision');
      }
      expect(await readStream(scene.store, scene.stream('a'))).toHaveLength(2);
    });
  });
};
