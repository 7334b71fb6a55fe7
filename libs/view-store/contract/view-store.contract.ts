/**
 * What every view store must do. An adapter's spec calls `viewStoreContract` with its name and a way to make an empty place;
 * each test works in a place of its own. What is not tested here, code above the port must not lean on.
 */
import type { Shelf, ViewStore } from '../../kernel/index.js';
import { badQueryContract, cursorContract } from './cursor.contract.js';
import type { Opened, Place } from './place.js';
import { queryContract } from './query.contract.js';
import { shelfContract } from './shelf.contract.js';
import { collectionContract, writeContract } from './write.contract.js';

export type { Place } from './place.js';

export const viewStoreContract = (name: string, makePlace: () => Promise<Place>): void => {
  describe(`view store contract: ${name}`, () => {
    let place: Place;
    let store: ViewStore;
    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.discard();
    });
    const opened: () => Opened = () => ({
      store,
      reopen: async () => {
        await store.close();
        store = await place.open();
        return store;
      },
    });

    describe('collections', () => collectionContract(opened));
    describe('writes', () => writeContract(opened));
    describe('queries', () => queryContract(opened));
    describe('cursors', () => cursorContract(opened));
    describe('bad queries', () => badQueryContract(opened));
    describe('shelf', () => shelfContract((): Shelf => store.shelf, opened));
  });
};
