import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { NO_HASH, type EventContext, type Json, type RecordedEvent } from '../kernel/index.js';
import { checkAppend } from './append-check.js';
import { eventHash, eventHashOfParts } from './chain.js';

const event: RecordedEvent = {
  id: '00000000-0000-4000-8000-000000000001',
  type: 'statutory-items.ItemAssigned',
  schema: 1,
  stream: 'statutoryItem-1',
  revision: 0n,
  position: 17n,
  occurredAt: '2019-08-01',
  recordedAt: '2019-08-02T09:05:00.000+08:00',
  data: { title: '校车安全' },
  meta: {
    commandId: 'c',
    correlationId: 'c',
    causationId: 'c',
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
    prevHash: NO_HASH,
    hash: '',
  },
};

describe('the hash of an event', () => {
  test('is SM3 over 32 bytes of the previous hash and the canonical text: an example that any SM3 tool can repeat', () => {
    // printf '%064d' 0 | xxd -r -p; then the one line of JSON; both into `openssl dgst -sm3`.
    expect(eventHash(event)).toBe('885d09c09a2a3aeff2a115adccd6fbe58179837abba44b9a8681bc1f4a35f854');
  });

  test('covers everything but the position and itself', () => {
    const original = eventHash(event);
    expect(eventHash({ ...event, position: 99n } as RecordedEvent)).toBe(original);
    expect(eventHash({ ...event, meta: { ...event.meta, hash: 'x' } })).toBe(original);
    const changed: readonly Partial<RecordedEvent>[] = [
      { id: '00000000-0000-4000-8000-000000000002' },
      { type: 'statutory-items.ItemDropped' },
      { schema: 2 },
      { stream: 'statutoryItem-2' },
      { revision: 1n },
      { occurredAt: '2019-08-02' },
      { recordedAt: '2019-08-02T09:05:00.001+08:00' },
      { data: { title: '校车安全', note: null } },
      { meta: { ...event.meta, reason: '补登' } },
      { meta: { ...event.meta, actor: { ...event.meta.actor, post: '副主任' } } },
      { meta: { ...event.meta, prevHash: '1'.repeat(64) } },
    ];
    const hashes = changed.map((change) => eventHash({ ...event, ...change }));
    expect(new Set([original, ...hashes]).size).toBe(changed.length + 1);
  });

  test('leaves the instant of recording to the seals where a server stamps it later', () => {
    const stamped: RecordedEvent = { ...event, meta: { ...event.meta, stamp: 'server' } };
    expect(eventHash({ ...stamped, recordedAt: '2020-01-01T00:00:00.000+08:00' })).toBe(eventHash(stamped));
    expect(eventHash(stamped)).not.toBe(eventHash(event));
  });

  test('law: it is the same from the parts that an append has at hand', () => {
    const text = fc.string({ unit: 'grapheme' });
    const meta = fc.record(
      {
        commandId: text,
        correlationId: text,
        causationId: text,
        actor: fc.record({ person: text, post: text, office: text }),
        ruleSet: text,
        reason: text,
        onBehalfOf: text,
      },
      { requiredKeys: ['commandId', 'correlationId', 'causationId', 'actor', 'ruleSet'] },
    );
    const prevHash = fc.stringMatching(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: 'grapheme' }),
        meta,
        text,
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        prevHash,
        (data, context, name, revision, prev) => {
          const given = { ...event, id: randomUUID(), data, meta: context as EventContext };
          const stream = `s${name}`;
          const [checked] = checkAppend(stream, [given]);
          if (checked === undefined) throw new Error('one event in, one out');
          // What is read back is what was parsed from the stored texts.
          const stored = { ...given, stream, revision, data: JSON.parse(checked.data) as Json };
          const recorded = {
            ...stored,
            meta: { ...(JSON.parse(checked.context) as EventContext), prevHash: prev, hash: '' },
          };
          expect(eventHashOfParts(stored, checked, prev)).toBe(eventHash(recorded));
        },
      ),
    );
  });
});
