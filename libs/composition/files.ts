import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type Entry,
  exportCsv,
  exportXlsx,
  type ImportResult,
  type Register,
  writeReport,
  writeTemplate,
} from '../ledger/index.js';
import { registers } from './contexts.js';

/**
 * Files that people get. Each is written beside its place and moved there when it is whole, so that nobody opens a half; one that is there already is
 * kept unless its replacement was asked for.
 */
export const writeTemplateFile = async (file: string, force: boolean): Promise<void> =>
  writeWhole(file, writeTemplate(registers), force);

export const writeReportFile = async (file: string, result: ImportResult): Promise<void> =>
  writeWhole(file, writeReport(result, registers), true);

export interface ExportWish {
  readonly csv: boolean;
  /** Only these sheets; null for all. */
  readonly sheets: readonly string[] | null;
  readonly force: boolean;
}

/** Answers how many rows were written. Errors: `FileError` for a sheet that is none, or a file that is there already. */
export const exportLedger = async (target: string, entries: readonly Entry[], wish: ExportWish): Promise<number> => {
  const wanted = wantedRegisters(wish.sheets);
  const names = new Set(wanted.map((register) => register.name));
  const rows = entries.filter((entry) => names.has(entry.register));
  if (wish.csv) {
    for (const { name, pieces } of exportCsv(wanted, rows)) await writeWhole(join(target, name), pieces, wish.force);
  } else {
    await writeWhole(target, exportXlsx(wanted, rows), wish.force);
  }
  return rows.length;
};

const wantedRegisters = (sheets: readonly string[] | null): readonly Register[] => {
  if (sheets === null) return registers;
  return sheets.map((sheet) => {
    const register = registers.find((candidate) => candidate.sheet === sheet);
    if (register !== undefined) return register;
    throw new FileError(
      'unknown-sheet',
      `没有名为“${sheet}”的工作表。可用的有：${registers.map((one) => one.sheet).join('、')}。`,
    );
  });
};

/** A file that is not there, or is and should not be. `message` is Chinese and says what to do; `code` is what programs go by. */
export class FileError extends Error {
  override readonly name = 'FileError';
  constructor(
    readonly code: 'file-not-found' | 'file-exists' | 'file-unreadable' | 'unknown-sheet',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The bytes of a file that somebody named. Errors: `FileError`. */
export const readNamedFile = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new FileError('file-not-found', `没有找到文件 ${path}。请核对路径和文件名。`, { cause: error });
    }
    throw new FileError(
      'file-unreadable',
      `文件 ${path} 不能读取（${code ?? '原因不明'}）。请检查它是不是文件、有没有读取权限。`,
      { cause: error },
    );
  }
};

const writeWhole = async (
  file: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<string>,
  force: boolean,
): Promise<void> => {
  if (!force && existsSync(file)) {
    throw new FileError('file-exists', `文件 ${file} 已经存在，没有覆盖。请换个文件名，或加上 --force 覆盖。`);
  }
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.writing`;
  try {
    await pipeline(bytes, createWriteStream(beside));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};
