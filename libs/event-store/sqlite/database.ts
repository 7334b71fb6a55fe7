import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { EventStoreError, type Instant } from '../../kernel/index.js';
import { isNotWritable, storeError } from './sqlite-error.js';

/**
 * The file of the embedded event store is an SQLite database of format 1: `PRAGMA application_id` is 0x46495645 ("FIVE"),
 * `PRAGMA user_version` is the format. Whoever has `sqlite3` can read it:
 *
 *     SELECT * FROM history WHERE stream = 'statutoryItem-ST2019-001';
 *
 * `history` is a view that writes everything out. Below it lie three tables. `streams` gives each stream a number, because a name
 * would stand in two indexes besides the row. `events` holds one row an event: `position` runs 1, 2, 3, … over the whole history
 * and `revision` 0, 1, 2, … in the stream; `id` is the UUID as 16 bytes; `data` and `context` are canonical JSON (RFC 8785), the
 * context being `meta` without the hashes; `prev_hash` and `hash` are the 32 bytes of SM3 that `../chain.ts` defines. `store`
 * has one row: when the file was made, a position that was reached (noted every so often and at the end, so that a tail cut off by
 * hand is noticed) and which process writes.
 *
 * The journal is a write-ahead log: as long as a writer runs, or after it was killed, `<file>-wal` belongs to the history and must
 * be copied along. `synchronous=FULL` makes each commit wait for the disk.
 */
export const FORMAT = 1;
const APPLICATION_ID = 0x46495645;

/** How long to wait for somebody who holds SQLite's own lock on the file, for example a shell. It stops the whole process. */
const BUSY_TIMEOUT_MS = 2_000;

const SCHEMA = `
  CREATE TABLE store (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    created_at   TEXT NOT NULL,
    tail         INTEGER NOT NULL,
    writer_pid   INTEGER,
    writer_since TEXT
  ) STRICT;
  CREATE TABLE streams (
    no   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    stream      INTEGER NOT NULL REFERENCES streams (no),
    revision    INTEGER NOT NULL,
    id          BLOB NOT NULL,
    type        TEXT NOT NULL,
    schema      INTEGER NOT NULL,
    occurred_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    data        TEXT NOT NULL,
    context     TEXT NOT NULL,
    prev_hash   BLOB NOT NULL,
    hash        BLOB NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE VIEW history AS
    SELECT position, name AS stream, revision,
      lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-' ||
        substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) AS id,
      type, schema, occurred_at, recorded_at, data, context, lower(hex(prev_hash)) AS prev_hash, lower(hex(hash)) AS hash
    FROM events JOIN streams ON no = events.stream;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

/** Opens a history for writing, makes it where there is none, and signs it as its writer. The writer's lock is held already. */
export const openForWriting = (file: string, now: Instant): DatabaseSync =>
  opened(
    file,
    () => new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS }),
    (database) => {
      const fresh = isFresh(database, file);
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = FULL');
      if (fresh) {
        database.exec(`BEGIN IMMEDIATE; ${SCHEMA}`);
        database.prepare('INSERT INTO store (one, created_at, tail) VALUES (1, ?, 0)').run(now);
        database.exec('COMMIT');
      }
      checkTail(database, file);
      database
        .prepare(
          'UPDATE store SET tail = (SELECT coalesce(max(position), 0) FROM events), writer_pid = ?, writer_since = ?',
        )
        .run(process.pid, now);
    },
  );

/** Opens a history for reading, beside a writer or not. */
export const openForReading = (file: string): DatabaseSync => {
  if (!existsSync(file)) {
    throw new EventStoreError(
      'unavailable',
      `没有事件库 ${file}。请核对路径；第一次使用请先导入或启动服务，文件会自动建立。`,
    );
  }
  const check = (database: DatabaseSync): void => {
    if (isFresh(database, file))
      throw new EventStoreError('unavailable', `事件库 ${file} 还是空的，尚未写入过。请先导入或启动服务。`);
  };
  try {
    return opened(file, () => new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS }), check);
  } catch (error) {
    // On a medium that cannot be written SQLite has no place for the files beside the log. Where there is no log, none are needed.
    const cause = error instanceof EventStoreError ? error.cause : undefined;
    if (!isNotWritable(cause) || existsSync(`${file}-wal`)) throw error;
    const location = new URL(`${pathToFileURL(file).href}?immutable=1`);
    return opened(file, () => new DatabaseSync(location, { readOnly: true }), check);
  }
};

/** Makes the directory a new file is to lie in. */
export const makeDirectoryOf = (file: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw new EventStoreError(
      'read-only',
      `不能建立事件库的目录 ${dirname(file)}（${(error as Error).message}）。请换一个位置，或更正权限。`,
      {},
      { cause: error },
    );
  }
};

/** Words for who writes this file, for a message; never fails. */
export const writerOf = (file: string): string => {
  try {
    using database = new DatabaseSync(file, { readOnly: true });
    const row = database.prepare('SELECT writer_pid AS pid, writer_since AS since FROM store').get();
    return row === undefined || row['pid'] === null ? '另一个程序' : `进程 ${row['pid']}（自 ${row['since']} 起）`;
  } catch {
    return '另一个程序';
  }
};

const opened = (file: string, open: () => DatabaseSync, check: (database: DatabaseSync) => void): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    database = open();
    check(database);
    return database;
  } catch (error) {
    database?.close();
    throw storeError(error, file);
  }
};

/** True where nothing was ever written into the file; throws where it is not ours or of a format we do not know. */
const isFresh = (database: DatabaseSync, file: string): boolean => {
  const pragma = (name: string): unknown => database.prepare(`PRAGMA ${name}`).get()?.[name];
  const [application, format] = [pragma('application_id'), pragma('user_version')];
  const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'];
  if (application === 0 && format === 0 && tables === 0) return true;
  if (application !== APPLICATION_ID || typeof format !== 'number' || format < 1) {
    throw new EventStoreError('corrupt', `${file} 是数据库，但不是事件库。请核对路径；没有对它做任何改动。`);
  }
  if (format > FORMAT) {
    throw new EventStoreError(
      'newer-format',
      `事件库 ${file} 的格式是第 ${format} 版，本程序只认得到第 ${FORMAT} 版。请升级程序后再打开；没有对它做任何改动。`,
    );
  }
  return false;
};

/** Whoever cut the tail off by hand would have new events put in its place: that is not allowed to happen silently. */
const checkTail = (database: DatabaseSync, file: string): void => {
  const row = database.prepare('SELECT tail, (SELECT coalesce(max(position), 0) FROM events) AS last FROM store').get();
  if (row !== undefined && Number(row['tail']) <= Number(row['last'])) return;
  throw new EventStoreError(
    'corrupt',
    `事件库 ${file} 曾写到第 ${row?.['tail']} 条，现在只到第 ${row?.['last']} 条：末尾被截去。请不要再写入，用 five-ones verify 查看，并从备份恢复。`,
  );
};
