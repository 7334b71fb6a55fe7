import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_FILE_BYTES } from './limits.js';
import { WorkbookError } from './workbook-error.js';
import { tooLarge } from './zip.js';

/**
 * A sheet as a CSV file: comma-separated, quoted as RFC 4180 says, in UTF-8 (with or without a mark at its beginning) or GB18030, which
 * Chinese Excel still writes. Rows are counted as Excel counts them on opening the file: empty lines count, a cell with line breaks is in one
 * row.
 *
 * A text that a spreadsheet would run as a formula is kept from it by an apostrophe: our export puts one before any text that begins with
 * `=`, `+`, `-`, `@`, a tab or a line break, apostrophes before them not counted, and here one is taken off again.
 */
export const readCsv = (file: string, bytes: Uint8Array): readonly (readonly string[])[] => {
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(file);
  const text = decode(file, bytes);
  let records: string[][];
  try {
    records = parse(text, {
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      record_delimiter: ['\r\n', '\n', '\r'],
    });
  } catch (error) {
    throw new WorkbookError(
      'damaged-csv',
      `文件“${file}”的引号没有成对，无法分清各列，没有读取。请用 Excel 打开后另存为 CSV（UTF-8），再导入。`,
      { cause: error },
    );
  }
  return records.map((record, index) => record.slice(0, MAX_COLUMNS).map((cell) => checked(file, index + 1, cell)));
};

/** The text of a CSV cell as an export writes it. */
export const guardFormula = (text: string): string => (/^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

const unguard = (text: string): string => (/^'+[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text);

const checked = (file: string, row: number, cell: string): string => {
  if (cell.length <= MAX_CELL_CHARACTERS) return unguard(cell);
  throw new WorkbookError(
    'cell-too-long',
    `文件“${file}”第${row}行有单元格超过${MAX_CELL_CHARACTERS}个字，没有读取。可能是引号没有成对，请检查这一行后再导入。`,
  );
};

const decode = (file: string, bytes: Uint8Array): string => {
  const text = utf8(bytes) ?? gb18030(bytes);
  if (text !== null && !text.includes('\u0000')) return text;
  throw new WorkbookError(
    'unknown-encoding',
    `文件“${file}”的编码既不是 UTF-8 也不是 GB18030，没有读取。请用 Excel 另存为“CSV UTF-8（逗号分隔）”后再导入。`,
  );
};

/** Null where the bytes are no UTF-8; a mark at the beginning is taken off. */
const utf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

/** Null where the bytes are no GB18030: the decoder marks what it cannot read. */
const gb18030 = (bytes: Uint8Array): string | null => {
  const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'gb18030');
  return text.includes('\uFFFD') ? null : text;
};
