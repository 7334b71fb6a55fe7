import type { EventStore } from '../../kernel/index.js';
import { EventStoreDbDouble } from '../../../test/eventstoredb-double/index.js';
import { eventStoreContract } from '../contract/event-store.contract.js';
import { openEventStoreDb } from './index.js';

const contractOn = (name: string, start: () => Promise<{ readonly url: string; stop(): Promise<void> }>): void =>
  eventStoreContract(name, async () => {
    const { url, stop } = await start();
    let store: EventStore = openEventStoreDb({ url });
    return {
      store,
      reopen: async () => {
        await store.close();
        store = openEventStoreDb({ url });
        return store;
      },
      destroy: async () => {
        await store.close();
        await stop();
      },
    };
  });

contractOn('EventStoreDB, by its test double', async () => {
  const double = await EventStoreDbDouble.start();
  return { url: double.url, stop: () => double.kill() };
});

const { ESDB_TEST_URL } = process.env;
if (ESDB_TEST_URL === undefined) {
  process.stdout.write('The event store contract was not run on a real EventStoreDB: ESDB_TEST_URL is not set.\n');
} else {
  contractOn('EventStoreDB', () => Promise.resolve({ url: ESDB_TEST_URL, stop: () => Promise.resolve() }));
}
