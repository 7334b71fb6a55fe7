import { MemoryLedger } from '../testing/memory-ledger.js';
import {
  activity,
  contact,
  filesOf,
  inspection,
  item,
  officeMark,
  post,
  ROSTERS,
  type Tables,
  workstreamMark,
} from '../testing/tables.js';
import { type ImportWish, importWorkbooks, type SheetCount } from './import.js';

const NOW = '2026-01-15T10:00:00.000+08:00';

interface Answer {
  readonly refused: readonly string[];
  /** `new updated unchanged corrected refused`, by sheet. */
  readonly counts: Readonly<Record<string, string>>;
}

const counted = (sheet: SheetCount): string =>
  [sheet.new, sheet.updated, sheet.unchanged, sheet.corrected, sheet.refused].join(' ');

/** A house that has the rosters and has then imported the given tables one after the other; the last answer. */
const importing = async (
  imports: readonly Tables[],
  wish: Partial<ImportWish> = {},
  memory = new MemoryLedger(NOW),
): Promise<Answer> => {
  await importWorkbooks({ files: filesOf(ROSTERS) }, memory.house());
  let answer: Answer = { refused: [], counts: {} };
  for (const [index, tables] of imports.entries()) {
    const last = index === imports.length - 1;
    const { report } = await importWorkbooks({ files: filesOf(tables), ...(last ? wish : {}) }, memory.house());
    answer = {
      refused: report.refused.map(({ sheet, row, column, reason }) => `${sheet} ${row} ${column} ${reason}`),
      counts: Object.fromEntries(report.sheets.map((sheet) => [sheet.sheet, counted(sheet)])),
    };
  }
  return answer;
};

describe('rows of one key in one import', () => {
  it('count once where their cells mean the same', async () => {
    const first = contact('LX1', { 日期: '2019-08-01' });
    const copy = contact('ＬＸ１', { 日期: '20190801 15:00', 录入时间: '2019-08-02 00:00' });
    expect(await importing([{ 代表联系: [first, copy] }])).toEqual({ refused: [], counts: { 代表联系: '1 0 1 0 0' } });
  });

  it.each([
    [{ 党建: '90' }, { 党建: '90.00' }, '1 0 1 0 0'],
    [{ 党建: '90' }, { 党建: '90.01' }, '1 0 0 0 1'],
    [{ 党建: '90' }, { 党建: '' }, '1 0 0 0 1'],
    [{ 录入时间: '2019-10-08' }, { 录入时间: '2019-10-08 0:00' }, '1 0 1 0 0'],
    [{ 录入时间: '2019-10-08' }, { 录入时间: '2019-10-08 0:01' }, '1 0 0 0 1'],
  ])('with %j and %j', async (first, second, counts) => {
    expect((await importing([{ 述职评分: [officeMark(first), officeMark(second)] }])).counts).toEqual({
      述职评分: counts,
    });
  });

  it('are the same with an empty 是/否 and 否, and with a name typed with blanks around it', async () => {
    const rows = [
      post('P7', 'WS01', { 党员: '', 姓名: '张三' }),
      post('P7', 'WS01', { 党员: '×', 姓名: ' 张三\u3000' }),
    ];
    expect((await importing([{ 人员: rows }])).counts).toEqual({ 人员: '1 0 1 0 0' });
    const others = [post('P7', 'WS01', { 党员: '' }), post('P7', 'WS01', { 党员: '是' })];
    expect((await importing([{ 人员: others }])).refused).toEqual(['人员 3 工号 duplicate']);
  });

  it('keep the time of day where it counts', async () => {
    const rows = [
      item('SX1', { 办结日期: '2019-09-01' }),
      item('SX1', { 办结日期: '2019-09-01 15:00' }),
      item('SX1', { 办结日期: '2019-09-01 00:00' }),
    ];
    expect((await importing([{ 法定事项: rows }])).refused).toEqual(['法定事项 3 编号 duplicate']);
  });

  it('let the first in and refuse all others, also for a fault that would come later', async () => {
    const rows = [
      contact('LX1'),
      contact('LX1', { 内容: '另一件事情' }),
      contact('LX1', { 代表证号: 'NO' }),
      contact('LX1', { 日期: '2099-01-01' }),
      contact('LX1'),
    ];
    expect(await importing([{ 代表联系: rows }])).toEqual({
      refused: ['代表联系 3 编号 duplicate', '代表联系 4 编号 duplicate', '代表联系 5 日期 range'],
      counts: { 代表联系: '1 0 1 0 3' },
    });
  });

  it.each([
    ['type', { 日期: '不详' }, '日期 type'],
    ['reference', { 代表证号: 'NO' }, '代表证号 reference'],
    ['rule', { 内容: '短' }, '内容 rule'],
  ])(
    'let the second in where the first is refused for %s, and refuse copies of the first each',
    async (_, fault, refusal) => {
      const rows = [contact('LX1', fault), contact('LX1'), contact('LX1', fault)];
      expect((await importing([{ 代表联系: rows }])).refused).toEqual([
        `代表联系 2 ${refusal}`,
        `代表联系 4 ${refusal}`,
      ]);
    },
  );

  it('hold what refers to their key whichever of them goes in', async () => {
    const tables = {
      法定事项: [item('SX1', { 承办单位代码: 'NO' }), item('SX1')],
      事项进展: [{ 编号: 'JZ1', 事项编号: 'SX1', 日期: '2019-08-02', 进展: '一半' }],
    };
    expect((await importing([tables])).refused).toEqual(['法定事项 2 承办单位代码 reference']);
  });
});

