import { EXCEL_COLUMNS, MAX_COLUMNS, MAX_SHARED_STRINGS, MAX_SHEETS } from './limits.js';
import type { RawCell } from './raw-cell.js';
import { dateOfSerial, isBuiltInDateFormat, isDateFormat } from './serials.js';
import { WorkbookError } from './workbook-error.js';
import { attribute, checkLength, readXml, unescapeText } from './xml.js';
import { damaged, openPackage, type Package } from './zip.js';

/**
 * A workbook (.xlsx, also .xlsm whose macros are never looked at): which sheets it has, which number formats are dates, the texts that cells
 * share, and the rows of a sheet one by one. The excelts library reads workbooks too, but hands out dates as computed by itself; we need the
 * number and its format as they stand in the file, and bounded memory, so of it we use the XML parser only. Formulas are never computed: a
 * cell counts for the result that Excel saved with it. Links, pictures, macros and relations to places outside are not opened.
 */
export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  /** The rows that have a cell, in the order of the file; cells by their column from 0. */
  readonly rows: (
    sheet: WorkbookSheet,
    visit: (row: number, cells: ReadonlyMap<number, RawCell>) => void,
  ) => Promise<void>;
}

export interface WorkbookSheet {
  readonly name: string;
  readonly part: string;
}

export const openWorkbook = async (file: string, bytes: Uint8Array): Promise<Workbook> => {
  const parts = openPackage(file, bytes);
  const main =
    (await relations(file, parts, '')).find((relation) => relation.type.endsWith('/officeDocument'))?.target ??
    'xl/workbook.xml';
  if (!parts.has(main) || main.endsWith('.bin')) throw damaged(file, '里面没有 .xlsx 工作簿');
  const related = await relations(file, parts, main);
  const { sheets, since1904 } = await readMain(file, parts, main, related);
  const styles = related.find((relation) => relation.type.endsWith('/styles'))?.target;
  const strings = related.find((relation) => relation.type.endsWith('/sharedStrings'))?.target;
  const reading: Reading = {
    file,
    parts,
    since1904,
    dateStyles: styles !== undefined && parts.has(styles) ? await readStyles(file, parts, styles) : [],
    strings: strings !== undefined && parts.has(strings) ? await readStrings(file, parts, strings) : [],
  };
  return { sheets, rows: (sheet, visit) => readSheet(reading, sheet, visit) };
};

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

