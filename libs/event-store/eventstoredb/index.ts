import type { EventStore } from '../../kernel/index.js';
import type { CopyTarget } from '../sqlite/copy-target.js';
import { EventStoreDb } from './event-store-db.js';
import { settingsOf, type EventStoreDbOptions } from './options.js';

export { DEFAULT_LIMITS, type EventStoreDbOptions, type Incident, type Limits } from './options.js';

/**
 * Opens the event store on EventStoreDB. Nothing is connected yet: the first call does that and says `unavailable` where it cannot.
 * Errors: `unavailable` where the address cannot be understood or a certificate file is missing.
 */
export const openEventStoreDb = (options: EventStoreDbOptions): EventStore & CopyTarget =>
  new EventStoreDb(settingsOf(options));
