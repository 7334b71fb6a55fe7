import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '../../kernel/index.js';
import { eventStoreContract } from '../contract/event-store.contract.js';
import { openSqliteEventStore } from '../index.js';

eventStoreContract('sqlite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'event-store-'));
  const file = join(directory, 'events.db');
  let store: EventStore = await openSqliteEventStore({ file });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteEventStore({ file });
      return store;
    },
    destroy: async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
});
