import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { EventStoreError, type EventStore, type NewEvent } from '../../../kernel/index.js';
import { openSqliteEventStore } from '../../index.js';

/**
 * A writer to be hurt by the tests: `node writer.child.js FILE PREFIX [--through-full]`. Eight loops append to streams of their own,
 * batches of one to three events, and `ok <id>` is printed, past all buffers, for each event of an acknowledged append. With
 * `--through-full` an append that finds the disk full says `full`, waits for a line on standard input and is then tried again.
 */
const [file = '', prefix = '', throughFull] = process.argv.slice(2);
const WRITERS = 8;

const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'contract.Happened',
  schema: 1,
  occurredAt: '2019-08-01',
  data: { n, text: '督'.repeat(200) },
  meta: {
    commandId: 'c',
    correlationId: 'c',
    causationId: 'c',
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
  },
});

const room = once(process.stdin, 'data');

const appendThrough = async (
  store: EventStore,
  stream: string,
  expected: bigint | 'no-stream',
  events: readonly NewEvent[],
): Promise<bigint> => {
  try {
    return (await store.append(stream, expected, events)).revision;
  } catch (error) {
    if (throughFull === undefined || !(error instanceof EventStoreError) || error.code !== 'full') throw error;
    say('full');
    await room;
    return (await store.append(stream, expected, events)).revision;
  }
};

const write = async (store: EventStore, stream: string): Promise<never> => {
  let revision: bigint | 'no-stream' = 'no-stream';
  for (let n = 0; ; n += 1) {
    const events = Array.from({ length: 1 + (n % 3) }, () => event(n));
    revision = await appendThrough(store, stream, revision, events);
    for (const { id } of events) say(`ok ${id}`);
  }
};

const store = await openSqliteEventStore({ file });
await Promise.all(Array.from({ length: WRITERS }, (_, n) => write(store, `${prefix}-${n}`)));
