import { type CopyTarget, openSqliteEventStore } from '../event-store/index.js';
import type { EventStore, ViewStore } from '../kernel/index.js';
import { openSqliteViewStore } from '../view-store/index.js';
import { type Config, sqliteFile } from './config.js';

/**
 * The only place that names concrete stores. `write` makes this process the one writer of an embedded file; `read` works beside one.
 */
export type Mode = 'write' | 'read';

/** Errors: `EventStoreError` (`locked`, `unavailable`, …). */
export const openEventStore = async (url: string, mode: Mode): Promise<EventStore & CopyTarget> => {
  if (url.startsWith('sqlite:')) return openSqliteEventStore({ file: sqliteFile(url), mode });
  const { openEventStoreDb } = await import('../event-store/eventstoredb/index.js');
  return openEventStoreDb({ url });
};

/** Errors: `ViewStoreError` (`locked`, `unavailable`, …). */
export const openViewStore = async (url: string, mode: Mode): Promise<ViewStore> => {
  if (url.startsWith('sqlite:')) return openSqliteViewStore({ file: sqliteFile(url), mode });
  const { openMongoViewStore } = await import('../view-store/mongodb/index.js');
  return openMongoViewStore({ url });
};

/** Opens both or none. */
export const openStores = async (config: Config, mode: Mode): Promise<{ events: EventStore; views: ViewStore }> => {
  const events = await openEventStore(config.eventStoreUrl, mode);
  try {
    return { events, views: await openViewStore(config.viewStoreUrl, mode) };
  } catch (error) {
    await events.close();
    throw error;
  }
};
