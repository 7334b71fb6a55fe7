import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  streamNameFilter,
  type AllStreamSubscription,
  type AppendExpectedRevision,
  type ReadAllOptions,
  type ReadStreamOptions,
} from '@eventstore/db-client';
import { EventStoreDbDouble, failures } from './index.js';

const collected = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

/** That the double shows what was observed of real nodes, through the client itself and not through our adapter. */
describe('the test double of EventStoreDB, seen through its client,', () => {
  let double: EventStoreDbDouble;
  let client: EventStoreDBClient;

  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    client = EventStoreDBClient.connectionString(double.url);
  });
  afterEach(async () => {
    await client.dispose();
    await double.kill();
  });

  const append = (
    stream: string,
    expectedRevision: AppendExpectedRevision,
    ids: readonly string[],
    n = 0,
    deadline = 3_000,
  ) =>
    client.appendToStream(
      stream,
      ids.map((id) => jsonEvent({ id, type: 'T', data: { n } })),
      { expectedRevision, deadline },
    );
  const readStream = (stream: string, options: ReadStreamOptions = {}) => collected(client.readStream(stream, options));
  const readAll = (options: ReadAllOptions = {}) => collected(client.readAll(options));

  describe('append:', () => {
    test('answers with the next revision and a position whose two halves are the same; every event has its own', async () => {
      const { success, nextExpectedRevision, position } = await append('a-1', 'no_stream', [
        randomUUID(),
        randomUUID(),
      ]);
      expect({ success, nextExpectedRevision }).toEqual({ success: true, nextExpectedRevision: 1n });
      expect(position?.commit).toBe(position?.prepare);
      const positions = (await readAll()).map(({ event }) => event?.position?.commit ?? 0n);
      expect(positions.every((p, n) => n === 0 || p > (positions[n - 1] ?? p))).toBe(true);
    });

    test('a wrong revision is typed, with an empty message', async () => {
      await append('a-1', 'no_stream', [randomUUID()]);
      const wrong = { type: 'wrong-expected-version', message: '', expectedVersion: 7n, actualVersion: 0n };
      await expect(append('a-1', 7n, [randomUUID()])).rejects.toMatchObject(wrong);
      await expect(append('b-1', 3n, [randomUUID()])).rejects.toMatchObject({ actualVersion: 'no_stream' });
    });

    test('the same ids at the same exact revision are answered like the first time, whatever they hold, after a restart too', async () => {
      const ids = [randomUUID(), randomUUID()];
      const first = await append('a-1', 'no_stream', ids, 1);
      await append('a-1', 1n, [randomUUID()]);
      await double.restart();
      await expect(append('a-1', 'no_stream', ids, 2)).rejects.toBeDefined();
      expect(await append('a-1', 'no_stream', ids, 2)).toEqual(first);
      expect((await readStream('a-1')).map(({ event }) => event?.data)).toEqual([{ n: 1 }, { n: 1 }, { n: 0 }]);
    });

    test('at another revision that fits they are written again; in part they are a wrong revision', async () => {
      const ids = [randomUUID(), randomUUID()];
      await append('a-1', 'no_stream', ids);
      expect((await append('a-1', 1n, ids)).nextExpectedRevision).toBe(3n);
      const partly = [...ids.slice(0, 1), randomUUID()];
      await expect(append('a-1', 'no_stream', partly)).rejects.toMatchObject({ type: 'wrong-expected-version' });
    });

    test('with `any` ids are remembered until a restart', async () => {
      const ids = [randomUUID()];
      await append('a-1', 'any', ids);
      expect((await append('a-1', 'any', ids)).nextExpectedRevision).toBe(0n);
      await double.restart();
      await append('a-1', 'any', ids).catch(() => append('a-1', 'any', ids));
      expect(await readStream('a-1')).toHaveLength(2);
    });

    test('an id in flight already is dropped without a word, until the deadline', async () => {
      await append('b-1', 'no_stream', [randomUUID()]);
      double.faults.nextAppends({ kind: 'slow-commit', milliseconds: 400 });
      const ids = [randomUUID()];
      const first = append('a-1', 'no_stream', ids);
      await expect(append('a-1', 'no_stream', ids, 0, 200)).rejects.toMatchObject({ type: 'deadline-exceeded' });
      expect((await first).nextExpectedRevision).toBe(0n);
      expect(await readStream('a-1')).toHaveLength(1);
    });

    test('of twenty with one expectation one wins', async () => {
      const all = await Promise.allSettled(
        Array.from({ length: 20 }, () => append('a-1', 'no_stream', [randomUUID()])),
      );
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    test('none creates no stream; too much, no UUID and no type are refused', async () => {
      await append('a-1', 'no_stream', []).catch(() => undefined);
      await expect(readStream('a-1')).rejects.toMatchObject({ type: 'stream-not-found' });
      const big = jsonEvent({ type: 'T', data: { text: 'x'.repeat(1_048_577) } });
      await expect(client.appendToStream('a-1', big)).rejects.toMatchObject({
        type: 'maximum-append-size-exceeded',
        maxAppendSize: 1_048_576,
      });
      await expect(append('a-1', 'no_stream', ['x'])).rejects.toMatchObject({
        type: 'unknown',
        message: 'Could not recognize BadRequest',
      });
      await expect(client.appendToStream('a-1', jsonEvent({ type: '', data: {} }))).rejects.toMatchObject({
        type: 'unknown',
      });
    });

    test("an error of one append's transport rejects every append under way of the process", async () => {
      await append('a-1', 'no_stream', [randomUUID()]);
      double.faults.nextAppends({ kind: 'hang-after-commit' }, { kind: 'drop-after-commit' });
      const [waiting, dropped] = await Promise.allSettled([
        append('c-1', 'no_stream', [randomUUID()]),
        append('d-1', 'no_stream', [randomUUID()]),
      ]);
      expect([waiting.status, dropped.status]).toEqual(['rejected', 'rejected']);
      expect(await readStream('c-1').catch(() => readStream('c-1'))).toHaveLength(1);
    });
  });

  describe('read:', () => {
    test('missing, past the end, backwards from the end, and what must not be asked', async () => {
      await append('a-1', 'no_stream', [randomUUID(), randomUUID()]);
      await expect(readStream('b-1')).rejects.toMatchObject({ type: 'stream-not-found' });
      expect(await readStream('a-1', { fromRevision: 2n })).toEqual([]);
      const back = await readStream('a-1', { fromRevision: END, direction: BACKWARDS });
      expect(back.map(({ event }) => event?.revision)).toEqual([1n, 0n]);
      await expect(readStream('a-1', { maxCount: 0 })).rejects.toMatchObject({ type: 'unknown' });
      await expect(readStream('a-1', { fromRevision: END })).rejects.toMatchObject({ type: 'unknown' });
    });

    test('all is inclusive forwards and exclusive backwards, wants an event at the position, and brings the system along', async () => {
      for (let n = 0; n < 12; n += 1) await append(`a-${n}`, 'no_stream', [randomUUID()]);
      const all = await readAll();
      expect(all.some(({ event }) => event?.streamId.startsWith('$'))).toBe(true);
      const at = all[3]?.event?.position ?? { commit: 0n, prepare: 0n };
      expect((await readAll({ fromPosition: at, maxCount: 1 }))[0]).toEqual(all[3]);
      expect((await readAll({ fromPosition: at, maxCount: 1, direction: BACKWARDS }))[0]).toEqual(all[2]);
      const between = { commit: at.commit + 1n, prepare: at.commit + 1n };
      await expect(readAll({ fromPosition: between })).rejects.toMatchObject({ type: 'unknown' });
    });

    test('after a soft delete the stream is missing and goes on at its old revision; a tombstone is final', async () => {
      await append('a-1', 'no_stream', [randomUUID(), randomUUID()]);
      await client.deleteStream('a-1');
      await expect(readStream('a-1')).rejects.toMatchObject({ type: 'stream-not-found' });
      expect((await append('a-1', 'no_stream', [randomUUID()])).nextExpectedRevision).toBe(2n);
      expect((await readStream('a-1')).map(({ event }) => event?.revision)).toEqual([2n]);
      await client.tombstoneStream('a-1');
      await expect(readStream('a-1')).rejects.toMatchObject({ type: 'stream-deleted' });
      await expect(append('a-1', 2n, [randomUUID()])).rejects.toMatchObject({ type: 'stream-deleted' });
      expect((await readAll()).at(-1)?.event?.revision).toBe(9_223_372_036_854_775_807n);
    });
  });

  describe('subscriptions to all:', () => {
    const heard: string[] = [];
    let subscription: AllStreamSubscription;

    const subscribe = (prefix: string): void => {
      heard.length = 0;
      const filter = streamNameFilter({
        prefixes: [prefix],
        checkpointInterval: 1,
        checkpointReached: async () => void heard.push('checkpoint'),
      });
      subscription = client.subscribeToAll({ filter });
      subscription.on('confirmation', () => heard.push('confirmation'));
      subscription.on('caughtUp', () => heard.push('caught-up'));
      subscription.on('data', ({ event }) => heard.push(event?.streamId ?? ''));
      subscription.on('error', (error: Error & { readonly type?: string; readonly code?: number }) => {
        heard.push(`error ${error.type} ${error.code}`);
      });
      subscription.on('end', () => heard.push('end'));
    };
    const until = async (condition: () => boolean): Promise<void> => {
      while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
    };

    test('confirmation, events with checkpoints while catching up, then live; the server filters', async () => {
      for (let n = 0; n < 70; n += 1) await append(n % 35 === 0 ? `a-${n}` : `b-${n}`, 'no_stream', [randomUUID()]);
      subscribe('a-');
      await until(() => heard.includes('caught-up'));
      expect(heard[0]).toBe('confirmation');
      expect(heard.filter((word) => word.includes('-') && word !== 'caught-up')).toEqual(['a-0', 'a-35']);
      expect(heard.filter((word) => word === 'checkpoint')).toHaveLength(2);
      await append('b-x', 'no_stream', [randomUUID()]);
      await append('a-x', 'no_stream', [randomUUID()]);
      await until(() => heard.at(-1) === 'a-x');
      await subscription.unsubscribe();
    });

    test('one that is dropped emits an error alone, and stays dropped', async () => {
      subscribe('a-');
      await until(() => heard.includes('caught-up'));
      double.failSubscriptions();
      await until(() => heard.length === 3);
      await append('a-1', 'no_stream', [randomUUID()]);
      expect(heard).toEqual(['confirmation', 'caught-up', 'error timeout 10']);
    });

    test('a graceful stop ends them with an error of code 13, a silent one delivers nothing more', async () => {
      subscribe('a-');
      await until(() => heard.includes('caught-up'));
      expect(double.silenceSubscriptions()).toBe(1);
      await append('a-1', 'no_stream', [randomUUID()]);
      double.failSubscriptions(failures.stopping());
      await until(() => heard.length === 3);
      expect(heard).toEqual(['confirmation', 'caught-up', 'error unknown 13']);
    });
  });

  test('with no server the first call gives a raw error of code 14, later ones a typed one; the same client comes back', async () => {
    await double.kill();
    const first = await append('a-1', 'no_stream', [randomUUID()]).catch((error: unknown) => error);
    expect(first).toMatchObject({ code: 14 });
    expect(first).not.toHaveProperty('type');
    await expect(readStream('a-1')).rejects.toMatchObject({ type: 'unavailable' });
    await double.start();
    expect((await append('a-1', 'no_stream', [randomUUID()])).success).toBe(true);
  });
});
