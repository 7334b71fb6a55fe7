import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { importWorkbooks } from '../import/import.js';
import { collect } from '../testing/bytes.js';
import { MemoryLedger } from '../testing/memory-ledger.js';
import { REGISTERS } from '../testing/registers.js';
import { exportCsv, exportXlsx } from './export.js';
import type { WorkbookFile } from './read.js';

const NOW = '2026-01-15T10:00:00.123+08:00';

const asXlsx = async (memory: MemoryLedger): Promise<readonly WorkbookFile[]> => [
  { name: '导出.xlsx', bytes: await collect(exportXlsx(REGISTERS, memory.entries.values())) },
];

const asCsv = async (memory: MemoryLedger): Promise<readonly WorkbookFile[]> =>
  exportCsv(REGISTERS, memory.entries.values()).map(({ name, pieces }) => ({
    name: `导出/${name}`,
    bytes: new TextEncoder().encode([...pieces].join('')),
  }));

const expectNothingNew = async (memory: MemoryLedger, files: readonly WorkbookFile[]): Promise<void> => {
  const facts = memory.facts.length;
  const { report, outcomes } = await importWorkbooks({ files }, memory.house());
  expect(report.refused).toEqual([]);
  expect(outcomes.filter(({ status }) => status !== 'unchanged')).toEqual([]);
  expect(memory.facts).toHaveLength(facts);
  expect(outcomes).toHaveLength(memory.entries.size);
};

describe('importing an export changes nothing', () => {
  it.each(['ledger-small.xlsx', 'ledger-dirty.xlsx'])('of what %s brought, as workbook and as CSV', async (name) => {
    const memory = new MemoryLedger(NOW);
    await importWorkbooks({ files: [{ name, bytes: await readFile(`examples/${name}`) }] }, memory.house());
    await expectNothingNew(memory, await asXlsx(memory));
    await expectNothingNew(memory, await asCsv(memory));
  });

  it('gives an empty house the same rows', async () => {
    const memory = new MemoryLedger(NOW);
    await importWorkbooks(
      { files: [{ name: 'a.xlsx', bytes: await readFile('examples/ledger-small.xlsx') }] },
      memory.house(),
    );
    const other = new MemoryLedger(NOW);
    await importWorkbooks({ files: await asXlsx(memory) }, other.house());
    expect(new Set(other.entries.keys())).toEqual(new Set(memory.entries.keys()));
  });

  const AWKWARD = [
    '=1+1',
    '+86',
    '-减',
    '@某人',
    "'=1",
    "''+2",
    "'引号",
    'TRUE',
    'FALSE',
    '2019-08-01',
    '00123',
    '1e5',
    '一\n二',
    '一\r\n二',
    '一\r二',
    '\t=3',
    '_x0041_',
    '_x005F_x0041_',
    '逗号,引号"',
    '<b>&amp;</b>',
    '😀',
    '\u0001',
    '\uD83D',
    '导入结果',
    '#N/A',
    '＝全角',
    'a\u00A0b',
  ];

  it.each(AWKWARD)('with a text such as %j', async (text) => {
    const memory = await withText(text);
    await expectNothingNew(memory, await asXlsx(memory));
  });

  it.each(AWKWARD.filter((text) => text !== '\uD83D'))('with a text such as %j in CSV', async (text) => {
    const memory = await withText(text);
    await expectNothingNew(memory, await asCsv(memory));
  });

  it('with any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), async (text) => {
        fc.pre(text.trim() !== '' && !text.includes('\u0000'));
        const memory = await withText(text);
        await expectNothingNew(memory, await asXlsx(memory));
        await expectNothingNew(memory, await asCsv(memory));
      }),
      { numRuns: 60 },
    );
  });
});

/** An office of that name and code, entered on the screen. */
const withText = async (text: string): Promise<MemoryLedger> => {
  const memory = new MemoryLedger(NOW);
  const [register] = REGISTERS;
  if (register === undefined) throw new Error('no register');
  const office = text.normalize('NFKC').trim();
  const fields = { office, name: text.trim(), duty: '其他', category: '委室', from: '2019-08-01T09:05:07.000+08:00' };
  await memory.run(register, [office], { kind: 'enter', fields, enteredAt: null }, 'c');
  return memory;
};
