export { openMongoViewStore } from './store.js';
export type { MongoViewStoreOptions } from './store.js';
