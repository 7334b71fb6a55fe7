import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { viewStoreContract } from '../contract/view-store.contract.js';
import type { Place } from '../contract/view-store.contract.js';
import { openMongoViewStore } from './index.js';

const url = process.env['MONGO_TEST_URL'];

/** A database of its own for each test. */
const makePlace = (server: string) => (): Promise<Place> => {
  const database = `five-ones-test-${randomUUID()}`;
  return Promise.resolve({
    open: () => openMongoViewStore({ url: server, database }),
    discard: async () => {
      const client = new MongoClient(server);
      await client.db(database).dropDatabase();
      await client.close();
    },
  });
};

if (url === undefined) {
  process.stderr.write('The contract of the view store was left out for MongoDB: MONGO_TEST_URL is not set.\n');
  it.skip('keeps the contract of the view store, where MONGO_TEST_URL names a server', () => undefined);
} else {
  viewStoreContract('MongoDB', makePlace(url));
}
