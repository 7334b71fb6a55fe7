/**
 * The file of a view store: how it is opened, marked and guarded.
 *
 * `application_id` says that a file is a view store, `user_version` which format it has; a newer format is refused, not guessed.
 * Format 2 gave new collections columns for their indexes (`columns.ts`); a file of format 1 is taken over as it is, and its
 * collections get theirs when their view is built anew.
 * Documents and shelf lie in one file, and WAL keeps commits in order, so that after a power cut with `synchronous=NORMAL`
 * the last commits may be missing, but never a document that a surviving checkpoint counts on.
 *
 * One writer a file: beside `views.db` lies `views.db-writer`, a tiny database that says who holds it (process, machine, since
 * when) and in which the writer keeps a write transaction open. The operating system lets go of that lock when the process
 * ends, however it ends; others can still read who holds it. Readers need no lock.
 */
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ViewStoreError } from '../../kernel/index.js';
import { explained, resultCode } from './errors.js';

export type Mode = 'write' | 'read';

const APPLICATION_ID = 0x35_31_56_53;
const FORMAT = 2;
/** Still written as it is: its tables have no columns for the indexes. A program that knows this one alone would not fill them. */
const FORMER_FORMAT = 1;
const BUSY = 5;
/** Bytes, of a new file: documents are some hundred bytes each, and a rebuild writes many of them. */
const PAGE_SIZE = 16384;

/** An open file and how to let go of it. */
export interface OpenFile {
  readonly database: DatabaseSync;
  close(): void;
}

export const openFile = (file: string, mode: Mode): OpenFile => {
  try {
    return mode === 'write' ? openToWrite(file) : openToRead(file);
  } catch (error) {
    throw explained(error, file);
  }
};

const openToWrite = (file: string): OpenFile => {
  mkdirSync(dirname(file), { recursive: true });
  const release = holdWriter(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5000 });
    checkFormat(database, file, 'write');
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -32768;
      PRAGMA wal_autocheckpoint = 1000;
      PRAGMA journal_size_limit = 67108864;
      CREATE TABLE IF NOT EXISTS shelf (key TEXT PRIMARY KEY, version INTEGER NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
    `);
  } catch (error) {
    database?.close();
    release();
    throw error;
  }
  const opened = database;
  return {
    database: opened,
    close: () => {
      opened.close();
      release();
    },
  };
};

const openToRead = (file: string): OpenFile => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    checkFormat(database, file, 'read');
  } catch (error) {
    database.close();
    throw error;
  }
  return { database, close: () => database.close() };
};

/** Marks a new file; refuses a file of something else or of a later program. */
const checkFormat = (database: DatabaseSync, file: string, mode: Mode): void => {
  const application = pragma(database, 'application_id');
  const format = pragma(database, 'user_version');
  if (application === APPLICATION_ID && format === FORMAT) return;
  if (application === APPLICATION_ID && format === FORMER_FORMAT) {
    if (mode === 'write') database.exec(`PRAGMA user_version = ${FORMAT}`);
    return;
  }
  if (application === APPLICATION_ID && format > FORMAT) {
    throw new ViewStoreError(
      'newer-format',
      `视图库 ${file} 是较新程序写的（格式 ${format}，本程序只认识 ${FORMAT}），未作改动。请升级程序，或移走此文件，由事件重建视图。`,
    );
  }
  const empty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (application !== 0 || format !== 0 || !empty) {
    throw new ViewStoreError('corrupt', `${file} 不是视图库文件，未作改动。请检查 VIEW_STORE_URL 是否指错了文件。`);
  }
  if (mode === 'read') {
    throw new ViewStoreError('unavailable', `视图库 ${file} 还是空的。请先启动写入视图的程序，再以只读方式打开。`);
  }
  database.exec(
    `PRAGMA page_size = ${PAGE_SIZE}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT};`,
  );
};

const pragma = (database: DatabaseSync, name: 'application_id' | 'user_version'): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);

/** Takes the writer's lock and answers how to release it, or throws `locked` and says who has it. */
const holdWriter = (file: string): (() => void) => {
  const lock = new DatabaseSync(`${file}-writer`, { timeout: 0 });
  try {
    lock.exec('BEGIN IMMEDIATE');
    lock.exec('CREATE TABLE IF NOT EXISTS writer (pid INTEGER, machine TEXT, since TEXT); DELETE FROM writer;');
    lock.prepare('INSERT INTO writer VALUES (?, ?, ?)').run(process.pid, hostname(), new Date().toISOString());
    lock.exec('COMMIT; BEGIN IMMEDIATE;');
  } catch (error) {
    const taken = resultCode(error) === BUSY;
    const holder = taken ? holderOf(lock) : '';
    lock.close();
    if (!taken) throw error;
    throw new ViewStoreError(
      'locked',
      `视图库 ${file} 正由${holder}写入，同一时间只能有一个写入者。请先停下那个程序，或以只读方式打开。`,
      { cause: error },
    );
  }
  return () => lock.close();
};

const holderOf = (lock: DatabaseSync): string => {
  try {
    const writer = lock.prepare('SELECT pid, machine, since FROM writer').get();
    if (writer !== undefined)
      return `进程 ${String(writer['pid'])}（机器 ${String(writer['machine'])}，自 ${String(writer['since'])} 起）`;
  } catch {
    // The holder is just writing its name; that it holds the file is all that is known.
  }
  return '另一个程序';
};
