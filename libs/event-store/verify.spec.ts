import fc from 'fast-check';
import { NO_HASH, type RecordedEvent } from '../kernel/index.js';
import { MerkleFrontier } from './merkle.js';
import { eventHash } from './chain.js';
import { verifyHistory, type Finding } from './verify.js';

/** A history whose nth event goes to the nth of these streams, one event a second. */
/** The root over the hashes of events, in their order. */
const rootOf = (events: readonly RecordedEvent[]): string => {
  const frontier = new MerkleFrontier();
  for (const event of events) frontier.append(event.meta.hash);
  return frontier.root();
};

const history = (...streams: readonly string[]): RecordedEvent[] => {
  const heads = new Map<string, RecordedEvent>();
  return streams.map((stream, n) => {
    const head = heads.get(stream);
    const event = sealed({
      id: `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`,
      type: 'contract.Happened',
      schema: 1,
      stream,
      revision: (head?.revision ?? -1n) + 1n,
      position: BigInt(n + 1),
      occurredAt: '2019-08-01',
      recordedAt: `2019-08-02T09:05:${(n % 60).toString().padStart(2, '0')}.000+08:00`,
      data: { n },
      meta: {
        commandId: 'c',
        correlationId: 'c',
        causationId: 'c',
        actor: { person: 'P0001', post: '主任', office: 'WS01' },
        ruleSet: 'zibo-2019',
        prevHash: head?.meta.hash ?? NO_HASH,
        hash: '',
      },
    });
    heads.set(stream, event);
    return event;
  });
};

/** The event with the hash that belongs to it. */
const sealed = (event: RecordedEvent): RecordedEvent => ({ ...event, meta: { ...event.meta, hash: eventHash(event) } });

const at = (events: readonly RecordedEvent[], index: number): RecordedEvent => {
  const event = events[index];
  if (event === undefined) throw new Error(`no event ${index}`);
  return event;
};

const replaced = (
  events: readonly RecordedEvent[],
  index: number,
  change: (event: RecordedEvent) => RecordedEvent,
): RecordedEvent[] => events.map((event, n) => (n === index ? change(event) : event));

const without = (events: readonly RecordedEvent[], ...indexes: readonly number[]): RecordedEvent[] =>
  events.filter((_, n) => !indexes.includes(n));

/** The same events at positions 1, 2, 3, …, as somebody would leave them who wants no gap to be seen. */
const renumbered = (events: readonly RecordedEvent[]): RecordedEvent[] =>
  events.map((event, n) => ({ ...event, position: BigInt(n + 1) }));

const findings = async (events: readonly RecordedEvent[], tail?: bigint): Promise<readonly string[]> => {
  const verified = await verifyHistory(events, { dense: true, ...(tail === undefined ? {} : { tail }) });
  for (const { message } of verified.findings) expect(message).toMatch(/[\u4e00-\u9fff]/);
  return verified.findings.map(({ kind, position, stream }: Finding) => `${kind} ${position} ${stream}`.trim());
};

