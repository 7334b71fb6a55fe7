import { type CopyTarget, openSqliteEventStore } from '../event-store/index.js';
import type { Incident } from '../event-store/eventstoredb/index.js';
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
  return openEventStoreDb({ url, onIncident: report });
};

/** What was mended below the port is told to the operator: nothing was lost, but a network that does this often needs a look. */
const report = (incident: Incident): void => {
  const cause = incident.cause instanceof Error ? incident.cause.message : String(incident.cause);
  process.stderr.write(`${INCIDENTS[incident.kind]}（第 ${incident.attempt} 次）：${cause}\n`);
};

const INCIDENTS: Readonly<Record<Incident['kind'], string>> = {
  'subscription-dropped': '事件库的订阅中断，已从断处接上',
  'subscription-silent': '事件库的订阅没有声音而历史在增长，已重新订阅',
  'append-unsettled': '一次写入结果不明，正在读取核实',
  retried: '事件库暂时没有应答，正在重试',
};

/** Errors: `ViewStoreError` (`locked`, `unavailable`, …). */
export const openViewStore = async (url: string, mode: Mode, prefix = ''): Promise<ViewStore> => {
  if (url.startsWith('sqlite:')) return openSqliteViewStore({ file: sqliteFile(url), mode });
  const { openMongoViewStore } = await import('../view-store/mongodb/index.js');
  return openMongoViewStore({ url, prefix });
};

/** Opens both or none. */
export const openStores = async (config: Config, mode: Mode): Promise<{ events: EventStore; views: ViewStore }> => {
  const events = await openEventStore(config.eventStoreUrl, mode);
  try {
    return { events, views: await openViewStore(config.viewStoreUrl, mode, config.viewStorePrefix) };
  } catch (error) {
    await events.close();
    throw error;
  }
};
