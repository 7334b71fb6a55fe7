import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '../../libs/composition/stores.js';
import { openSqliteEventStore } from '../../libs/event-store/index.js';
import { EventStoreError, type EventStore, ViewStoreError, type ViewStore } from '../../libs/kernel/index.js';
import { Runner, type Trouble } from '../../libs/projection/index.js';
import { openSqliteViewStore } from '../../libs/view-store/index.js';
import { openMongoViewStore } from '../../libs/view-store/mongodb/index.js';
import { EventStoreDbDouble } from '../eventstoredb-double/index.js';
import { goIsThere, startMongoServer, type MongoTestServer } from '../mongodb-server/start.mjs';
import { Chance, report, times } from './chance.js';
import { eventsOf, expectedBefore, streamOf } from './deeds.js';
import { checkHistory, checkViews, PROJECTIONS } from './history.js';

/** Servers that go and come back while the house appends and projects. */
const chance = new Chance();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const WRITERS = 3;
const COMMANDS = times(60, 2_000);

/** Appends all commands of all writers, each again for as long as the store cannot be reached or cannot say what became of it. */
const writeAll = async (store: EventStore, commands: number, errors: Map<string, number>): Promise<void> => {
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; n < commands;) {
      try {
        await store.append(streamOf(writer), expectedBefore(n), eventsOf(writer, n));
        n += 1;
      } catch (error) {
        if (!(error instanceof EventStoreError) || !['unavailable', 'outcome-unknown'].includes(error.code))
          throw error;
        errors.set(error.code, (errors.get(error.code) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('the test double of EventStoreDB, gone and back', () => {
  it(
    'costs no acknowledged event and writes none twice, and the views equal a rebuild',
    async () => {
      const double = await EventStoreDbDouble.start();
      const eventStore = await openEventStore(double.url, 'write');
      const viewStore = await openSqliteViewStore({ file: join(folder, 'views.db') });
      const runner = new Runner({ eventStore, viewStore, projections: PROJECTIONS });
      const ending = new AbortController();
      const running = runner.start(ending.signal);
      const errors = new Map<string, number>();
      let writing = true;
      const havoc = async (): Promise<number> => {
        let done = 0;
        for (; writing; done += 1) {
          await pause(20 + chance.below(60));
          await misbehave(double);
        }
        return done;
      };
      const harm = havoc();
      await writeAll(eventStore, COMMANDS, errors).finally(() => (writing = false));
      const done = await harm;
      expect(await runner.waitFor(await eventStore.tail(), { timeout: 60_000 })).toEqual([]);
      ending.abort();
      await running;
      expect(await checkHistory(eventStore, Array(WRITERS).fill(COMMANDS), false)).toEqual(
        Array(WRITERS).fill(COMMANDS),
      );
      const fresh = await openSqliteViewStore({ file: join(folder, 'fresh.db') });
      await checkViews(eventStore, viewStore, fresh);
      for (const store of [viewStore, fresh, eventStore]) await store.close();
      await double.kill();
      report(
        'EventStoreDB gone and back',
        { faults: done, commands: WRITERS * COMMANDS, ...Object.fromEntries(errors) },
        chance.seed,
      );
      expect(done).toBeGreaterThan(0);
    },
    60_000 + COMMANDS * 1_000,
  );

  const misbehave = async (double: EventStoreDbDouble): Promise<void> => {
    switch (chance.below(5)) {
      case 0:
        await double.kill();
        await pause(chance.below(300));
        return double.start();
      case 1:
        return double.dropAll();
      case 2:
        return double.faults.nextAppends({ kind: 'drop-after-commit' }, { kind: 'drop-before-commit' });
      case 3:
        return double.faults.nextAppends({ kind: 'late', milliseconds: 50 }, { kind: 'timeout-after-commit' });
      default:
        return void double.failSubscriptions();
    }
  };
});

const mongo = process.env['MONGO_TEST_URL'] !== undefined && (await goIsThere());
if (!mongo) process.stderr.write('faults · MongoDB gone and back: left out, it needs MONGO_TEST_URL and Go\n');

(mongo ? describe : describe.skip)('MongoDB, gone and back', () => {
  const directory = (): string => join(folder, 'mongodb');
  const COMINGS = times(2, 20);
  let server: MongoTestServer;

  const views = (database: string): Promise<ViewStore> =>
    openMongoViewStore({ url: server.url, database, patience: 300 });

  it(
    'stops the views, not the history; when it is back they go on and equal a rebuild',
    async () => {
      mkdirSync(directory());
      server = await startMongoServer({ directory: directory() });
      const eventStore = await openSqliteEventStore({ file: join(folder, 'events.db') });
      const viewStore = await views('views');
      const troubles: Trouble[] = [];
      const runner = new Runner({
        eventStore,
        viewStore,
        projections: PROJECTIONS,
        onTrouble: (trouble) => troubles.push(trouble),
      });
      const ending = new AbortController();
      const running = runner.start(ending.signal);
      // The server of the tests, unlike MongoDB, does not live through a crash while it makes a collection.
      await runner.waitFor(0n, { timeout: 20_000 });
      for (let n = 0, gone = 0; gone < COMINGS; gone += 1) {
        await server.kill();
        for (const until = n + 20; n < until; n += 1) {
          await eventStore.append(streamOf(0), expectedBefore(n), eventsOf(0, n));
        }
        while (troubles.length <= gone) await pause(20);
        server = await startMongoServer({ directory: directory(), port: server.port });
        expect(await runner.waitFor(await eventStore.tail(), { timeout: 30_000 })).toEqual([]);
      }
      ending.abort();
      await running;
      for (const trouble of troubles) {
        if (trouble.kind !== 'outage') throw new Error(`poisoned: ${trouble.projection}`);
        expect(trouble.error).toBeInstanceOf(ViewStoreError);
        expect(trouble.error).toMatchObject({ code: 'unavailable' });
      }
      await checkHistory(eventStore, [COMINGS * 20]);
      const fresh = await views('fresh');
      await checkViews(eventStore, viewStore, fresh);
      for (const store of [viewStore, fresh, eventStore]) await store.close();
      await server.kill();
      report('MongoDB gone and back', { times: COMINGS, outages: troubles.length });
    },
    60_000 + COMINGS * 30_000,
  );
});
