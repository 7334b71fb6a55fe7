import { readFile } from 'node:fs/promises';
import { importWorkbooks } from '../import/import.js';
import { collect } from '../testing/bytes.js';
import { MemoryLedger } from '../testing/memory-ledger.js';
import { REGISTERS } from '../testing/registers.js';
import { contact, filesOf, ROSTERS } from '../testing/tables.js';
import { cellText } from './raw-cell.js';
import { readWorkbooks } from './read.js';
import { writeReport } from './report.js';
import { openWorkbook } from './xlsx.js';

const NOW = '2026-01-15T10:00:00.000+08:00';
const place = ({ sheet, column, reason }: { sheet: string; column: string; reason: string }): string =>
  `${sheet} ${column} ${reason}`;

describe('a report workbook', () => {
  it('holds the refused rows of the dirty ledger as typed: imported again they are refused again', async () => {
    const memory = new MemoryLedger(NOW);
    const bytes = await readFile('examples/ledger-dirty.xlsx');
    const first = await importWorkbooks({ files: [{ name: 'ledger.xlsx', bytes }] }, memory.house());
    const facts = memory.facts.length;
    const report = { name: 'report.xlsx', bytes: await collect(writeReport(first, REGISTERS)) };
    const second = await importWorkbooks({ files: [report] }, memory.house());
    expect(memory.facts).toHaveLength(facts);
    expect(second.outcomes).toHaveLength(first.report.refused.length);
    const typed = (rows: typeof first.outcomes): unknown =>
      rows.flatMap(({ status, row }) => (status === 'refused' ? [row.cells.map(cellText)] : []));
    expect(typed(second.outcomes)).toEqual(typed(first.outcomes));
  });

  it('of an import that wrote nothing is the whole ledger, and gives the same refusals', async () => {
    const memory = new MemoryLedger(NOW);
    const bytes = await readFile('examples/ledger-dirty.xlsx');
    const dry = await importWorkbooks({ files: [{ name: 'ledger.xlsx', bytes }], dryRun: true }, memory.house());
    const report = { name: 'report.xlsx', bytes: await collect(writeReport(dry, REGISTERS)) };
    const again = await importWorkbooks({ files: [report] }, memory.house());
    expect(again.report.refused.map(place)).toEqual(dry.report.refused.map(place));
    expect(again.report.sheets).toEqual(dry.report.sheets);
  });

  it('says beside each row why, and where it came from', async () => {
    const memory = new MemoryLedger(NOW);
    const tables = { ...ROSTERS, 代表联系: [contact('LX1'), contact('LX2', { 方式: '微博' })] };
    const result = await importWorkbooks({ files: filesOf(tables) }, memory.house());
    const workbook = await openWorkbook('report.xlsx', await collect(writeReport(result, REGISTERS)));
    expect(workbook.sheets.map(({ name }) => name)).toEqual(['导入情况', '代表联系']);
    const rows: unknown[] = [];
    for (const sheet of workbook.sheets.slice(1))
      await workbook.rows(sheet, (_, cells) => rows.push([...cells.values()]));
    expect(rows).toEqual([
      ['编号', '组成人员工号', '代表证号', '日期', '方式', '内容', '录入时间', '导入结果', '原文件', '原行号'],
      [
        'LX2',
        'P1',
        'D1',
        '2019-08-01',
        '微博',
        '听取意见和建议',
        '2019-08-02',
        result.report.refused[0]?.message,
        '代表联系.csv',
        3,
      ],
    ]);
  });

  it('can be corrected and imported again', async () => {
    const memory = new MemoryLedger(NOW);
    const tables = { ...ROSTERS, 代表联系: [contact('LX2', { 方式: '微博' })] };
    const result = await importWorkbooks({ files: filesOf(tables) }, memory.house());
    const report = { name: 'report.xlsx', bytes: await collect(writeReport(result, REGISTERS)) };
    const read = await readWorkbooks([report], REGISTERS);
    expect(read.notes).toEqual(['文件“report.xlsx”的工作表“导入情况”不是台账的表，没有读取。']);
    const corrected = { ...contact('LX2'), 导入结果: '方式不对' };
    const again = await importWorkbooks({ files: filesOf({ 代表联系: [corrected] }) }, memory.house());
    expect(again.report.refused).toEqual([]);
    expect(again.report.notes).toEqual([]);
  });
});
