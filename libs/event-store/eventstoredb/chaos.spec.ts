import { verifyHistory } from '../index.js';
import type { EventStore, ExpectedRevision, RecordedEvent } from '../../kernel/index.js';
import {
  collected,
  EventStoreDbDouble,
  Listener,
  newEvent,
  openStore,
  QUICK,
  type AppendFault,
} from '../../../test/eventstoredb-double/index.js';

/**
 * Two processes' worth of stores write while the double does everything it can do wrong, in an order that comes from a seed. Then:
 * every acknowledged event is there, none twice, the chains hold, and a subscription that ran all the while saw exactly the history.
 * `FAULT_SEEDS=1,2,3` chooses the seeds; the third of the default is new each time, and printed.
 */
const SEEDS = process.env['FAULT_SEEDS']?.split(',').map(Number) ?? [1, 20190801, Date.now() % 1_000_000_007];
const APPENDS = 120;
const STREAMS = 10;

describe('EventStoreDB at its worst', () => {
  test.each(SEEDS)('loses nothing that was acknowledged and repeats nothing (seed %i)', async (seed) => {
    const random = generator(seed);
    const double = await EventStoreDbDouble.start();
    const stores = [openStore(double.url, { limits: PATIENT }), openStore(double.url, { limits: PATIENT })];
    const reader = openStore(double.url, { limits: PATIENT });
    const listener = new Listener(reader.store);
    const acknowledged = new Map<string, bigint>();
    let unknown = 0;

    const writing = async (worker: number): Promise<void> => {
      const { store } = stores[worker % 2] ?? reader;
      for (let n = worker; n < APPENDS; n += 4) {
        const stream = `case-${Math.floor(random() * STREAMS)}`;
        const events = Array.from({ length: 1 + Math.floor(random() * 3) }, () => newEvent(n));
        for (let done = false; !done;) {
          try {
            const last = (await collected(store.readStream(stream))).at(-1);
            const expected: ExpectedRevision = last?.revision ?? 'no-stream';
            const { revision } = await store.append(stream, expected, events);
            events.forEach(({ id }, index) => acknowledged.set(id, revision - BigInt(events.length - 1 - index)));
            done = true;
          } catch (error) {
            const { code } = error as { readonly code?: string };
            if (code === 'outcome-unknown') unknown += 1;
            else if (code !== 'wrong-revision' && code !== 'unavailable') throw error;
            // As the code above the port does: look whether the history holds these already, before deciding anew.
            done = await settledAbove(
              store,
              stream,
              events.map(({ id }) => id),
              acknowledged,
            );
          }
        }
      }
    };

    let over = false;
    const mischief = async (): Promise<void> => {
      while (!over) {
        await new Promise((resolve) => setTimeout(resolve, 5 + random() * 30));
        await misbehave(double, random);
      }
      double.faults.clear();
      if (!double.running) await double.start();
    };
    const wreaking = mischief();
    await Promise.all([0, 1, 2, 3].map(writing));
    over = true;
    await wreaking;

    const { store } = reader;
    const history = (await collected(pages(store))).flat();
    await listener.until(() => listener.events.length >= history.length && listener.caughtUp);
    expect(listener.events).toEqual(history);
    expect(new Set(history.map(({ id }) => id)).size).toBe(history.length);
    const revisions = new Map(history.map(({ id, revision }) => [id, revision]));
    for (const [id, revision] of acknowledged) expect(revisions.get(id)).toBe(revision);
    expect((await verifyHistory(history, { dense: false })).findings).toEqual([]);
    const faults = [...double.faults.done].map(([kind, count]) => `${count} ${kind}`).join(', ');
    process.stdout.write(
      `EventStoreDB double, seed ${seed}: ${acknowledged.size} events acknowledged, ${history.length} stored, ${unknown} outcomes unknown, ` +
        `${reader.count('subscription-dropped')} subscriptions dropped, ${reader.count('subscription-silent')} silent; ${faults}\n`,
    );
    await listener.stop();
    for (const each of [...stores, reader]) await each.store.close();
    await double.kill();
  });
});

const PATIENT = { ...QUICK, appendMs: 100, readIdleMs: 150 };

const KINDS: readonly AppendFault[] = [
  { kind: 'drop-after-commit' },
  { kind: 'drop-before-commit' },
  { kind: 'late', milliseconds: 150 },
  { kind: 'slow-commit', milliseconds: 150 },
  { kind: 'hang-after-commit' },
  { kind: 'hang-before-commit' },
  { kind: 'timeout-after-commit' },
  { kind: 'refuse' },
];

const misbehave = async (double: EventStoreDbDouble, random: () => number): Promise<void> => {
  const dice = random();
  if (dice < 0.55) {
    const fault = KINDS[Math.floor(random() * KINDS.length)];
    if (fault !== undefined) double.faults.nextAppends(fault);
  } else if (dice < 0.65) double.faults.nextReads({ kind: random() < 0.5 ? 'drop' : 'refuse' });
  else if (dice < 0.75) double.failSubscriptions();
  else if (dice < 0.85) double.silenceSubscriptions();
  else if (dice < 0.93) double.dropAll();
  else await double.restart();
};

const settledAbove = async (
  store: EventStore,
  stream: string,
  ids: readonly string[],
  acknowledged: Map<string, bigint>,
): Promise<boolean> => {
  try {
    const stored = await collected(store.readStream(stream));
    const mine = stored.filter(({ id }) => ids.includes(id));
    for (const { id, revision } of mine) acknowledged.set(id, revision);
    return mine.length > 0;
  } catch {
    return false;
  }
};

async function* pages(store: EventStore): AsyncGenerator<readonly RecordedEvent[]> {
  for (let position = 0n, end = false; !end;) {
    const page = await store.readAll(position, undefined, 100);
    yield page.events;
    ({ position, end } = page);
  }
}

/** Numbers in [0, 1) that a seed fixes (mulberry32). */
const generator = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
