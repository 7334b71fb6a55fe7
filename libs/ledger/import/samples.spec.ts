import { readFile } from 'node:fs/promises';
import { MemoryLedger } from '../testing/memory-ledger.js';
import type { WorkbookFile } from '../workbook/read.js';
import { importWorkbooks } from './import.js';

const sample = async (name: string): Promise<WorkbookFile> => ({ name, bytes: await readFile(`examples/${name}`) });
const NOW = '2026-01-15T10:00:00.000+08:00';

describe('the sample ledgers', () => {
  it('takes every row of the small ledger', async () => {
    const memory = new MemoryLedger(NOW);
    const { report } = await importWorkbooks({ files: [await sample('ledger-small.xlsx')] }, memory.house());
    expect(report.refused).toEqual([]);
    expect(report.sheets).toHaveLength(22);
    const twice = report.sheets.filter(({ unchanged }) => unchanged > 0);
    expect(twice.map(({ sheet, unchanged }) => [sheet, unchanged])).toEqual([
      ['机构', 1],
      ['代表联系', 1],
    ]);
  });

  it('changes nothing the second time', async () => {
    const memory = new MemoryLedger(NOW);
    const files = [await sample('ledger-small.xlsx')];
    const first = await importWorkbooks({ files }, memory.house());
    const facts = memory.facts.length;
    const second = await importWorkbooks({ files }, memory.house());
    expect(memory.facts).toHaveLength(facts);
    expect(second.report.sheets.map(({ rows, unchanged }) => rows - unchanged)).toEqual(
      second.report.sheets.map(() => 0),
    );
    expect(first.report.sheets.map(({ rows }) => rows)).toEqual(second.report.sheets.map(({ rows }) => rows));
  });

  it('refuses of the dirty ledger just the rows that are listed', async () => {
    const memory = new MemoryLedger(NOW);
    const { report } = await importWorkbooks({ files: [await sample('ledger-dirty.xlsx')] }, memory.house());
    const listed: unknown = JSON.parse(await readFile('examples/ledger-dirty.refusals.json', 'utf8'));
    expect(
      report.refused.map(({ sheet, row, column, reason, rule }) => ({ sheet, row, column, reason, rule })),
    ).toEqual(listed);
  });
});
