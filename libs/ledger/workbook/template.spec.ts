import { unzip } from '@cj-tech-master/excelts/archive';
import { importWorkbooks } from '../import/import.js';
import { collect } from '../testing/bytes.js';
import { MemoryLedger } from '../testing/memory-ledger.js';
import { REGISTERS } from '../testing/registers.js';
import { writeTemplate } from './template.js';
import { openWorkbook } from './xlsx.js';

describe('the template', () => {
  it('has a help sheet and every sheet with its columns in the order of the ledger', async () => {
    const workbook = await openWorkbook('t.xlsx', await collect(writeTemplate(REGISTERS)));
    expect(workbook.sheets.map(({ name }) => name)).toEqual(['说明', ...REGISTERS.map(({ sheet }) => sheet)]);
    const headers = new Map<string, unknown[]>();
    for (const sheet of workbook.sheets)
      await workbook.rows(sheet, (row, cells) => row === 1 && headers.set(sheet.name, [...cells.values()]));
    expect(headers.get('代表联系')).toEqual(['编号', '组成人员工号', '代表证号', '日期', '方式', '内容', '录入时间']);
    expect(headers.get('机构')).toEqual([
      '代码',
      '名称',
      '职责',
      '类别',
      '上级代码',
      '分管领导工号',
      '启用日期',
      '停用日期',
    ]);
  });

  it('explains every column', async () => {
    const workbook = await openWorkbook('t.xlsx', await collect(writeTemplate(REGISTERS)));
    const explained = new Set<string>();
    for (const sheet of workbook.sheets.slice(0, 1)) {
      await workbook.rows(sheet, (_, cells) => explained.add(`${String(cells.get(0))}/${String(cells.get(1))}`));
    }
    for (const { sheet, fields } of REGISTERS)
      for (const { header } of fields) expect(explained).toContain(`${sheet}/${header}`);
    expect(explained).toContain('督查/录入时间');
    expect(explained).not.toContain('机构/录入时间');
  });

  it('offers the words of a list, shows dates as dates and keeps the header in view', async () => {
    const sheet = await part(await collect(writeTemplate(REGISTERS)), 'xl/worksheets/sheet6.xml');
    expect(sheet).toContain(
      '<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="E2:E20000"><formula1>"电话,短信微信,信函,走访,座谈,接待"</formula1>',
    );
    expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(sheet).toMatch(/<col min="4" max="4" width="12" style="6"/);
  });

  it('is imported as nothing at all', async () => {
    const files = [{ name: 't.xlsx', bytes: await collect(writeTemplate(REGISTERS)) }];
    const { report } = await importWorkbooks({ files }, new MemoryLedger('2026-01-15T10:00:00.000+08:00').house());
    expect(report.refused).toEqual([]);
    expect(report.sheets.map(({ rows }) => rows)).toEqual(REGISTERS.map(() => 0));
  });
});

const part = async (bytes: Uint8Array, path: string): Promise<string> => {
  for await (const entry of unzip(bytes).entries()) if (entry.path === path) return entry.text();
  throw new Error(`no ${path}`);
};
