import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewStoreContract } from '../contract/view-store.contract.js';
import { openSqliteViewStore } from './store.js';

viewStoreContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'view-store-'));
  return {
    open: () => openSqliteViewStore({ file: join(folder, 'views.db') }),
    discard: async () => rmSync(folder, { recursive: true }),
  };
});
