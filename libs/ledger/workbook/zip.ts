import { crc32, createInflateRaw } from 'node:zlib';
import { INFLATION_IS_CHECKED_FROM, MAX_FILE_BYTES, MAX_INFLATED_BYTES, MAX_INFLATION, MAX_PARTS } from './limits.js';
import { WorkbookError } from './workbook-error.js';

/**
 * A workbook is a ZIP package. Its central directory stands at the end: for each part its name, how it is packed, its sizes and where its
 * local header begins. We read the directory first, judge the sizes it promises, and unpack only the parts that are asked for, as a stream
 * that stops as soon as a part gives more than it promised or all parts together more than a ledger needs. Nothing is ever written to a disk
 * and a part's name is only a key to look it up, so a name such as `../../x` can do nothing.
 *
 * Layout (little endian): end record `PK\5\6` with the number of entries (at 10), size (12) and offset (16) of the directory; entries
 * `PK\1\2` with flags (8), method (10), checksum (16), packed (20) and unpacked size (24), lengths of name, extra and comment (28, 30, 32), offset of the
 * local header (42), name from 46; local headers `PK\3\4` with the lengths of name and extra at 26 and 28, data from 30 on. Some
 * writers give small parts too the 64-bit form: a size or offset of all ones then stands, eight bytes long, in the entry's extra field 1. A
 * directory of the 64-bit form belongs to packages larger than we accept.
 */
export interface Package {
  readonly has: (name: string) => boolean;
  readonly names: readonly string[];
  /** The bytes of a part, piece by piece. Errors: `WorkbookError` `zip-bomb`, `damaged-workbook`. */
  readonly read: (name: string) => AsyncIterable<Uint8Array>;
}

interface Part {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  /** CRC-32 of the unpacked bytes. */
  readonly checksum: number;
  readonly header: number;
}

const ALL_ONES = 0xffffffff;
const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const LOCAL_LENGTH = 30;
const STORED = 0;
const DEFLATED = 8;

export const openPackage = (file: string, bytes: Uint8Array): Package => {
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(file);
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = new Map<string, Part>();
  for (const part of directory(file, view)) {
    if (parts.has(part.name)) throw damaged(file, `同一部件“${part.name}”出现两次`);
    parts.set(part.name, part);
  }
  const budget = { left: MAX_INFLATED_BYTES };
  return {
    names: [...parts.keys()],
    has: (name) => parts.has(name),
    read: (name) => {
      const part = parts.get(name);
      if (part === undefined) throw damaged(file, `缺少部件“${name}”`);
      return unpack(file, view, part, budget);
    },
  };
};

export const tooLarge = (file: string): WorkbookError =>
  new WorkbookError(
    'file-too-large',
    `文件“${file}”超过${MAX_FILE_BYTES / 1024 / 1024}MB，没有读取。台账不会有这么大，请检查是否夹带图片或附件，或分成几个文件导入。`,
  );

export const damaged = (file: string, what: string, cause?: unknown): WorkbookError =>
  new WorkbookError(
    'damaged-workbook',
    `文件“${file}”不是完好的工作簿（${what}），没有读取。请用 Excel 打开后另存为 .xlsx，再导入。`,
    { cause },
  );

const bomb = (file: string, what: string): WorkbookError =>
  new WorkbookError(
    'zip-bomb',
    `文件“${file}”解压后过大（${what}），可能是恶意文件，没有读取。请向提供者核实，或用 Excel 另存为新文件后再导入。`,
  );