describe('the verifier of a history', () => {
  const whole = history('a', 'b', 'a', 'a', 'b', 'c', 'a');

  test('finds nothing in a history that is as it was written, and counts it', async () => {
    expect(await verifyHistory(whole, { dense: true, tail: 7n })).toEqual({
      events: 7,
      streams: 3,
      root: rootOf(whole),
      findings: [],
    });
    expect(await verifyHistory([], { dense: true })).toEqual({ events: 0, streams: 0, root: rootOf([]), findings: [] });
  });

  test('finds nothing where positions have gaps in a store that is not ours alone', async () => {
    const sparse = whole.map((event) => ({ ...event, position: event.position * 1000n }));
    expect((await verifyHistory(sparse, { dense: false })).findings).toEqual([]);
  });

  test.each<[string, (event: RecordedEvent) => RecordedEvent]>([
    ['payload', (event) => ({ ...event, data: { n: 99 } })],
    ['day', (event) => ({ ...event, occurredAt: '2019-07-31' })],
    ['instant of recording', (event) => ({ ...event, recordedAt: '2019-08-02T09:05:02.500+08:00' })],
    ['actor', (event) => ({ ...event, meta: { ...event.meta, actor: { person: 'P0002', post: '', office: '' } } })],
    ['hash', (event) => ({ ...event, meta: { ...event.meta, hash: 'f'.repeat(64) } })],
  ])('changed: the %s of an event', async (_, change) => {
    expect(await findings(replaced(whole, 2, change))).toContain('changed 3 a');
  });

  test('changed: also the last event of a stream, and one whose hash was computed anew', async () => {
    expect(await findings(replaced(whole, 6, (event) => ({ ...event, data: {} })))).toEqual(['changed 7 a']);
    expect(await findings(replaced(whole, 2, (event) => sealed({ ...event, data: {} })))).toEqual(['changed 3 a']);
  });

  test('removed: one event, at its position and with its stream', async () => {
    expect(await findings(without(whole, 2))).toEqual(['removed 3 a']);
    expect(await findings(without(whole, 0))).toEqual(['removed 1 a']);
  });

  test('removed: several events of several streams', async () => {
    expect(await findings(without(whole, 1, 2, 3))).toEqual(['removed 2 b', 'removed 3 a', 'removed 4 a']);
  });

  test('removed: the last event of a stream, or a whole one, leaves a position without a stream', async () => {
    expect(await findings(without(whole, 5))).toEqual(['removed 6']);
  });

  test('removed: also where the positions behind it were closed up', async () => {
    expect(await findings(renumbered(without(whole, 2)))).toEqual(['removed 3 a']);
  });

  test('removed: a gap of a million positions is one finding', async () => {
    const far = { ...at(whole, 6), position: 1_000_007n };
    expect(await findings([...without(whole, 6), far])).toEqual(['removed 7']);
  });

  test('inserted: an event between two, hung on the chain, with the later ones as they were', async () => {
    const slipped = sealed({ ...at(whole, 3), data: { slipped: 'in' } });
    const events = renumbered([...whole.slice(0, 3), slipped, ...whole.slice(3)]);
    expect(await findings(events)).toEqual(['inserted 4 a']);
  });

  test('inserted: also with the later revisions counted up', async () => {
    const slipped = sealed({ ...at(whole, 3), data: { slipped: 'in' } });
    const later = whole
      .slice(3)
      .map((event) => (event.stream === 'a' ? { ...event, revision: event.revision + 1n } : event));
    expect(await findings(renumbered([...whole.slice(0, 3), slipped, ...later]))).toContain('inserted 4 a');
  });

  test('inserted: an event at the end that hangs on nothing', async () => {
    const loose = { ...at(whole, 6), revision: 4n, position: 8n };
    expect(await findings([...whole, loose])).toEqual(['inserted 8 a']);
  });

  test('reordered: two events of a stream', async () => {
    const events = renumbered([at(whole, 0), at(whole, 1), at(whole, 3), at(whole, 2), ...whole.slice(4)]);
    expect(await findings(events)).toContain('reordered 4 a');
  });

  test('reordered: two events of different streams, by when they were recorded', async () => {
    const events = renumbered([at(whole, 1), at(whole, 0), ...whole.slice(2)]);
    expect(await findings(events)).toEqual(['reordered 2 a']);
  });

  test('truncated: the history ends before the tail that is known', async () => {
    expect(await findings(whole.slice(0, 5), 7n)).toEqual(['truncated 5']);
    expect(await findings([], 1n)).toEqual(['truncated 0']);
  });

  test('law: no single tampering with the inside of a history goes unseen', async () => {
    const streams = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 3, maxLength: 25 });
    const deed = fc.constantFrom('change', 'remove', 'double', 'swap');
    await fc.assert(
      fc.asyncProperty(streams, deed, fc.nat(), async (names, what, where) => {
        const events = history(...names);
        expect(await findings(events)).toEqual([]);
        const index = where % (events.length - 1);
        const [one, next] = [at(events, index), at(events, index + 1)];
        const spoilt = {
          change: () => replaced(events, index, (event) => ({ ...event, data: { n: -1 } })),
          remove: () => without(events, index),
          double: () => renumbered([...events.slice(0, index + 1), one, ...events.slice(index + 1)]),
          swap: () => renumbered([...events.slice(0, index), next, one, ...events.slice(index + 2)]),
        }[what]();
        expect(await findings(spoilt)).not.toEqual([]);
      }),
    );
  });
});
