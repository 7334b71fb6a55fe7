import { mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock, EventStore, NewEvent, RecordedEvent } from '../../kernel/index.js';
import { openSqliteEventStore, verifyStore, type CopyTarget } from '../index.js';

/** The embedded store against somebody with a shell, and as the target of a copy. */
describe('the history in the embedded event store', () => {
  let directory: string;
  let file: string;
  const opened: (EventStore & CopyTarget)[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'event-store-'));
    file = join(directory, 'events.db');
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(directory, { recursive: true });
  });

  const open = async (
    options: { file?: string; mode?: 'read' | 'write'; clock?: Clock } = {},
  ): Promise<EventStore & CopyTarget> => {
    const store = await openSqliteEventStore({ file, ...options });
    opened.push(store);
    return store;
  };

  /** A store of a stream `a` with so many events, closed again. */
  const filled = async (count: number): Promise<void> => {
    const store = await open();
    for (let n = 0; n < count; n += 1) await store.append('a', n === 0 ? 'no-stream' : BigInt(n - 1), [event(n)]);
    await store.close();
  };

  /** Does to the file what somebody with a shell could do. */
  const tamper = (sql: string): void => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };

  const kinds = async (store: EventStore): Promise<readonly string[]> =>
    (await verifyStore(store)).findings.map(({ kind, position, stream: name }) => `${kind} ${position} ${name}`.trim());

  describe('what somebody did with a shell', () => {
    test.each([
      ['changed 3 a', `UPDATE events SET data = '{"n":99}' WHERE position = 3`],
      ['changed 3 a', `UPDATE events SET data = '{"n":' WHERE position = 3`],
      ['changed 3 a', `UPDATE events SET context = json_set(context, '$.actor.person', 'P0009') WHERE position = 3`],
      ['removed 3 a', 'DELETE FROM events WHERE position = 3'],
      ['truncated 3', 'DELETE FROM events WHERE position > 3'],
      [
        'inserted 6 a',
        `INSERT INTO events SELECT 6, stream, 5, randomblob(16), type, schema, occurred_at, recorded_at, data, context, prev_hash, hash FROM events WHERE position = 5`,
      ],
    ])('is found: %s after %s', async (finding, sql) => {
      await filled(5);
      tamper(sql);
      const reader = await open({ mode: 'read' });
      expect(await kinds(reader)).toEqual([finding]);
    });

    test('how far it has come is noted while it is written, not only at the end', async () => {
      const store = await open();
      for (let n = 0; n < 80; n += 1) await store.append('a', n === 0 ? 'no-stream' : BigInt(n - 1), [event(n)]);
      const database = new DatabaseSync(file, { readOnly: true });
      const noted = database.prepare('SELECT tail FROM store').get()?.['tail'];
      database.close();
      expect(noted).toBeGreaterThan(10);
      expect(noted).toBeLessThanOrEqual(80);
    });

    test('a tail that was cut off is not written over', async () => {
      await filled(5);
      tamper('DELETE FROM events WHERE position > 3');
      await expect(openSqliteEventStore({ file })).rejects.toMatchObject({ code: 'corrupt' });
    });

    test('several unreadable events are each named and the rest is verified', async () => {
      await filled(6);
      tamper(`UPDATE events SET data = 'x' WHERE position IN (1, 3, 4)`);
      const reader = await open({ mode: 'read' });
      const verified = await verifyStore(reader);
      expect(verified.findings.map((f) => `${f.kind} ${f.position}`)).toEqual(['changed 1', 'changed 3', 'changed 4']);
      expect(verified).toMatchObject({ events: 6, streams: 1 });
    });

    test('the view shows everything in plain text', async () => {
      const store = await open();
      await store.append('a', 'no-stream', [event(1)]);
      const [stored] = (await store.readAll(0n)).events;
      const database = new DatabaseSync(file, { readOnly: true });
      const row = database.prepare('SELECT * FROM history').get();
      database.close();
      expect(row).toMatchObject({
        ...{ position: 1, stream: 'a', revision: 0, id: stored?.id, type: 'contract.Happened', schema: 1 },
        ...{ occurred_at: '2019-08-01', recorded_at: stored?.recordedAt, data: '{"n":1}' },
        ...{ prev_hash: stored?.meta.prevHash, hash: stored?.meta.hash },
      });
    });
  });

  describe('as the target of a copy', () => {
    const source = async (): Promise<readonly RecordedEvent[]> => {
      const store = await open({
        file: join(directory, 'source.db'),
        clock: { now: () => '2019-08-01T09:00:00.000+08:00' },
      });
      await store.append('a', 'no-stream', [event(0), event(1)]);
      await store.append('b', 'no-stream', [event(2)]);
      await store.append('a', 1n, [event(3)]);
      return (await store.readAll(0n)).events;
    };

    test('it holds the same events, in pieces too, and goes on from there', async () => {
      const events = await source();
      const target = await open();
      expect(await target.appendCopied(events.slice(0, 1))).toBe(1n);
      expect(await target.appendCopied(events.slice(1))).toBe(4n);
      expect((await target.readAll(0n)).events).toEqual(events);
      await target.append('a', 2n, [event(4)]);
      expect(await kinds(target)).toEqual([]);
    });

    test('it gives positions of its own where the source has gaps', async () => {
      const events = (await source()).map((e) => ({ ...e, position: e.position * 1000n }));
      const target = await open();
      await target.appendCopied(events);
      expect((await target.readAll(0n)).events.map((e) => e.position)).toEqual([1n, 2n, 3n, 4n]);
    });

    test.each<[string, (events: readonly RecordedEvent[]) => readonly RecordedEvent[]]>([
      ['a changed event', ([one, ...rest]) => (one === undefined ? rest : [{ ...one, data: {} }, ...rest])],
      ['an event left out', ([one, _, ...rest]) => (one === undefined ? rest : [one, ...rest])],
      ['another order', (events) => [...events].reverse()],
      ['the same again', (events) => [...events, ...events]],
    ])('it refuses %s, and then holds nothing of it', async (_, spoil) => {
      const events = await source();
      const target = await open();
      await expect(target.appendCopied(spoil(events))).rejects.toMatchObject({ code: 'corrupt' });
      expect(await target.tail()).toBe(0n);
      await target.appendCopied(events);
      expect((await target.readAll(0n)).events).toEqual(events);
    });
  });
});

const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'contract.Happened',
  schema: 1,
  occurredAt: '2019-08-01',
  data: { n },
  meta: {
    commandId: randomUUID(),
    correlationId: 'c-1',
    causationId: 'c-1',
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
  },
});
