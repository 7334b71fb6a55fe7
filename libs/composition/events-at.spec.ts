import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { openSqliteEventStore } from '../event-store/index.js';
import type { EventStore, NewEvent } from '../kernel/index.js';
import { eventsAt } from './events-at.js';

const newEvent = (n: number): NewEvent => {
  const id = randomUUID();
  return {
    id,
    type: 'deputies.ContactRecorded',
    schema: 1,
    occurredAt: '2019-08-01',
    data: { n },
    meta: {
      commandId: id,
      correlationId: id,
      causationId: id,
      actor: { person: 'P0001', post: '主任', office: 'LD01' },
      ruleSet: 'zibo-2019',
    },
  };
};

describe('events at their places', () => {
  let folder: string;
  let store: EventStore;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'five-ones-'));
    store = await openSqliteEventStore({ file: join(folder, 'events.db') });
    const long = Array.from({ length: 400 }, (_, n) => newEvent(n));
    await store.append('long', 'no-stream', long);
    await store.append('short', 'no-stream', [newEvent(1000), newEvent(1001)]);
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('come in the order asked for, near and far ones, of several streams', async () => {
    const wanted = [
      ['long', 399n],
      ['short', 1n],
      ['long', 0n],
      ['long', 101n],
      ['long', 100n],
      ['short', 0n],
      ['long', 399n],
    ] as const;
    const events = await eventsAt(
      store,
      wanted.map(([stream, revision]) => ({ stream, revision })),
    );
    expect(events.map(({ stream, revision }) => [stream, revision])).toEqual(wanted);
    expect(events.map(({ data }) => (data as { n: number }).n)).toEqual([399, 1001, 0, 101, 100, 1000, 399]);
  });

  it('are none for none', async () => {
    expect(await eventsAt(store, [])).toEqual([]);
  });

  it.each([
    ['short', 2n],
    ['nowhere', 0n],
  ])('are missed with a clear word: %s, %s', async (stream, revision) => {
    await expect(
      eventsAt(store, [
        { stream: 'short', revision: 0n },
        { stream, revision },
      ]),
    ).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining(`事件流 ${stream} 里没有第 ${revision} 号事件`) as unknown,
    });
  });
});