/** What a part names inside of the package; what lies outside is left out. */
const relations = async (file: string, parts: Package, part: string): Promise<readonly Relation[]> => {
  const slash = part.lastIndexOf('/') + 1;
  const name = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  const found: Relation[] = [];
  if (!parts.has(name)) return found;
  await readXml(file, name, parts.read(name), {
    open: (element, attributes) => {
      if (element !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      const { Id: id = '', Type: type = '', Target: target = '' } = attributes;
      found.push({ id, type, target: resolve(part.slice(0, slash), target) });
    },
  });
  return found;
};

const resolve = (folder: string, target: string): string => {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
};

const readMain = async (
  file: string,
  parts: Package,
  main: string,
  related: readonly Relation[],
): Promise<{ readonly sheets: readonly WorkbookSheet[]; readonly since1904: boolean }> => {
  const byId = new Map(related.map((relation) => [relation.id, relation]));
  const sheets: WorkbookSheet[] = [];
  let since1904 = false;
  await readXml(file, main, parts.read(main), {
    open: (element, attributes) => {
      if (element === 'workbookPr') since1904 = isTrue(attributes['date1904']);
      if (element !== 'sheet') return;
      const relation = byId.get(attribute(attributes, 'id') ?? '');
      if (relation === undefined || !relation.type.endsWith('/worksheet')) return;
      sheets.push({ name: attributes['name'] ?? '', part: relation.target });
    },
  });
  if (sheets.length > MAX_SHEETS) {
    throw new WorkbookError(
      'too-many-sheets',
      `文件“${file}”有${sheets.length}张工作表，超过${MAX_SHEETS}张，没有读取。请删去无关的工作表，或分成几个文件导入。`,
    );
  }
  return { sheets, since1904 };
};

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

/** For each cell style whether it shows a date. */
const readStyles = async (file: string, parts: Package, part: string): Promise<readonly boolean[]> => {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCellStyles = false;
  await readXml(file, part, parts.read(part), {
    open: (element, attributes) => {
      if (element === 'numFmt')
        custom.set(Number(attributes['numFmtId']), isDateFormat(attributes['formatCode'] ?? ''));
      if (element === 'cellXfs') inCellStyles = true;
      if (element === 'xf' && inCellStyles) {
        const format = Number(attributes['numFmtId'] ?? 0);
        styles.push(custom.get(format) ?? isBuiltInDateFormat(format));
      }
    },
    close: (element) => {
      if (element === 'cellXfs') inCellStyles = false;
    },
  });
  return styles;
};

const readStrings = async (file: string, parts: Package, part: string): Promise<readonly string[]> => {
  const strings: string[] = [];
  const text = new TextPieces(file);
  await readXml(file, part, parts.read(part), {
    open: (element) => {
      if (element === 'si') text.begin('共用文字');
      else text.open(element);
    },
    text: (piece) => text.add(piece),
    close: (element) => {
      text.close(element);
      if (element !== 'si') return;
      if (strings.length >= MAX_SHARED_STRINGS) throw damaged(file, `文字超过${MAX_SHARED_STRINGS}条`);
      strings.push(text.end());
    },
  });
  return strings;
};

/** The text of a cell in its pieces of rich text; the phonetic guides beside it are none of it. */
class TextPieces {
  private readonly pieces: string[] = [];
  private where = '';
  private length = 0;
  private inText = false;
  private inPhonetics = false;

  constructor(private readonly file: string) {}

  begin(where: string): void {
    this.where = where;
    this.length = 0;
    this.pieces.length = 0;
  }

  open(element: string): void {
    if (element === 'rPh') this.inPhonetics = true;
    if (element === 't') this.inText = true;
  }

  add(piece: string): void {
    if (!this.inText || this.inPhonetics) return;
    this.length += piece.length;
    // An escape such as _x000D_ is longer than what it stands for.
    checkLength(this.file, this.where, this.length / 7);
    this.pieces.push(piece);
  }

  close(element: string): void {
    if (element === 'rPh') this.inPhonetics = false;
    if (element === 't') this.inText = false;
  }

  end(): string {
    const text = unescapeText(this.pieces.join(''));
    checkLength(this.file, this.where, text.length);
    return text;
  }
}

interface Reading {
  readonly file: string;
  readonly parts: Package;
  readonly since1904: boolean;
  readonly dateStyles: readonly boolean[];
  readonly strings: readonly string[];
}

const readSheet = async (
  reading: Reading,
  sheet: WorkbookSheet,
  visit: (row: number, cells: ReadonlyMap<number, RawCell>) => void,
): Promise<void> => {
  const { file, parts } = reading;
  const text = new TextPieces(file);
  let row = 0;
  let column = -1;
  let type = 'n';
  let style = 0;
  let value = '';
  let inValue = false;
  let inline = false;
  let cells = new Map<number, RawCell>();
  await readXml(file, sheet.part, parts.read(sheet.part), {
    open: (element, attributes) => {
      switch (element) {
        case 'row':
          row = attributes['r'] === undefined ? row + 1 : rowNumber(file, attributes['r']);
          column = -1;
          cells = new Map();
          return;
        case 'c':
          column = attributes['r'] === undefined ? column + 1 : columnIndex(file, attributes['r']);
          type = attributes['t'] ?? 'n';
          style = Number(attributes['s'] ?? 0);
          value = '';
          inline = false;
          return;
        case 'v':
          inValue = true;
          return;
        case 'is':
          inline = true;
          text.begin(`工作表“${sheet.name}”第${row}行`);
          return;
        default:
          if (inline) text.open(element);
      }
    },
    text: (piece) => {
      if (inValue) {
        value += piece;
        checkLength(file, `工作表“${sheet.name}”第${row}行`, value.length / 7);
      } else if (inline) {
        text.add(piece);
      }
    },
    close: (element) => {
      switch (element) {
        case 'v':
          inValue = false;
          return;
        case 'is':
          value = text.end();
          inline = false;
          return;
        case 'c': {
          if (column >= MAX_COLUMNS) return;
          const cell = rawCell(reading, sheet, type, style, value);
          if (cell !== undefined) cells.set(column, cell);
          return;
        }
        case 'row':
          if (cells.size > 0) visit(row, cells);
          return;
        default:
          if (inline) text.close(element);
      }
    },
  });
};

const rawCell = (
  reading: Reading,
  sheet: WorkbookSheet,
  type: string,
  style: number,
  value: string,
): RawCell | undefined => {
  if (value === '') return undefined;
  switch (type) {
    case 's': {
      const shared = reading.strings[Number(value)];
      if (shared === undefined) throw damaged(reading.file, `工作表“${sheet.name}”引用了没有的文字`);
      return shared;
    }
    case 'b':
      return isTrue(value);
    case 'e':
      return { kind: 'error', text: value };
    case 'inlineStr':
      return value;
    case 'str':
      return checked(reading, sheet, unescapeText(value));
    case 'd':
      // A date in words of ISO 8601: `2019-08-01T09:05:00.000`; what is finer than a second is no ledger's.
      return value.replace(/(T\d{2}:\d{2}:\d{2})\.\d+/, '$1').replace(/T00:00:00$/, '');
    default: {
      const number = Number(value);
      if (!Number.isFinite(number)) return value;
      return reading.dateStyles[style] === true
        ? { kind: 'date', value: dateOfSerial(number, reading.since1904), number }
        : number;
    }
  }
};

const checked = (reading: Reading, sheet: WorkbookSheet, text: string): string => {
  checkLength(reading.file, `工作表“${sheet.name}”有一格`, text.length);
  return text;
};

const rowNumber = (file: string, text: string): number => {
  const row = Number(text);
  if (!Number.isInteger(row) || row < 1 || row > EXCEL_ROWS) throw damaged(file, `行号“${text.slice(0, 20)}”有误`);
  return row;
};

const EXCEL_ROWS = 1_048_576;

/** `B7` is column 1. */
const columnIndex = (file: string, reference: string): number => {
  let index = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    index = index * 26 + letter;
    if (index > EXCEL_COLUMNS) break;
  }
  if (index < 1 || index > EXCEL_COLUMNS) throw damaged(file, `单元格“${reference.slice(0, 20)}”超出 Excel 的列数`);
  return index - 1;
};
