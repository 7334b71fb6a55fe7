import { ENTRY_TIME_HEADER, type FieldKind, fold, hasEntryTime, type Register } from '../register/index.js';
import { readCsv } from './csv.js';
import { HEADER_IS_SOUGHT_IN, MAX_ROWS } from './limits.js';
import { cellText, isEmptyCell, type RawCell } from './raw-cell.js';
import { WorkbookError } from './workbook-error.js';
import { openWorkbook } from './xlsx.js';
import { encrypted } from './zip.js';

/**
 * The ledger's files as rows. Sheets and columns are found by their Chinese name, whatever their order; sheets we do not know, columns people
 * add, title rows above the header and empty rows are passed over. Nothing is judged here: a row is what stands in the columns of its sheet.
 */
export interface WorkbookFile {
  /** With its extension; of a CSV file the base name is the sheet's. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface LedgerRow {
  readonly file: string;
  readonly register: Register;
  /** The number that Excel shows. */
  readonly row: number;
  /** By the columns of the register, 录入时间 after them where the sheet has it. */
  readonly cells: readonly (RawCell | undefined)[];
}

export interface ReadLedger {
  /** In the order of the files, their sheets and their rows. */
  readonly rows: readonly LedgerRow[];
  /** The registers of which a sheet was there, in the order of the ledger. */
  readonly registers: readonly Register[];
  /** Chinese: what was passed over. */
  readonly notes: readonly string[];
}

/** The columns that a report workbook adds; they are none of the ledger's. */
export const REPORT_HEADERS = ['导入结果', '原文件', '原行号'] as const;

/** Errors: `WorkbookError`. */
export const readWorkbooks = async (
  files: readonly WorkbookFile[],
  registers: readonly Register[],
): Promise<ReadLedger> => {
  const reading: Reading = {
    bySheet: new Map(registers.map((register) => [fold(register.sheet), register])),
    rows: [],
    seen: new Set(),
    notes: [],
  };
  for (const file of files) await readFile(reading, file);
  return {
    rows: reading.rows,
    registers: registers.filter((register) => reading.seen.has(register)),
    notes: reading.notes,
  };
};

/** The columns of a sheet as their headers read: those of the register, then 录入时间 where it has it. */
export const headersOf = (register: Register): readonly string[] => [
  ...register.fields.map((field) => field.header),
  ...(hasEntryTime(register) ? [ENTRY_TIME_HEADER] : []),
];

interface Reading {
  readonly bySheet: ReadonlyMap<string, Register>;
  readonly rows: LedgerRow[];
  readonly seen: Set<Register>;
  readonly notes: string[];
}

const readFile = async (reading: Reading, { name, bytes }: WorkbookFile): Promise<void> => {
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw encrypted(name);
  if (startsWith(bytes, [0x50, 0x4b])) return readXlsx(reading, name, bytes);
  if (/\.(csv|txt)$/i.test(name)) return readCsvSheet(reading, name, bytes);
  throw new WorkbookError(
    'unknown-format',
    `文件“${name}”既不是 .xlsx 工作簿也不是 .csv 文件，没有读取。请用 Excel 另存为 .xlsx 后再导入。`,
  );
};

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

const readXlsx = async (reading: Reading, file: string, bytes: Uint8Array): Promise<void> => {
  const workbook = await openWorkbook(file, bytes);
  for (const sheet of workbook.sheets) {
    const register = reading.bySheet.get(fold(sheet.name));
    if (register === undefined) {
      reading.notes.push(`文件“${file}”的工作表“${sheet.name}”不是台账的表，没有读取。`);
      continue;
    }
    const table = new Table(reading, file, register);
    await workbook.rows(sheet, (row, cells) => table.add(row, cells));
    table.end();
  }
};

const readCsvSheet = (reading: Reading, file: string, bytes: Uint8Array): void => {
  const sheet = file.replace(/^.*[\\/]/s, '').replace(/\.[^.]*$/, '');
  const register = reading.bySheet.get(fold(sheet));
  if (register === undefined) {
    reading.notes.push(`文件“${file}”没有读取：CSV 文件应以表名命名，台账没有“${sheet}”这张表。`);
    return;
  }
  const table = new Table(reading, file, register, csvFlag);
  readCsv(file, bytes).forEach((record, index) => table.add(index + 1, new Map(record.entries())));
  table.end();
};

