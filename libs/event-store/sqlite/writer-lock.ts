import { accessSync, constants } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { EventStoreError } from '../../kernel/index.js';
import { isBusy, storeError } from './sqlite-error.js';

/**
 * One writer a file. Whoever opens a history for writing holds an exclusive SQLite lock on an empty file beside it,
 * `<file>-writer`, for as long as it lives. The system itself lets go of it when the process ends in whatever way, kill −9
 * included, so that there is never a stale lock to clear away; the empty file stays and means nothing. Readers do not touch it.
 * Who holds the lock is written in the history's own table `store` (process id and time), where readers can see it.
 */
export class WriterLock {
  private constructor(private readonly database: DatabaseSync) {}

  /** Throws `locked` where another holds it (`holder` gives words for who), `read-only` where the place cannot be written. */
  static take(file: string, holder: () => string): WriterLock {
    const side = `${file}-writer`;
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(side, { timeout: 0 });
      checkWritable(side);
      database.exec('BEGIN EXCLUSIVE');
      return new WriterLock(database);
    } catch (error) {
      database?.close();
      throw isBusy(error) ? locked(file, holder(), error) : storeError(error, file);
    }
  }

  release(): void {
    this.database.close();
  }
}

/** SQLite opens a file that may not be written for reading, and would then lock nothing at all. */
const checkWritable = (side: string): void => {
  try {
    accessSync(side, constants.W_OK);
  } catch (cause) {
    const message = `不能写入 ${side}：没有写权限，或在只读的盘上。请更正权限，或只以读取方式打开。`;
    throw new EventStoreError('read-only', message, {}, { cause });
  }
};

const locked = (file: string, holder: string, cause: unknown): EventStoreError =>
  new EventStoreError(
    'locked',
    `事件库 ${file} 正由${holder}写入，一个文件同时只能有一个写入者。请先停止那个程序，或换一个文件；只查询不受影响，可同时进行。`,
    {},
    { cause },
  );