const directory = function* (file: string, view: Buffer): Generator<Part> {
  const end = endRecord(file, view);
  const count = view.readUInt16LE(end + 10);
  let at = view.readUInt32LE(end + 16);
  if (count === 0xffff || at === ALL_ONES) throw damaged(file, '64位压缩包');
  if (count > MAX_PARTS) throw bomb(file, `部件超过${MAX_PARTS}个`);
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_LENGTH > view.length || view.readUInt32LE(at) !== DIRECTORY) throw damaged(file, '压缩包目录有误');
    const nameLength = view.readUInt16LE(at + 28);
    const extraLength = view.readUInt16LE(at + 30);
    const long = longNumbers(
      view.subarray(at + ENTRY_LENGTH + nameLength, at + ENTRY_LENGTH + nameLength + extraLength),
    );
    const number = (offset: number): number => {
      const short = view.readUInt32LE(at + offset);
      return short === ALL_ONES ? (long.next().value ?? short) : short;
    };
    if ((view.readUInt16LE(at + 8) & 1) === 1) throw encrypted(file);
    // The long numbers stand in this order, and only those that are needed.
    const [unpacked, packed, header] = [number(24), number(20), number(42)];
    const name = view.toString('utf8', at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength).replaceAll('\\', '/');
    yield { name, method: view.readUInt16LE(at + 10), packed, unpacked, checksum: view.readUInt32LE(at + 16), header };
    at += ENTRY_LENGTH + nameLength + extraLength + view.readUInt16LE(at + 32);
  }
};

/** The eight-byte numbers of extra field 1; what cannot be counted with becomes all ones and is too large. */
const longNumbers = function* (extra: Buffer): Generator<number, undefined> {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const end = Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2));
    for (let from = at + 4; from + 8 <= end; from += 8) yield Number(extra.readBigUInt64LE(from));
  }
  return undefined;
};

export const encrypted = (file: string): WorkbookError =>
  new WorkbookError(
    'old-or-encrypted-workbook',
    `文件“${file}”是旧版 .xls 或设了密码，没有读取。请在 Excel 中去掉密码，另存为 .xlsx 后再导入。`,
  );

/** The end record stands within the last 64 KB, before the package's comment. */
const endRecord = (file: string, view: Buffer): number => {
  const first = Math.max(0, view.length - END_LENGTH - 0xffff);
  for (let at = view.length - END_LENGTH; at >= first; at -= 1) {
    if (view.readUInt32LE(at) === END) return at;
  }
  throw damaged(file, '找不到压缩包目录');
};

const unpack = async function* (
  file: string,
  view: Buffer,
  part: Part,
  budget: { left: number },
): AsyncGenerator<Uint8Array> {
  if (part.unpacked > budget.left) throw bomb(file, `内容超过${MAX_INFLATED_BYTES / 1024 / 1024}MB`);
  if (part.unpacked > INFLATION_IS_CHECKED_FROM && part.unpacked > part.packed * MAX_INFLATION) {
    throw bomb(file, `部件“${part.name}”压缩了${MAX_INFLATION}倍以上`);
  }
  let given = 0;
  let checksum = 0;
  for await (const piece of pieces(file, packedBytes(file, view, part), part)) {
    given += piece.length;
    budget.left -= piece.length;
    if (budget.left < 0) throw bomb(file, `内容超过${MAX_INFLATED_BYTES / 1024 / 1024}MB`);
    if (given > part.unpacked) throw bomb(file, `部件“${part.name}”比目录所写的大`);
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (given !== part.unpacked || checksum !== part.checksum) throw damaged(file, `部件“${part.name}”不完整`);
};

const packedBytes = (file: string, view: Buffer, part: Part): Buffer => {
  const { header, packed } = part;
  if (header + LOCAL_LENGTH > view.length || view.readUInt32LE(header) !== LOCAL)
    throw damaged(file, `部件“${part.name}”的位置有误`);
  const start = header + LOCAL_LENGTH + view.readUInt16LE(header + 26) + view.readUInt16LE(header + 28);
  if (start + packed > view.length) throw damaged(file, `部件“${part.name}”不完整`);
  return view.subarray(start, start + packed);
};

const pieces = async function* (file: string, packed: Buffer, part: Part): AsyncGenerator<Uint8Array> {
  if (part.method === STORED) {
    yield packed;
    return;
  }
  if (part.method !== DEFLATED) throw damaged(file, `部件“${part.name}”的压缩方式不受支持`);
  const inflate = createInflateRaw();
  inflate.end(packed);
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    throw damaged(file, `部件“${part.name}”无法解压`, error);
  } finally {
    inflate.destroy();
  }
};
