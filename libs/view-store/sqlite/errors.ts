import { ViewStoreError } from '../../kernel/index.js';
import type { ViewStoreErrorCode } from '../../kernel/index.js';

/** SQLite's primary result codes that say something to whoever runs the house. */
const EXPLAINED: Readonly<Record<number, readonly [ViewStoreErrorCode, string]>> = {
  3: ['access-denied', '没有访问权限。请检查文件与目录的属主和权限后重试。'],
  5: ['locked', '正被另一个连接锁住，等候超时。请关闭占用它的程序后重试。'],
  6: ['locked', '正被另一个连接锁住。请关闭占用它的程序后重试。'],
  8: ['read-only', '是只读的，写不进去。请检查文件、目录或磁盘是否只读，或以写方式打开。'],
  10: ['unavailable', '读写磁盘出错。请检查磁盘后重试；视图可以删除后由事件重建。'],
  11: ['corrupt', '已损坏。视图可由事件重建：请停下程序、移走此文件后重新启动。'],
  13: ['full', '所在磁盘已满，未写入。请腾出空间后重试；视图会从断点接着写。'],
  14: ['unavailable', '无法打开。请检查路径是否存在、目录是否可写。'],
  23: ['access-denied', '没有访问权限。请检查文件与目录的属主和权限后重试。'],
  26: ['corrupt', '不是视图库文件。请检查 VIEW_STORE_URL 是否指错了文件。'],
};

/** The system refused a write for another reason than a full disk: a quota, a limit on file sizes (SQLITE_IOERR_WRITE, _SHMSIZE). */
const WRITE_REFUSED: readonly unknown[] = [778, 4874];
const FULL = 13;

/** SQLite's primary result code of an error of `node:sqlite`, undefined for any other error. */
export const resultCode = (error: unknown): number | undefined => {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
};

/** What the operating system says where a directory cannot be made, in SQLite's codes. */
const OF_SYSTEM: Readonly<Record<string, number>> = { EACCES: 3, EPERM: 3, EROFS: 8, ENOSPC: 13, EDQUOT: 13 };
const CANNOT_OPEN = 14;

const systemCode = (error: unknown): number | undefined => {
  const { syscall, code } = (error ?? {}) as { readonly syscall?: unknown; readonly code?: unknown };
  return syscall === undefined ? undefined : (OF_SYSTEM[String(code)] ?? CANNOT_OPEN);
};

/** Turns SQLite's and the file system's errors into the port's; our own pass, and so do bugs. */
export const explained = (error: unknown, file: string): unknown => {
  const primary = resultCode(error) ?? systemCode(error);
  if (primary === undefined) return error;
  const code = WRITE_REFUSED.includes((error as { errcode?: unknown }).errcode) ? FULL : primary;
  const [viewCode, sentence] = EXPLAINED[code] ?? [
    'unavailable' as const,
    `出错（SQLite ${code}：${(error as Error).message}）。请重试；仍不行就移走此文件，由事件重建。`,
  ];
  return new ViewStoreError(viewCode, `视图库 ${file} ${sentence}`, { cause: error });
};