describe('a row that is known', () => {
  it('is unchanged the second time, and is not judged again', async () => {
    const memory = new MemoryLedger(NOW);
    const tables = { 代表联系: [contact('LX1')] };
    await importing([tables], {}, memory);
    const facts = memory.facts.length;
    memory.now = '2019-07-01T10:00:00.000+08:00';
    expect((await importing([tables], {}, memory)).counts).toEqual({ 代表联系: '0 0 1 0 0' });
    expect(memory.facts).toHaveLength(facts);
  });

  it('may leave cells and columns empty, even required ones', async () => {
    const again = { 编号: 'SX1', 名称: '', 办结日期: '2019-09-01' };
    expect(await importing([{ 法定事项: [item('SX1')] }, { 法定事项: [again] }])).toEqual({
      refused: [],
      counts: { 法定事项: '0 1 0 0 0' },
    });
    expect((await importing([{ 法定事项: [item('SX1')] }, { 法定事项: [{ 编号: 'SX1' }] }])).counts).toEqual({
      法定事项: '0 0 1 0 0',
    });
    expect((await importing([{ 法定事项: [item('SX1')] }, { 法定事项: [{ 编号: 'SX2' }] }])).refused).toEqual([
      '法定事项 2 名称 required',
    ]);
  });

  it('is updated by what was empty, entered at the moment of this import', async () => {
    const memory = new MemoryLedger(NOW);
    await importing([{ 法定事项: [item('SX1', { 录入时间: '2019-08-02' })] }], {}, memory);
    await importing([{ 法定事项: [item('SX1', { 录入时间: '2019-12-01', 办结日期: '2019-09-01' })] }], {}, memory);
    const says = memory.entries.get('statutoryItem-SX1')?.says ?? [];
    expect(says.map(({ type, since }) => [type, since])).toEqual([
      ['statutory-items.ItemAssigned', '2019-08-02T00:00:00.000+08:00'],
      ['statutory-items.ItemCompleted', NOW],
    ]);
  });

  it('that bears no date at all is updated as of the moment of this import', async () => {
    const memory = new MemoryLedger(NOW);
    const urging = { 编号: 'CB1', 事项编号: 'SX1', 文书: '催办单' };
    await importing(
      [{ 法定事项: [item('SX1')], 催办: [urging] }, { 催办: [{ ...urging, 批准人工号: 'P1' }] }],
      {},
      memory,
    );
    expect(memory.facts.slice(-2).map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ['statutory-items.UrgingPrepared', NOW],
      ['statutory-items.UrgingDetailsAdded', NOW],
    ]);
  });

  it('is judged with what is known of it where it says something new', async () => {
    const update = async (more: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      (await importing([{ 法定事项: [item('SX1')] }, { 法定事项: [{ 编号: 'SX1', ...more }] }])).refused;
    expect(await update({ 办结日期: '2019-07-31' })).toEqual(['法定事项 2 办结日期 order']);
    expect(await update({ 办结日期: '2026-01-16' })).toEqual(['法定事项 2 办结日期 range']);
    expect(await update({ 督办单位代码: 'NO' })).toEqual(['法定事项 2 督办单位代码 reference']);
  });

  it('does not go by another 录入时间', async () => {
    const tables = (entered: string): Tables => ({ 代表联系: [contact('LX1', { 录入时间: entered })] });
    expect((await importing([tables('2019-08-02'), tables('2019-08-05')])).counts).toEqual({ 代表联系: '0 0 1 0 0' });
    expect((await importing([tables(''), tables('2019-08-05')])).counts).toEqual({ 代表联系: '0 0 1 0 0' });
    expect((await importing([tables('2019-08-02'), tables('上周三')])).refused).toEqual(['代表联系 2 录入时间 type']);
  });

  it('is refused as a conflict where a cell is changed, before a reference that does not hold', async () => {
    const changed = { 代表联系: [contact('LX1', { 方式: '走访', 代表证号: 'NO' })] };
    expect((await importing([{ 代表联系: [contact('LX1')] }, changed])).refused).toEqual(['代表联系 2 编号 conflict']);
  });

  it('goes in as a correction that names what it corrects', async () => {
    const memory = new MemoryLedger(NOW);
    const changed = { 代表联系: [contact('LX1', { 方式: '走访', 内容: '上门听取意见' })] };
    const answer = await importing(
      [{ 代表联系: [contact('LX1')] }, changed],
      { correct: true, reason: '记错了' },
      memory,
    );
    expect(answer).toEqual({ refused: [], counts: { 代表联系: '0 0 0 1 0' } });
    expect(memory.facts.at(-1)).toMatchObject({
      type: 'deputies.ContactCorrected',
      data: { contact: 'LX1', changes: { channel: '走访', content: '上门听取意见' }, corrects: [expect.any(String)] },
    });
    expect((await importing([changed], {}, memory)).counts).toEqual({ 代表联系: '0 0 1 0 0' });
  });

  it('may be corrected back to what it said, once', async () => {
    const memory = new MemoryLedger(NOW);
    const [one, other] = [{ 代表联系: [contact('LX1')] }, { 代表联系: [contact('LX1', { 方式: '走访' })] }];
    const correct = { correct: true, reason: '记错了' };
    await importing([one, other], correct, memory);
    expect((await importing([one], correct, memory)).counts).toEqual({ 代表联系: '0 0 0 1 0' });
    expect((await importing([other], correct, memory)).counts).toEqual({ 代表联系: '0 0 0 1 0' });
    expect((await importing([other], correct, memory)).counts).toEqual({ 代表联系: '0 0 1 0 0' });
  });

  it('is not corrected to what a rule or the order of dates forbids', async () => {
    const correct = async (more: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      (
        await importing([{ 代表联系: [contact('LX1')] }, { 代表联系: [contact('LX1', more)] }], {
          correct: true,
          reason: '记错了',
        })
      ).refused;
    expect(await correct({ 内容: '短' })).toEqual(['代表联系 2 内容 rule']);
    expect(await correct({ 日期: '2019-08-03' })).toEqual(['代表联系 2 录入时间 order']);
    expect(await correct({ 代表证号: 'NO' })).toEqual(['代表联系 2 代表证号 reference']);
  });

  it('goes in once where an import holds it unchanged and changed', async () => {
    const both = { 代表联系: [contact('LX1'), contact('LX1', { 方式: '走访' })] };
    expect((await importing([{ 代表联系: [contact('LX1')] }, both])).refused).toEqual(['代表联系 3 编号 duplicate']);
    expect(
      (await importing([{ 代表联系: [contact('LX1')] }, both], { correct: true, reason: '记错了' })).refused,
    ).toEqual(['代表联系 3 编号 duplicate']);
    const turned = { 代表联系: [...both.代表联系].reverse() };
    expect((await importing([{ 代表联系: [contact('LX1')] }, turned])).refused).toEqual(['代表联系 2 编号 conflict']);
  });

  it('of a roster lets marks be judged by it, updated or not', async () => {
    const marks = { 述职评分: [officeMark({ 季度: '2019Q4' })], 格局机制评分: [workstreamMark()] };
    expect((await importing([marks])).refused).toEqual([]);
    const left = { 人员: [post('P1', 'LD01', { 离任日期: '2019-12-01' })] };
    expect((await importing([{ ...left, ...marks }])).refused).toEqual(['述职评分 2 评分人工号 rule']);
  });
});

describe('what an inspection names', () => {
  const acts = {
    组织生活: [activity('X1'), activity('X2'), activity('A/1'), activity('X3', { 组织代码: 'NO' })],
    代表联系: [contact('X1'), contact('X3')],
  };
  const named = async (target: string, before: readonly Tables[] = []): Promise<readonly string[]> =>
    (
      await importing([...before, { ...(before.length === 0 ? acts : {}), 督查: [inspection('DC1', target)] }])
    ).refused.filter((refusal) => refusal.startsWith('督查'));

  it.each(['X2', 'Ｘ２', 'X3', 'A/1', '组织生活/X1', '代表联系／X1', '组织生活/X2', '组织生活/A/1'])(
    'may be %s',
    async (target) => {
      expect(await named(target)).toEqual([]);
    },
  );

  it.each([
    'X1',
    'X9',
    '组织生活/X3',
    '组织生活/X9',
    '机构/LD01',
    '督查/DC1',
    'DC1',
    'LD01',
    'P1',
    'A/2',
    '没有的表/X2',
  ])('may not be %s', async (target) => {
    expect(await named(target)).toEqual(['督查 2 事件编号 reference']);
  });

  it('may stand in the history', async () => {
    expect(await named('X2', [acts])).toEqual([]);
    expect(await named('X1', [acts])).toEqual(['督查 2 事件编号 reference']);
    expect(await named('代表联系/X1', [acts])).toEqual([]);
  });

  it.each([
    ['X2', '组织生活/X2'],
    ['组织生活 / X2', '组织生活/X2'],
    ['组织生活/A/1', '组织生活/A/1'],
    ['A/1', '组织生活/A/1'],
  ])('is kept with its sheet, as 工作表/编号, where it was typed as %s', async (typed, kept) => {
    const memory = new MemoryLedger(NOW);
    const tables = { 督查: [inspection('DC1', typed)] };
    await importing([acts, tables], {}, memory);
    expect(memory.entries.get('inspection-DC1')?.says[0]?.fields['target']).toBe(kept);
    expect((await importing([tables], {}, memory)).counts).toEqual({ 督查: '0 0 1 0 0' });
  });

  it('is another row where only the end of the 编号 is the same', async () => {
    const tables = (target: string): Tables => ({
      组织生活: [activity('A/1'), activity('1')],
      督查: [inspection('DC1', target)],
    });
    expect((await importing([tables('A/1'), tables('1')])).refused).toEqual(['督查 2 编号 conflict']);
  });

  it('is one row where a retired cadre has several', async () => {
    const care = {
      编号: 'T1',
      姓名: '一',
      出生日期: '1940-01-01',
      类别: '退休',
      管理层级: '市管',
      联系单位代码: 'WS01',
      起始日期: '2018-01-01',
    };
    const tables = { 老干部: [care, { ...care, 起始日期: '2019-01-01' }], 督查: [inspection('DC1', 'T1')] };
    expect((await importing([tables])).refused).toEqual([]);
  });

  it('stands left of who inspected', async () => {
    expect((await importing([{ 督查: [inspection('DC1', 'X9', { 督查人工号: 'P9' })] }])).refused).toEqual([
      '督查 2 事件编号 reference',
    ]);
    expect((await importing([{ ...acts, 督查: [inspection('DC1', 'X2', { 督查人工号: 'P9' })] }])).refused).toContain(
      '督查 2 督查人工号 reference',
    );
  });
});
