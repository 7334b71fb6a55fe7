import { type Entry, hasEntryTime, type Register, rowSaid } from '../register/index.js';
import { guardFormula } from './csv.js';
import { cellOf, columnsOf } from './ledger-sheet.js';
import { dateText } from './raw-cell.js';
import { type OutCell, type OutDate, writeXlsx } from './write-xlsx.js';

/**
 * All rows that the history tells, as a ledger again. Whoever imports an export changes nothing: every cell reads back as what it was. 录入时间 is
 * what the old ledger said, else when the row was recorded.
 */
export const exportXlsx = (registers: readonly Register[], entries: Iterable<Entry>): AsyncIterable<Uint8Array> => {
  const byRegister = entriesBy(entries);
  return writeXlsx(
    registers.map((register) => ({
      name: register.sheet,
      columns: columnsOf(register),
      rows: rowsOf(register, byRegister.get(register.name) ?? []),
    })),
  );
};

export interface CsvFile {
  /** The sheet's name with `.csv`. */
  readonly name: string;
  /** UTF-8 text, piece by piece, with the mark at its beginning by which Excel knows it. */
  readonly pieces: Iterable<string>;
}

/** The same as a folder of CSV files, one a sheet. */
export const exportCsv = (registers: readonly Register[], entries: Iterable<Entry>): readonly CsvFile[] => {
  const byRegister = entriesBy(entries);
  return registers.map((register) => ({
    name: `${register.sheet}.csv`,
    pieces: csvPieces(register, byRegister.get(register.name) ?? []),
  }));
};

const entriesBy = (entries: Iterable<Entry>): ReadonlyMap<string, Entry[]> => {
  const byRegister = new Map<string, Entry[]>();
  for (const entry of entries) {
    const others = byRegister.get(entry.register);
    if (others === undefined) byRegister.set(entry.register, [entry]);
    else others.push(entry);
  }
  for (const rows of byRegister.values()) rows.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return byRegister;
};

type ExportCell = Exclude<OutCell, { kind: 'fault' }>;

const rowsOf = function* (register: Register, entries: readonly Entry[]): Generator<readonly ExportCell[]> {
  for (const entry of entries) {
    const fields = rowSaid(entry);
    const cells = register.fields.map((field) => cellOf(field, fields[field.name]));
    yield hasEntryTime(register) ? [...cells, entryTime(entry)] : cells;
  }
};

const entryTime = (entry: Entry): OutDate | undefined => {
  const first = entry.says[0];
  return first === undefined ? undefined : { kind: 'date', value: first.ledger ? first.since : first.recordedAt };
};

const csvPieces = function* (register: Register, entries: readonly Entry[]): Generator<string> {
  yield `\uFEFF${columnsOf(register)
    .map(({ header }) => header)
    .join(',')}\r\n`;
  for (const cells of rowsOf(register, entries)) yield `${cells.map(csvCell).join(',')}\r\n`;
};

const csvCell = (cell: ExportCell): string => {
  switch (typeof cell) {
    case 'undefined':
      return '';
    case 'string':
      return quoted(guardFormula(cell));
    case 'number':
    case 'boolean':
      return String(cell);
    case 'object':
      return dateText(cell.value);
  }
};

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
