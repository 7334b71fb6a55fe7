export { openSqliteViewStore } from './sqlite/store.js';
export type { SqliteViewStoreOptions } from './sqlite/store.js';
