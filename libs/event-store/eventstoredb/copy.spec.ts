import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '../../kernel/index.js';
import { openSqliteEventStore, verifyHistory } from '../index.js';
import {
  collected,
  EventStoreDbDouble,
  newEvent,
  openStore,
  type OpenStore,
} from '../../../test/eventstoredb-double/index.js';

describe('a history copied from the embedded store', () => {
  const directory = mkdtempSync(join(tmpdir(), 'copy-'));
  let source: readonly RecordedEvent[];
  let double: EventStoreDbDouble;
  let target: OpenStore;

  beforeAll(async () => {
    const embedded = await openSqliteEventStore({ file: join(directory, 'events.db') });
    for (let n = 0; n < 30; n += 1) {
      const stream = `case-${n % 4}`;
      const last = (await collected(embedded.readStream(stream))).at(-1);
      await embedded.append(stream, last?.revision ?? 'no-stream', [newEvent(n), newEvent(n + 100)]);
    }
    source = (await embedded.readAll(0n)).events;
    await embedded.close();
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    target = openStore(double.url);
  });
  afterEach(async () => {
    await target.store.close();
    await double.kill();
  });

  const history = async (): Promise<readonly RecordedEvent[]> => (await target.store.readAll(0n)).events;
  const withoutPosition = (events: readonly RecordedEvent[]): unknown =>
    events.map(({ position: _, ...event }) => event);

  test('is the same but for the positions: order, ids, instants, hashes; and new events hang on it', async () => {
    const tail = await target.store.appendCopied(source);
    expect(tail).toBe(await target.store.tail());
    expect(withoutPosition(await history())).toEqual(withoutPosition(source));
    await target.store.append('case-0', 15n, [newEvent(500)]);
    const verified = await verifyHistory(await history(), { dense: false });
    expect(verified).toMatchObject({ events: 61, findings: [] });
  });

  test('goes on where it was stopped: what is there is left, a batch may come twice', async () => {
    await target.store.appendCopied(source.slice(0, 17));
    await target.store.appendCopied(source.slice(0, 17));
    await target.store.appendCopied(source.slice(10, 40));
    double.faults.nextAppends({ kind: 'drop-after-commit' }, { kind: 'hang-after-commit' });
    await target.store.appendCopied(source.slice(40));
    expect(withoutPosition(await history())).toEqual(withoutPosition(source));
  });

  test.each<[string, (events: RecordedEvent[]) => readonly RecordedEvent[]]>([
    ['an event was changed', (events) => events.with(5, { ...at(events, 5), data: { n: 999 } })],
    ['an event is missing', (events) => events.toSpliced(2, 1)],
    ['two are in another order', (events) => events.with(3, at(events, 4)).with(4, at(events, 3))],
    ['the target holds something else there', (events) => events.slice(20)],
  ])('is refused where %s', async (_, spoil) => {
    await expect(target.store.appendCopied(spoil([...source]))).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('is refused where the target has gone another way', async () => {
    await target.store.append('case-0', 'no-stream', [newEvent(0)]);
    await expect(target.store.appendCopied(source)).rejects.toMatchObject({ code: 'corrupt' });
  });
});

const at = (events: readonly RecordedEvent[], index: number): RecordedEvent => {
  const event = events[index];
  if (event === undefined) throw new Error(`no event ${index}`);
  return event;
};
