import { EventStoreError } from '../../kernel/index.js';

/**
 * From SQLite's result codes (https://sqlite.org/rescode.html) to the port's. A code is primary in its lowest byte; the bytes
 * above say more. `node:sqlite` gives it as `errcode`.
 */
export const sqliteCode = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code : undefined;
};

const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const NOTADB = 26;
/** The system refused a write for another reason than a full disk: a quota, a limit on file sizes, a broken disk. */
const IOERR_WRITE = 778;
const IOERR_SHMSIZE = 4874;

export const primaryCode = (error: unknown): number => (sqliteCode(error) ?? 0) & 0xff;

/** The file may not be written, or may not be there at all. */
export const isNotWritable = (error: unknown): boolean => [READONLY, CANTOPEN].includes(primaryCode(error));

export const isBusy = (error: unknown): boolean => primaryCode(error) === BUSY;

/**
 * What happened while the file was read or written, before a transaction was to be made durable: nothing was written.
 * An error that is none of SQLite's comes back as it is: it is a mistake of ours.
 */
export const storeError = (error: unknown, file: string): unknown => {
  const code = sqliteCode(error);
  if (code === undefined || error instanceof EventStoreError) return error;
  const cause = { cause: error };
  const reason = (error as Error).message;
  switch (code & 0xff) {
    case FULL:
      return full(file, '磁盘已满', cause);
    case BUSY:
      return new EventStoreError(
        'locked',
        `事件库 ${file} 正被别的程序锁住。请关闭打开它的程序（如 sqlite3）后再试。`,
        {},
        cause,
      );
    case READONLY:
    case CANTOPEN:
      return new EventStoreError(
        'read-only',
        `事件库 ${file} 不能写入（${reason}）：文件或其目录没有写权限，或在只读的盘上。请更正权限，或只以读取方式打开。`,
        {},
        cause,
      );
    case CORRUPT:
    case NOTADB:
    case CONSTRAINT:
      return new EventStoreError(
        'corrupt',
        `${file} 已损坏，或不是事件库（${reason}）。请不要再写入，先把文件和同名的 -wal 文件一起留底，再从备份恢复。`,
        {},
        cause,
      );
    case IOERR:
      if (code === IOERR_WRITE || code === IOERR_SHMSIZE)
        return full(file, '系统拒绝写入（配额、文件大小上限或磁盘故障）', cause);
      return unavailable(file, reason, cause);
    default:
      return unavailable(file, reason, cause);
  }
};

const full = (file: string, why: string, cause: { cause: unknown }): EventStoreError =>
  new EventStoreError(
    'full',
    `事件库 ${file} 写不进去：${why}。这一次没有写入，已确认的都在。请腾出空间后重试，不必重启。`,
    {},
    cause,
  );

const unavailable = (file: string, reason: string, cause: { cause: unknown }): EventStoreError =>
  new EventStoreError('unavailable', `事件库 ${file} 暂时不能用（${reason}）。请检查磁盘后重试。`, {}, cause);

/** The disk failed in the middle of making a transaction durable: it may be there after a restart, or not. */
export const outcomeUnknown = (file: string, error: unknown): EventStoreError =>
  new EventStoreError(
    'outcome-unknown',
    `事件库 ${file} 在落盘时出错（${(error as Error).message}），这一次是否写入尚不能断定。请检查磁盘并重新启动；用同一编号重试不会重复写入。`,
    {},
    { cause: error },
  );

/** What every later append is told: it was not even tried. */
export const unusable = (file: string, error: unknown): EventStoreError =>
  new EventStoreError(
    'unavailable',
    `事件库 ${file} 先前落盘时出错（${(error as Error).message}），此后不再写入，这一次没有写入。请检查磁盘并重新启动。`,
    {},
    { cause: error },
  );
