import type { EventFilter, EventStore } from '../../kernel/index.js';

/** Where one test of the contract plays: a store, and streams that nobody else uses. */
export interface Scene {
  readonly store: EventStore;
  /** The prefix of this test's streams. */
  readonly own: string;
  /** The tail before this test wrote anything. */
  readonly start: bigint;
  /** The name of one of this test's streams. */
  stream(key: string): string;
  /** Lets this test's streams through. */
  ours(): EventFilter;
  /** Closes the store and opens the same history again; `store` is the new one from then on. */
  reopen(): Promise<void>;
}
