import { randomUUID } from 'node:crypto';
import { jsonEvent, EventStoreDBClient } from '@eventstore/db-client';
import type { RecordedEvent } from '../../kernel/index.js';
import { verifyHistory } from '../index.js';
import {
  collected,
  EventStoreDbDouble,
  newEvent,
  numbersOf,
  openStore,
  type AppendFault,
  type OpenStore,
} from '../../../test/eventstoredb-double/index.js';

/** Appends to a double that misbehaves. */
describe('append, when EventStoreDB', () => {
  let double: EventStoreDbDouble;
  let open: OpenStore;

  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    open = openStore(double.url);
  });
  afterEach(async () => {
    await open.store.close();
    await double.kill();
  });

  const numbers = async (stream: string): Promise<number[]> =>
    numbersOf(await collected(open.store.readStream(stream)));
  const refused = async (appending: Promise<unknown>, code: string): Promise<void> => {
    const error: unknown = await appending.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'EventStoreError', code });
    expect((error as Error).message).toMatch(/。.*请|请.*。/u);
  };

  test.each<AppendFault>([
    { kind: 'drop-after-commit' },
    { kind: 'drop-before-commit' },
    { kind: 'late', milliseconds: 500 },
    { kind: 'slow-commit', milliseconds: 500 },
    { kind: 'hang-after-commit' },
    { kind: 'hang-before-commit' },
    { kind: 'timeout-after-commit' },
  ])('leaves the outcome open ($kind), it is settled by reading, and the events are there once', async (fault) => {
    await open.store.append('case-1', 'no-stream', [newEvent(0)]);
    double.faults.nextAppends(fault);
    const appended = await open.store.append('case-1', 0n, [newEvent(1), newEvent(2)]);
    expect(appended).toMatchObject({ revision: 2n, repeated: false });
    const stored = await collected(open.store.readStream('case-1'));
    expect(numbersOf(stored)).toEqual([0, 1, 2]);
    expect(stored.at(-1)?.position).toBe(appended.position);
    expect(double.faults.done.get(fault.kind)).toBe(1);
    // What is found by reading is not sent again.
    const sentAgain = fault.kind.endsWith('before-commit') || fault.kind === 'slow-commit';
    expect(open.count('append-unsettled') > 0).toBe(sentAgain);
    expect((double.calls.get('append') ?? 0) > 2).toBe(sentAgain);
  });

  test('turns calls away at the door, they are tried again without asking after them', async () => {
    double.faults.nextAppends({ kind: 'refuse' }, { kind: 'refuse' }, { kind: 'refuse' });
    await open.store.append('case-1', 'no-stream', [newEvent(1)]);
    expect(open.count('retried')).toBe(3);
    expect(open.count('append-unsettled')).toBe(0);
  });

  test("breaks one append's connection, those beside it do not fail", async () => {
    for (let n = 0; n < 10; n += 1)
      double.faults.nextAppends({ kind: n % 3 === 0 ? 'drop-after-commit' : 'late', milliseconds: 20 });
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, n) => open.store.append(`case-${n}`, 'no-stream', [newEvent(n)])),
    );
    expect(all.every(({ revision, repeated }) => revision === 0n && !repeated)).toBe(true);
    for (let n = 0; n < 40; n += 1) expect(await numbers(`case-${n}`)).toEqual([n]);
  });

  test("breaks one store's connection, an append of another store in the same process goes on", async () => {
    const elsewhere = await EventStoreDbDouble.start();
    const other = openStore(elsewhere.url);
    await other.store.append('case-1', 'no-stream', [newEvent(0)]);
    elsewhere.faults.nextAppends({ kind: 'late', milliseconds: 150 });
    const beside = other.store.append('case-1', 0n, [newEvent(1)]);
    while (elsewhere.faults.done.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    double.faults.nextAppends({ kind: 'drop-before-commit' });
    await open.store.append('case-2', 'no-stream', [newEvent(2)]);
    expect(await beside).toMatchObject({ revision: 1n, repeated: false });
    expect(other.incidents).toEqual([]);
    await other.store.close();
    await elsewhere.kill();
  });

  test('answers slowly while the store is being closed, the answer is waited for', async () => {
    double.faults.nextAppends({ kind: 'late', milliseconds: 150 });
    const appending = open.store.append('case-1', 'no-stream', [newEvent(0)]);
    while (double.faults.done.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await open.store.close();
    expect(await appending).toMatchObject({ revision: 0n, repeated: false });
    await refused(open.store.append('case-1', 0n, [newEvent(1)]), 'unavailable');
  });

  test('does not answer while the store is being closed, the outcome is unknown', async () => {
    double.faults.nextAppends({ kind: 'hang-before-commit' });
    const appending = refused(open.store.append('case-1', 'no-stream', [newEvent(0)]), 'outcome-unknown');
    while (double.faults.done.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    double.hang();
    await open.store.close();
    await appending;
  });

  test('lost an append and others took its place meanwhile, it is a wrong revision', async () => {
    await open.store.append('case-1', 'no-stream', [newEvent(0)]);
    double.faults.nextAppends({ kind: 'hang-before-commit' });
    const lost = open.store.append('case-1', 0n, [newEvent(1)]);
    const other = openStore(double.url);
    while (double.faults.done.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.store.append('case-1', 0n, [newEvent(2)]);
    await refused(lost, 'wrong-revision');
    expect(await numbers('case-1')).toEqual([0, 2]);
    await other.store.close();
  });

  test('is not there, it is unavailable; when it is back the same store goes on', async () => {
    const away = openStore(double.url, { limits: { reachMs: 500 } });
    await double.kill();
    await refused(away.store.append('case-1', 'no-stream', [newEvent(1)]), 'unavailable');
    await refused(collected(away.store.readStream('case-1')), 'unavailable');
    await refused(away.store.tail(), 'unavailable');
    await double.start();
    expect((await away.store.append('case-1', 'no-stream', [newEvent(1)])).repeated).toBe(false);
    await away.store.close();
  });

  test('hangs for good after an append, its outcome is unknown, and the same append later is a repetition', async () => {
    const hung = openStore(double.url, { limits: { settleMs: 600, reachMs: 500 } });
    await collected(hung.store.readStream('case-1'));
    double.faults.nextAppends({ kind: 'hang-after-commit' });
    const events = [newEvent(1)];
    const appending = hung.store.append('case-1', 'no-stream', events);
    while (double.faults.done.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    double.hang();
    await refused(appending, 'outcome-unknown');
    await double.restart();
    const again = openStore(double.url);
    expect(await again.store.append('case-1', 'no-stream', events)).toMatchObject({ revision: 0n, repeated: true });
    await again.store.close();
    await hung.store.close();
  });

  test('breaks off, refuses or forgets reads, they are tried again and go on where they were', async () => {
    const events = Array.from({ length: 700 }, (_, n) => newEvent(n));
    await open.store.append('case-1', 'no-stream', events);
    const all = Array.from({ length: 700 }, (_, n) => n);
    for (const kind of ['drop', 'hang', 'refuse'] as const) {
      double.faults.nextReads({ kind }, { kind });
      expect(await numbers('case-1')).toEqual(all);
      double.faults.nextReads({ kind });
      expect(numbersOf((await open.store.readAll(0n)).events)).toEqual(all);
      double.faults.nextReads({ kind });
      expect(await open.store.tail()).toBeGreaterThan(0n);
    }
    expect(open.count('retried')).toBeGreaterThanOrEqual(12);
    const reading = open.store.readStream('case-1')[Symbol.asyncIterator]();
    const seen = [await reading.next(), await reading.next()];
    double.dropAll();
    for (let next = await reading.next(); next.done !== true; next = await reading.next()) seen.push(next);
    expect(numbersOf(seen.map(({ value }) => value as RecordedEvent))).toEqual(all);
  });

  test('denies access, it is told at once', async () => {
    double.faults.nextAppends({ kind: 'access-denied' });
    await refused(open.store.append('case-1', 'no-stream', [newEvent(1)]), 'access-denied');
    double.faults.nextReads({ kind: 'access-denied' });
    await refused(collected(open.store.readStream('case-1')), 'access-denied');
    expect(open.incidents).toEqual([]);
  });

  test('has deleted the stream, softly or for ever, it is neither read nor written', async () => {
    const admin = EventStoreDBClient.connectionString(double.url);
    for (const stream of ['case-1', 'case-2']) await open.store.append(stream, 'no-stream', [newEvent(0), newEvent(1)]);
    await admin.deleteStream('case-1');
    await admin.tombstoneStream('case-2');
    for (const stream of ['case-1', 'case-2']) {
      await refused(collected(open.store.readStream(stream)), 'stream-deleted');
      await refused(open.store.append(stream, 'no-stream', [newEvent(2)]), 'stream-deleted');
      await refused(open.store.append(stream, 1n, [newEvent(2)]), 'stream-deleted');
    }
    await admin.dispose();
  });

  test('holds an event of others in one of our streams, that stream is corrupt', async () => {
    await open.store.append('case-1', 'no-stream', [newEvent(0)]);
    const other = EventStoreDBClient.connectionString(double.url);
    await other.appendToStream('case-1', jsonEvent({ type: 'slipped.In', data: {} }));
    await refused(collected(open.store.readStream('case-1')), 'corrupt');
    await refused(open.store.append('case-1', 1n, [newEvent(2)]), 'corrupt');
    await other.dispose();
  });

  test('answers two processes that wrote the same ids at once alike, the chain hangs on what is stored', async () => {
    const other = openStore(double.url);
    await open.store.append('case-1', 'no-stream', [newEvent(0)]);
    for (const { store } of [open, other]) await collected(store.readStream('case-1'));
    const id = randomUUID();
    await Promise.all(
      [open, other].map(({ store }, n) => store.append('case-1', 0n, [newEvent(10 + n, 'double.Happened', id)])),
    );
    await open.store.append('case-1', 1n, [newEvent(2)]);
    await other.store.append('case-1', 2n, [newEvent(3)]);
    const stored = await collected(open.store.readStream('case-1'));
    expect(stored).toHaveLength(4);
    expect((await verifyHistory(stored, { dense: false })).findings).toEqual([]);
    await other.store.close();
  });

  test('is given many appends at once, no more than the bound are under way', async () => {
    const narrow = openStore(double.url, { limits: { appendsInFlight: 4, appendMs: 5_000 } });
    for (let n = 0; n < 12; n += 1) double.faults.nextAppends({ kind: 'late', milliseconds: 30 });
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => narrow.store.append(`case-${n}`, 'no-stream', [newEvent(n)])),
    );
    expect(double.calls.get('appends at once')).toBe(4);
    expect(double.calls.get('append')).toBe(12);
    expect(double.calls.get('batchAppend')).toBeUndefined();
    await narrow.store.close();
  });
});
