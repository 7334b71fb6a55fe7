import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../libs/event-store/index.js';
import { type Appended, EventStoreError, ViewStoreError } from '../../libs/kernel/index.js';
import { Runner } from '../../libs/projection/index.js';
import { things, tallies, trail } from '../../libs/projection/testing/projections.js';
import { openSqliteViewStore } from '../../libs/view-store/index.js';
import { eventsOf, expectedBefore, streamOf } from './deeds.js';

/**
 * A house that appends and projects until it is killed. Each command that the store acknowledged is said in a line, written
 * through before the next is begun: `done WRITER N`. It begins with the last command that was acknowledged to its predecessor,
 * which must be there.
 */
interface Options {
  readonly folder: string;
  /** For each writer, how many of its commands were acknowledged. */
  readonly acknowledged: readonly number[];
  /** A view to be built anew over and over instead of ending: then nearly all the time goes into documents and checkpoints. */
  readonly rebuild?: string;
  /** Most commands of each writer. */
  readonly commands?: number;
}

const options = JSON.parse(process.argv[2] ?? '') as Options;
const say = (line: string): void => void writeSync(1, `${line}\n`);

const codeOf = (error: unknown): string =>
  error instanceof EventStoreError || error instanceof ViewStoreError
    ? `${error.name} ${error.code}: ${error.message}`
    : String(error);
const better = new Promise<void>((resolve) => process.stdin.once('data', () => resolve()));
process.stdin.unref();

const eventStore = await openSqliteEventStore({ file: join(options.folder, 'events.db') });
const viewStore = await openSqliteViewStore({ file: join(options.folder, 'views.db') });
const runner = new Runner({
  eventStore,
  viewStore,
  projections: [things(), tallies, trail],
  batch: 5,
  onTrouble: (trouble) => say(`trouble ${trouble.kind === 'outage' ? codeOf(trouble.error) : JSON.stringify(trouble)}`),
});
const ending = new AbortController();
const running = runner.start(ending.signal);
say('open');

/** What the store refuses is said, `refused CODE`, and tried again when the parent says that things are better. */
const append = async (writer: number, n: number): Promise<Appended> => {
  for (;;) {
    try {
      return await eventStore.append(streamOf(writer), expectedBefore(n), eventsOf(writer, n));
    } catch (error) {
      say(`refused ${codeOf(error)}`);
      await better;
    }
  }
};

const write = async (writer: number, acknowledged: number): Promise<void> => {
  for (let n = Math.max(0, acknowledged - 1); n < acknowledged + (options.commands ?? Infinity); n += 1) {
    const { repeated } = await append(writer, n);
    if (n < acknowledged && !repeated) say(`lost ${writer} ${n}`);
    say(`done ${writer} ${n}`);
  }
};
const rebuildForEver = async (name: string): Promise<never> => {
  for (;;) {
    await runner.rebuild(name);
    while ((await runner.status()).some(({ next }) => next !== null))
      await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

await Promise.all(options.acknowledged.map((count, writer) => write(writer, count)));
if (options.rebuild !== undefined) await rebuildForEver(options.rebuild);
await runner.waitFor(await eventStore.tail(), { timeout: 60_000 });
ending.abort();
await running;
await viewStore.close();
await eventStore.close();
say('closed');