/** Excel writes a Boolean cell as a word when it saves CSV; only a column of 是/否 can have had one. */
const csvFlag = (cell: RawCell | undefined, kind: FieldKind | undefined): RawCell | undefined =>
  kind === 'flag' && (cell === 'TRUE' || cell === 'FALSE') ? cell === 'TRUE' : cell;

type Cells = ReadonlyMap<number, RawCell>;

/** One sheet: the header is the row among the first that names most columns; the rows below it are the ledger's. */
class Table {
  private readonly waiting: { readonly row: number; readonly cells: Cells }[] = [];
  /** By the columns of the register: where it stands in the sheet. */
  private columns: readonly (number | undefined)[] | null = null;
  private readonly headers: readonly string[];

  constructor(
    private readonly reading: Reading,
    private readonly file: string,
    private readonly register: Register,
    private readonly asTyped: (cell: RawCell | undefined, kind: FieldKind | undefined) => RawCell | undefined = (
      cell,
    ) => cell,
  ) {
    this.headers = headersOf(register);
    reading.seen.add(register);
  }

  add(row: number, cells: Cells): void {
    if (this.columns !== null) return this.addRow(row, cells);
    if ([...cells.values()].every(isEmptyCell)) return;
    this.waiting.push({ row, cells });
    if (this.waiting.length === HEADER_IS_SOUGHT_IN) this.findHeader();
  }

  end(): void {
    if (this.columns === null) this.findHeader();
  }

  private findHeader(): void {
    let best = 0;
    let most = 0;
    this.waiting.forEach(({ cells }, index) => {
      const named = this.columnsIn(cells).filter((column) => column !== undefined).length;
      if (named > most) [best, most] = [index, named];
    });
    const header = this.waiting[best];
    if (header === undefined) return;
    this.columns = this.columnsIn(header.cells);
    this.noteColumns(header.cells);
    for (const { row, cells } of this.waiting.slice(best + 1)) this.addRow(row, cells);
  }

  private columnsIn(cells: Cells): readonly (number | undefined)[] {
    const columns = new Map<string, number>();
    for (const [column, cell] of [...cells].sort(([a], [b]) => a - b)) {
      const name = headerName(cell);
      if (!columns.has(name)) columns.set(name, column);
    }
    return this.headers.map((header) => columns.get(header));
  }

  private noteColumns(cells: Cells): void {
    const used = new Set(this.columns);
    const where = `文件“${this.file}”的“${this.register.sheet}”`;
    for (const [column, cell] of cells) {
      const name = headerName(cell);
      if (used.has(column) || name === '' || REPORT_HEADERS.some((header) => header === name)) continue;
      this.reading.notes.push(
        this.headers.includes(name)
          ? `${where}有两列“${name}”，只读了左边一列。`
          : `${where}的列“${name}”不是台账的列，没有读取。`,
      );
    }
    const missing = this.headers.filter((_, index) => this.columns?.[index] === undefined);
    if (missing.length > 0) this.reading.notes.push(`${where}没有这些列：${missing.join('、')}。`);
  }

  private addRow(row: number, cells: Cells): void {
    const columns = this.columns ?? [];
    const mine = columns.map((column, index) =>
      column === undefined ? undefined : this.asTyped(cells.get(column), this.register.fields[index]?.kind),
    );
    if (mine.every(isEmptyCell)) return;
    if (this.reading.rows.length >= MAX_ROWS) {
      throw new WorkbookError(
        'too-many-rows',
        `一次导入超过${MAX_ROWS}行，文件“${this.file}”没有读完，什么也没有写入。请分几次导入。`,
      );
    }
    this.reading.rows.push({ file: this.file, register: this.register, row, cells: mine });
  }
}

/** A header is read without blanks and without the mark of a key or of a column that may be empty. */
const headerName = (cell: RawCell): string =>
  fold(cellText(cell))
    .replace(/\s+/g, '')
    .replace(/[*°]+$/, '');
