import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Clock, EventStore } from '../kernel/index.js';
import type { CopyTarget } from './sqlite/copy-target.js';
import { makeDirectoryOf, openForReading, openForWriting, writerOf } from './sqlite/database.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';
import { WriterLock } from './sqlite/writer-lock.js';
import { systemClock } from './system-clock.js';

export { APPEND_LIMIT_BYTES } from './append-check.js';
export { eventHash } from './chain.js';
export type { CopyTarget } from './sqlite/copy-target.js';
export { systemClock } from './system-clock.js';
export { verifyHistory, verifyStore, type Finding, type Verified, type VerifyOptions } from './verify.js';

export interface SqliteEventStoreOptions {
  /** Path of the file; its directory is made where it is missing and the file is to be written. */
  readonly file: string;
  /** `write` (the default) makes this process the one writer of the file; `read` works beside a writer. */
  readonly mode?: 'write' | 'read';
  /** Gives `recordedAt`; the machine's clock where none is given. */
  readonly clock?: Clock;
}

/**
 * Opens the embedded event store. Errors: `locked` (another process writes this file), `newer-format`, `corrupt` (no event
 * store, or damaged), `read-only` (the place cannot be written), `full`, `unavailable` (nothing there to read).
 */
export const openSqliteEventStore = async (options: SqliteEventStoreOptions): Promise<EventStore & CopyTarget> => {
  const clock = options.clock ?? systemClock;
  const mode = options.mode ?? 'write';
  if (mode === 'write') makeDirectoryOf(options.file);
  const file = canonicalPath(options.file);
  if (mode === 'read') return new SqliteEventStore(openForReading(file), file, clock);
  const lock = WriterLock.take(file, () => writerOf(file));
  try {
    return new SqliteEventStore(openForWriting(file, clock.now()), file, clock, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
};

/** One path for one file, whichever links lead to it, so that two writers meet at one lock. */
const canonicalPath = (file: string): string => {
  try {
    return realpathSync(file);
  } catch {
    try {
      return join(realpathSync(dirname(file)), basename(file));
    } catch {
      return resolve(file);
    }
  }
};
