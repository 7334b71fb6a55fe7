import { MemoryLedger } from '../testing/memory-ledger.js';
import { contact, filesOf, inspection, office, ROSTERS, type Tables } from '../testing/tables.js';
import { type ImportProgress, importWorkbooks } from './import.js';

const NOW = '2026-01-15T10:00:00.000+08:00';
const TABLES: Tables = {
  督查: [inspection('DC1', 'LX1')],
  代表联系: [contact('LX1'), contact('LX2', { 代表证号: 'NO' })],
  ...ROSTERS,
};

describe('an import', () => {
  it('answers by sheet in the order of the ledger, whatever the order of the files', async () => {
    const { report } = await importWorkbooks({ files: filesOf(TABLES) }, new MemoryLedger(NOW).house());
    expect(report).toMatchObject({
      files: ['督查.csv', '代表联系.csv', '机构.csv', '人员.csv', '代表.csv'],
      dryRun: false,
      strict: false,
      written: true,
    });
    expect(report.sheets).toEqual([
      { sheet: '机构', rows: 2, new: 2, updated: 0, unchanged: 0, corrected: 0, refused: 0 },
      { sheet: '人员', rows: 2, new: 2, updated: 0, unchanged: 0, corrected: 0, refused: 0 },
      { sheet: '代表', rows: 1, new: 1, updated: 0, unchanged: 0, corrected: 0, refused: 0 },
      { sheet: '代表联系', rows: 2, new: 1, updated: 0, unchanged: 0, corrected: 0, refused: 1 },
      { sheet: '督查', rows: 1, new: 1, updated: 0, unchanged: 0, corrected: 0, refused: 0 },
    ]);
    expect(report.refused).toEqual([
      {
        file: '代表联系.csv',
        sheet: '代表联系',
        row: 3,
        column: '代表证号',
        value: 'NO',
        reason: 'reference',
        rule: null,
        message: expect.stringContaining('“代表证号”中的“NO”'),
      },
    ]);
  });

  it('writes rosters before what refers to them', async () => {
    const memory = new MemoryLedger(NOW);
    await importWorkbooks({ files: filesOf(TABLES) }, memory.house());
    expect(memory.facts.map(({ type }) => type)).toEqual([
      'organisation.OfficeEstablished',
      'organisation.OfficeEstablished',
      'organisation.PostTaken',
      'organisation.PostTaken',
      'deputies.DeputyElected',
      'deputies.ContactRecorded',
      'five-ones.InspectionFound',
    ]);
  });

  it('says all and writes nothing in a dry run', async () => {
    const memory = new MemoryLedger(NOW);
    const { report } = await importWorkbooks({ files: filesOf(TABLES), dryRun: true }, memory.house());
    expect(memory.facts).toEqual([]);
    expect(report).toMatchObject({ dryRun: true, written: false });
    expect(report.sheets.map((sheet) => sheet.new)).toEqual([2, 2, 1, 1, 1]);
    expect(report.refused).toHaveLength(1);
  });

  it('writes nothing under strict unless all rows are good', async () => {
    const memory = new MemoryLedger(NOW);
    const { report } = await importWorkbooks({ files: filesOf(TABLES), strict: true }, memory.house());
    expect(memory.facts).toEqual([]);
    expect(report.written).toBe(false);
    const good = await importWorkbooks({ files: filesOf(ROSTERS), strict: true }, memory.house());
    expect(good.report.written).toBe(true);
    expect(memory.facts).toHaveLength(5);
  });

  it('asks for a reason to correct, and writes nothing without', async () => {
    const memory = new MemoryLedger(NOW);
    for (const reason of [undefined, ' ']) {
      const wish = { files: filesOf(ROSTERS), correct: true, ...(reason === undefined ? {} : { reason }) };
      await expect(importWorkbooks(wish, memory.house())).rejects.toMatchObject({ code: 'reason-missing' });
    }
    expect(memory.facts).toEqual([]);
  });

  it('gives the reason with corrections only', async () => {
    const memory = new MemoryLedger(NOW);
    const reasons: (string | undefined)[] = [];
    const house = memory.house();
    const run: typeof house.run = (register, key, command, commandId, reason) => {
      reasons.push(reason);
      return house.run(register, key, command, commandId);
    };
    await importWorkbooks({ files: filesOf(ROSTERS) }, house);
    const changed = { 机构: [office('WS01', { 名称: '新名' }), office('WS02')] };
    await importWorkbooks({ files: filesOf(changed), correct: true, reason: '更名' }, { ...house, run });
    expect(reasons).toEqual(['更名', undefined]);
  });

  it('that broke off goes on where it stopped', async () => {
    const memory = new MemoryLedger(NOW);
    const house = memory.house();
    let left = 3;
    const breaking: typeof house.run = (...command) => {
      left -= 1;
      if (left < 0) return Promise.reject(new Error('断电'));
      return house.run(...command);
    };
    await expect(importWorkbooks({ files: filesOf(TABLES) }, { ...house, run: breaking })).rejects.toThrow('断电');
    expect(memory.facts).toHaveLength(3);
    // What was written may not be known yet when the import is run again: the same commands are harmless.
    const blind = { ...house, entries: () => [] };
    await importWorkbooks({ files: filesOf(TABLES) }, blind);
    expect(memory.facts).toHaveLength(7);
    await importWorkbooks({ files: filesOf(TABLES) }, blind);
    expect(memory.facts).toHaveLength(7);
  });

  it('refuses a row that somebody else wrote in the meantime', async () => {
    const memory = new MemoryLedger(NOW);
    const house = memory.house();
    await importWorkbooks({ files: filesOf({ 机构: [office('WS01', { 名称: '别人写的' })] }) }, house);
    const { report } = await importWorkbooks(
      { files: filesOf({ 机构: [office('WS01')] }) },
      { ...house, entries: () => [] },
    );
    expect(report.refused).toMatchObject([
      { sheet: '机构', row: 2, column: '代码', value: 'WS01', reason: 'conflict' },
    ]);
    expect(report.sheets).toMatchObject([{ new: 0, refused: 1 }]);
  });

  it('tells how far it is', async () => {
    const progress: ImportProgress[] = [];
    const onProgress = (step: ImportProgress): void => void progress.push(step);
    await importWorkbooks({ files: filesOf(ROSTERS), onProgress }, new MemoryLedger(NOW).house());
    expect(progress.map(({ phase, done, total }) => `${phase} ${done}/${total}`)).toEqual([
      'reading 0/3',
      'reading 3/3',
      'judging 0/5',
      'judging 5/5',
      'writing 5/5',
    ]);
  });

  it('of several files takes the first of two rows with one key', async () => {
    const files = [
      ...filesOf({ 机构: [office('WS01')] }, '一/'),
      ...filesOf({ 机构: [office('WS01', { 名称: '另一' })] }, '二/'),
    ];
    const { report } = await importWorkbooks({ files }, new MemoryLedger(NOW).house());
    expect(report.refused).toMatchObject([
      { file: '二/机构.csv', row: 2, reason: 'duplicate', message: expect.stringContaining('一/机构.csv') },
    ]);
  });
});
