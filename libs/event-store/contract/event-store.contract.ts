import { randomUUID } from 'node:crypto';
import type { EventStore } from '../../kernel/index.js';
import { appendContract } from './append.contract.js';
import { readingContract } from './reading.contract.js';
import type { Scene } from './scene.js';
import { subscriptionContract } from './subscription.contract.js';

/**
 * What every adapter behind the port `EventStore` must do, as one suite that each of them runs unchanged. It takes for granted
 * neither that the history is empty at the start nor that positions are dense: a server may hold events of others, and its own.
 * Each test works in streams of its own, under a prefix that nobody else uses.
 */
export interface StoreUnderTest {
  readonly store: EventStore;
  /** Closes the store and opens the same history again. */
  reopen(): Promise<EventStore>;
  /** Closes what is open and clears away what was made. */
  destroy(): Promise<void>;
}

export const eventStoreContract = (name: string, open: () => Promise<StoreUnderTest>): void => {
  describe(`the event store contract: ${name}`, () => {
    let under: StoreUnderTest;
    let store: EventStore;
    let own: string;
    let start: bigint;

    beforeEach(async () => {
      under = await open();
      store = under.store;
      own = `contract${randomUUID().replaceAll('-', '')}`;
      start = await store.tail();
    });
    afterEach(() => under.destroy());

    const scene: Scene = {
      get store() {
        return store;
      },
      get own() {
        return own;
      },
      get start() {
        return start;
      },
      stream: (key) => `${own}-${key}`,
      ours: () => ({ streamPrefixes: [own] }),
      reopen: async () => {
        store = await under.reopen();
      },
    };

    appendContract(scene);
    readingContract(scene);
    subscriptionContract(scene);
  });
};
