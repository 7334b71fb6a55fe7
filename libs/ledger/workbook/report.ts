import type { ImportResult, SheetCount } from '../import/import.js';
import type { Outcome } from '../import/judge.js';
import type { Register } from '../register/index.js';
import { columnsOf } from './ledger-sheet.js';
import type { RawCell } from './raw-cell.js';
import { headersOf, REPORT_HEADERS } from './read.js';
import { type OutCell, type OutSheet, writeXlsx } from './write-xlsx.js';

/**
 * The report workbook of an import: the rows that were refused as they were typed, the cell at fault in colour, and why in the column 导入结果, ready
 * to be corrected and imported again. Where nothing was written (`--dry-run`, `--strict`) the good rows stand among them, so that the
 * workbook is whole. The columns that it adds are none of the ledger's and are passed over by an import.
 */
export const writeReport = (
  { report, outcomes }: ImportResult,
  registers: readonly Register[],
): AsyncIterable<Uint8Array> =>
  writeXlsx([
    summary(report.sheets, report.written, report.notes),
    ...registers.flatMap((register) => {
      const mine = outcomes.filter(
        ({ row, status }) => row.register === register && (!report.written || status === 'refused'),
      );
      return mine.length === 0 ? [] : [resultSheet(register, mine)];
    }),
  ]);

const SUMMARY_SHEET = '导入情况';

const summary = (sheets: readonly SheetCount[], written: boolean, notes: readonly string[]): OutSheet => ({
  name: SUMMARY_SHEET,
  columns: [
    { header: '工作表', kind: 'wrapped', width: 60, required: false },
    ...['行数', '新增', '补充', '未变', '更正', '未收'].map(
      (header) => ({ header, kind: 'number', width: 8, required: false }) as const,
    ),
  ],
  rows: [
    ...sheets.map((sheet) => [
      sheet.sheet,
      sheet.rows,
      sheet.new,
      sheet.updated,
      sheet.unchanged,
      sheet.corrected,
      sheet.refused,
    ]),
    [
      written
        ? '以上收下的行已写入。未收的行列在各表中，改正后可直接导入本工作簿。'
        : '本次没有写入。改正后可直接导入本工作簿。',
    ],
    ...notes.map((note) => [note]),
  ],
});

const resultSheet = (register: Register, outcomes: readonly Outcome[]): OutSheet => ({
  name: register.sheet,
  columns: [
    ...columnsOf(register),
    { header: REPORT_HEADERS[0], kind: 'wrapped', width: 60, required: false },
    { header: REPORT_HEADERS[1], kind: 'text', width: 20, required: false },
    { header: REPORT_HEADERS[2], kind: 'number', width: 8, required: false },
  ],
  // In the order of the files: of two rows with one key the first goes in, the next time too.
  rows: outcomes.map((outcome) => resultRow(register, outcome)),
});

const RESULTS: Readonly<Record<Exclude<Outcome['status'], 'refused'>, string>> = {
  new: '可收，新增',
  updated: '可收，补充',
  corrected: '可收，更正',
  unchanged: '未变',
};

const resultRow = (register: Register, outcome: Outcome): readonly OutCell[] => {
  const { row } = outcome;
  const faulty = outcome.status === 'refused' ? outcome.refusal.column : null;
  const cells = headersOf(register).map((header, index): OutCell => {
    const cell = asTyped(row.cells[index]);
    return header === faulty ? { kind: 'fault', cell } : cell;
  });
  return [
    ...cells,
    outcome.status === 'refused' ? outcome.refusal.message : RESULTS[outcome.status],
    row.file,
    row.row,
  ];
};

const asTyped = (cell: RawCell | undefined): Exclude<OutCell, { kind: 'fault' }> => {
  if (typeof cell !== 'object') return cell;
  if (cell.kind === 'error') return cell.text;
  return cell.value === null ? cell.number : { kind: 'date', value: cell.value };
};
