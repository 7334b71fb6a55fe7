import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { EventStoreError, type Appended, type EventStore, type NewEvent } from '../../../kernel/index.js';
import { openSqliteEventStore } from '../../index.js';

/**
 * A writer to be hurt by the tests: `node writer.child.js FILE PREFIX`. Eight loops append to streams of their own, batches of one to
 * three events, and `ok <id>` is printed, past all buffers, for each event of an acknowledged append. An append that fails says the
 * code of its error, waits for a line on standard input and is tried once more; when that fails too, the process says the code
 * again and ends.
 */
const [file = '', prefix = ''] = process.argv.slice(2);
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

const goOn = once(process.stdin, 'data');

/** The answer, or nothing, having said the code of the error. */
const answered = async (appending: Promise<Appended>): Promise<Appended | undefined> => {
  try {
    return await appending;
  } catch (error) {
    if (!(error instanceof EventStoreError)) throw error;
    say(error.code);
    return undefined;
  }
};

const appendTwice = async (
  store: EventStore,
  stream: string,
  expected: bigint | 'no-stream',
  events: readonly NewEvent[],
): Promise<Appended> => {
  const first = await answered(store.append(stream, expected, events));
  if (first !== undefined) return first;
  await goOn;
  const second = await answered(store.append(stream, expected, events));
  return second ?? process.exit(1);
};

const write = async (store: EventStore, stream: string): Promise<never> => {
  let revision: bigint | 'no-stream' = 'no-stream';
  for (let n = 0; ; n += 1) {
    const events = Array.from({ length: 1 + (n % 3) }, () => event(n));
    ({ revision } = await appendTwice(store, stream, revision, events));
    for (const { id } of events) say(`ok ${id}`);
  }
};

const store = await openSqliteEventStore({ file });
await Promise.all(Array.from({ length: WRITERS }, (_, n) => write(store, `${prefix}-${n}`)));
