import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock, EventStore, NewEvent } from '../../kernel/index.js';
import { openSqliteEventStore, verifyStore, type CopyTarget } from '../index.js';

/** What is true of the embedded store beyond the contract that all adapters share: its file, its clock, its one writer. */
describe('the embedded event store', () => {
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

  test('positions are dense from 1, whatever fails in between', async () => {
    const store = await open();
    expect(await store.tail()).toBe(0n);
    expect(await store.readAll(0n)).toEqual({ events: [], position: 0n, end: true });
    await Promise.allSettled([
      store.append('a', 'no-stream', [event(0), event(1)]),
      store.append('a', 'no-stream', [event(2)]),
      store.append('b', 5n, [event(3)]),
      store.append('b', 'no-stream', [event(4)]),
    ]);
    const page = await store.readAll(0n);
    expect(page.events.map((e) => e.position)).toEqual([1n, 2n, 3n]);
    expect(page).toMatchObject({ position: 3n, end: true });
    expect(await store.tail()).toBe(3n);
  });

  test('an append that repeats ids of its stream is known whatever revision it expects', async () => {
    const store = await open();
    const [a, b, c] = [event(1), event(2), event(3)];
    const first = await store.append('a', 'no-stream', [a, b]);
    expect(await store.append('a', 1n, [a, b])).toEqual({ ...first, repeated: true });
    expect(await store.append('a', 77n, [b])).toEqual({ ...first, repeated: true });
    for (const overlapping of [
      [b, c],
      [c, a],
      [b, a],
    ]) {
      await expect(store.append('a', 1n, overlapping)).rejects.toMatchObject({ code: 'wrong-revision' });
    }
    expect(await store.tail()).toBe(2n);
  });

  test('ids that begin alike are still two ids', async () => {
    const store = await open();
    const [a, b] = ['1', '2'].map((end) => ({ ...event(1), id: `01234567-89ab-4cde-8f01-23456789ab0${end}` }));
    if (a === undefined || b === undefined) throw new Error('two events');
    await store.append('a', 'no-stream', [a]);
    expect(await store.append('a', 0n, [b])).toMatchObject({ revision: 1n, repeated: false });
    expect(await store.append('a', 0n, [b])).toMatchObject({ revision: 1n, repeated: true });
  });

  test('two calls with the same ids in one moment write once, and both are told', async () => {
    const store = await open();
    const events = [event(1), event(2)];
    const answers = await Promise.all([store.append('a', 'no-stream', events), store.append('a', 'no-stream', events)]);
    expect(answers.map((answer) => answer.repeated)).toEqual([false, true]);
    expect(answers.map((answer) => answer.position)).toEqual([2n, 2n]);
  });

  test('an append at which the whole transaction fails does not take the ones beside it along', async () => {
    await filled(1);
    tamper(
      `CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.data LIKE '%-13%' BEGIN SELECT RAISE(ABORT, 'no'); END`,
    );
    const store = await open();
    const outcomes = await Promise.allSettled(
      [1, -13, 2].map((n) => store.append(`s${n}`, 'no-stream', [event(0), event(n)])),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await store.readAll(1n)).events.map((e) => e.stream)).toEqual(['s1', 's1', 's2', 's2']);
    expect(await kinds(store)).toEqual([]);
  });

  test('what the caller does to its events after the call changes nothing', async () => {
    const store = await open();
    const data = { title: '校车安全' };
    const given = { ...event(1), data, meta: { ...event(1).meta } };
    const appending = store.append('a', 'no-stream', [given]);
    data.title = '改了';
    Object.assign(given.meta, { ruleSet: 'other', enteredAt: '2999-01-01T00:00:00.000+08:00' });
    await appending;
    const [stored] = (await store.readAll(0n)).events;
    expect(stored).toMatchObject({ data: { title: '校车安全' }, meta: { ruleSet: 'zibo-2019' } });
    expect(await kinds(store)).toEqual([]);
  });

  test('recordedAt comes from the clock handed in, one for all events of a call, and stays when the clock jumps back', async () => {
    const instants = ['09:00:00.000', '09:00:01.000', '08:00:00.000', '09:00:02.000'].map(
      (t) => `2019-08-01T${t}+08:00`,
    );
    let now = '2019-08-01T08:59:00.000+08:00';
    const clock = { now: () => now };
    let store = await open({ clock });
    for (const [n, instant] of instants.entries()) {
      now = instant;
      if (n === 2) {
        await store.close();
        store = await open({ clock });
      }
      await store.append(`s${n}`, 'no-stream', [event(1), event(2)]);
    }
    const recorded = (await store.readAll(0n)).events.map((e) => e.recordedAt.slice(11, 19));
    expect(recorded).toEqual([
      '09:00:00',
      '09:00:00',
      '09:00:01',
      '09:00:01',
      '09:00:01',
      '09:00:01',
      '09:00:02',
      '09:00:02',
    ]);
  });

  test('an entry time at the moment of recording is allowed, a millisecond later is not', async () => {
    const store = await open({ clock: { now: () => '2019-08-01T09:00:00.000+08:00' } });
    const entered = (enteredAt: string): NewEvent => ({ ...event(1), meta: { ...event(1).meta, enteredAt } });
    await store.append('a', 'no-stream', [entered('2019-08-01T09:00:00.000+08:00')]);
    await expect(store.append('b', 'no-stream', [entered('2019-08-01T09:00:00.001+08:00')])).rejects.toThrow('entered');
    expect(await store.tail()).toBe(1n);
  });

  test('an event that is recorded already, or happened at no known time, is a mistake of the caller', async () => {
    const store = await open();
    await store.append('a', 'no-stream', [event(1)]);
    const recorded = (await store.readAll(0n)).events;
    await expect(store.append('b', 'no-stream', recorded)).rejects.toThrow('recorded already');
    for (const occurredAt of ['', '2019-8-1', '2019-08-01T09:05:00Z', '2019-08-01T09:05:00.000+08:00 ']) {
      await expect(store.append('b', 'no-stream', [{ ...event(2), occurredAt }])).rejects.toThrow(
        'no day and no instant',
      );
    }
  });

  test('a rare filter is looked for in stretches: pages without events say how far they got', async () => {
    const store = await open();
    const batch = 1000;
    for (let n = 0; n < 25; n += 1) {
      const events = Array.from({ length: batch }, (_, m) => event(m));
      await store.append(`s${n}`, 'no-stream', events);
    }
    await store.append('rare', 'no-stream', [{ ...event(1), type: 'contract.Rare' }]);
    const first = await store.readAll(0n, { types: ['contract.Rare'] });
    expect(first).toEqual({ events: [], position: 20_000n, end: false });
    const second = await store.readAll(first.position, { types: ['contract.Rare'] });
    expect(second.events.map((e) => e.stream)).toEqual(['rare']);
    const said: string[] = [];
    for await (const message of store.subscribe(0n, { types: ['contract.Rare'] }, new AbortController().signal)) {
      said.push(message.kind);
      if (message.kind === 'caught-up') break;
    }
    expect(said).toEqual(['progress', 'event', 'caught-up']);
  });

  test('a page of large events is cut short, and nothing is left out', async () => {
    const store = await open();
    const text = 'x'.repeat(900_000);
    for (let n = 0; n < 20; n += 1) await store.append(`s${n}`, 'no-stream', [{ ...event(n), data: { n, text } }]);
    const seen: bigint[] = [];
    for (let position = 0n, end = false; !end;) {
      const page = await store.readAll(position);
      expect(page.events.length).toBeLessThan(12);
      seen.push(...page.events.map((e) => e.position));
      ({ position, end } = page);
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => BigInt(n + 1)));
  });

  test('closing ends what still follows it, as unavailable', async () => {
    const store = await open();
    const following = store.subscribe(0n, undefined, new AbortController().signal)[Symbol.asyncIterator]();
    expect(await following.next()).toMatchObject({ value: { kind: 'caught-up' } });
    const next = following.next();
    await store.close();
    await expect(next).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.readAll(0n)).rejects.toMatchObject({ code: 'unavailable' });
  });

  describe('its one writer', () => {
    test('a second one is refused and told the file and who holds it; after the first has closed it may', async () => {
      const first = await open();
      const refusal = await openSqliteEventStore({ file }).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'locked' });
      expect((refusal as Error).message).toContain(file);
      expect((refusal as Error).message).toContain(`进程 ${process.pid}`);
      await first.append('a', 'no-stream', [event(1)]);
      await first.close();
      const second = await open();
      expect((await second.append('a', 0n, [event(2)])).position).toBe(2n);
    });

    test('another path to the same file is the same file', async () => {
      await open();
      const link = join(directory, 'link.db');
      symlinkSync(file, link);
      await expect(openSqliteEventStore({ file: link })).rejects.toMatchObject({ code: 'locked' });
    });

    test('a shell that holds the file makes an append fail as locked, and lets it through afterwards', async () => {
      const store = await open();
      const shell = new DatabaseSync(file);
      shell.exec('BEGIN IMMEDIATE');
      await expect(store.append('a', 'no-stream', [event(1)])).rejects.toMatchObject({ code: 'locked' });
      shell.exec('ROLLBACK');
      shell.close();
      expect((await store.append('a', 'no-stream', [event(1)])).repeated).toBe(false);
    });
  });

  describe('opened for reading', () => {
    test('it works beside the writer, follows what that one appends, and cannot append', async () => {
      const writer = await open();
      await writer.append('a', 'no-stream', [event(0)]);
      const reader = await open({ mode: 'read' });
      await expect(reader.append('a', 0n, [event(1)])).rejects.toMatchObject({ code: 'read-only' });
      const seen: string[] = [];
      for await (const message of reader.subscribe(0n, undefined, new AbortController().signal)) {
        seen.push(message.kind);
        if (seen.length === 2) await writer.append('a', 0n, [event(1)]);
        if (seen.length === 4) break;
      }
      expect(seen).toEqual(['event', 'caught-up', 'event', 'caught-up']);
      expect(await reader.tail()).toBe(2n);
    });

    test('several readers and no writer', async () => {
      await filled(3);
      const readers = await Promise.all([open({ mode: 'read' }), open({ mode: 'read' })]);
      for (const reader of readers) expect((await reader.readAll(0n)).events).toHaveLength(3);
    });

    test('a file that is not there is unavailable, and is not made', async () => {
      await expect(openSqliteEventStore({ file, mode: 'read' })).rejects.toMatchObject({ code: 'unavailable' });
      expect(existsSync(file)).toBe(false);
    });

    test('it leaves the file as it is, to the byte', async () => {
      await filled(3);
      const before = readFileSync(file);
      const reader = await open({ mode: 'read' });
      await reader.readAll(0n);
      await reader.close();
      expect(readFileSync(file).equals(before)).toBe(true);
    });
  });

  describe('a file that is not ours to touch', () => {
    const refusedAs = async (code: string): Promise<void> => {
      const before = readFileSync(file);
      for (const mode of ['write', 'read'] as const) {
        const error = await openSqliteEventStore({ file, mode }).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ name: 'EventStoreError', code });
        expect((error as Error).message).toContain(file);
      }
      expect(readFileSync(file).equals(before)).toBe(true);
    };

    test('of a newer format is refused, not guessed', async () => {
      await filled(1);
      tamper('PRAGMA user_version = 2');
      await refusedAs('newer-format');
    });

    test('of no database at all is corrupt', async () => {
      writeFileSync(file, '编号,日期\n1,2019-08-01\n'.repeat(200));
      await refusedAs('corrupt');
    });

    test('of another program’s database is corrupt', async () => {
      tamper('CREATE TABLE people (name TEXT); PRAGMA user_version = 7');
      await refusedAs('corrupt');
    });

    test('with its second half cut off is found out while reading', async () => {
      const store = await open();
      await store.append(
        'a',
        'no-stream',
        Array.from({ length: 300 }, (_, n) => event(n)),
      );
      await store.close();
      truncateSync(file, 40_960);
      const outcome = await open({ mode: 'read' })
        .then((reader) => reader.readAll(0n))
        .catch((error: unknown) => error);
      expect(outcome).toMatchObject({ code: 'corrupt' });
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
