import { MemoryLedger } from '../testing/memory-ledger.js';
import {
  activity,
  contact,
  deputy,
  filesOf,
  item,
  leave,
  office,
  officeMark,
  post,
  type Row,
  ROSTERS,
  type Tables,
  workstreamMark,
} from '../testing/tables.js';
import { importWorkbooks } from './import.js';

/** The day of the import is 2026-01-15, the moment 10:00. */
const NOW = '2026-01-15T10:00:00.000+08:00';

/** Refusals as `sheet row column reason`, of an import with the rosters beside the rows. */
const refused = async (tables: Tables): Promise<readonly string[]> => {
  const all = Object.fromEntries(
    [...new Set([...Object.keys(ROSTERS), ...Object.keys(tables)])].map((sheet) => [
      sheet,
      [...(ROSTERS[sheet] ?? []), ...(tables[sheet] ?? [])],
    ]),
  );
  const { report } = await importWorkbooks({ files: filesOf(all) }, new MemoryLedger(NOW).house());
  return report.refused.map(({ sheet, row, column, reason, rule }) =>
    [sheet, row, column, reason, ...(rule === null ? [] : [rule])].join(' '),
  );
};

const GOOD: Readonly<Record<string, (more: Row) => Row>> = {
  机构: (more) => office('WS09', more),
  代表联系: (more) => contact('LX1', more),
  组织生活: (more) => activity('ZZ1', more),
  法定事项: (more) => item('SX1', more),
  请假: (more) => leave('QJ1', more),
  述职评分: officeMark,
  格局机制评分: workstreamMark,
  代表: (more) => deputy('D9', more),
  意见建议: (more) => ({ 编号: 'JY1', 代表证号: 'D1', 提出日期: '2019-08-05', 标题: '一', 内容: '二', ...more }),
  审议意见: (more) => ({
    编号: 'SY1',
    议题: '一',
    督办委室代码: 'WS01',
    承办单位代码: 'WS01',
    审议日期: '2019-08-01',
    交办日期: '2019-08-05',
    ...more,
  }),
  党支部: (more) => ({ 代码: 'ZB1', 名称: '一', 单位代码: 'WS01', 成立日期: '2018-01-01', ...more }),
};

/** The only refusal of a good row changed so, without sheet and row; undefined where it goes in. */
const ofRow = async (sheet: string, more: Row): Promise<string | undefined> => {
  const make = GOOD[sheet];
  if (make === undefined) throw new Error(`no good row of ${sheet}`);
  const refusals = await refused({ [sheet]: [make(more)] });
  expect(refusals.length).toBeLessThanOrEqual(1);
  return refusals[0]?.split(' ').slice(2).join(' ');
};

type Case = readonly [sheet: string, more: Row, refusal: string | undefined];

describe('required', () => {
  it.each<Case>([
    ['代表联系', { 编号: '' }, '编号 required'],
    ['代表联系', { 日期: '\u3000' }, '日期 required'],
    ['代表联系', { 日期: '', 方式: '' }, '日期 required'],
    ['代表联系', { 录入时间: '' }, undefined],
    ['格局机制评分', { 分数: '' }, '分数 required'],
    ['述职评分', { 党建: '' }, undefined],
  ])('%s %j: %s', async (sheet, more, refusal) => expect(await ofRow(sheet, more)).toBe(refusal));

  it('is what each row of a sheet without a required column is refused for', async () => {
    const { 方式: _, ...without } = contact('LX1');
    expect(await refused({ 代表联系: [without, { ...without, 编号: 'LX2' }] })).toEqual([
      '代表联系 2 方式 required',
      '代表联系 3 方式 required',
    ]);
  });
});

describe('type', () => {
  it.each<Case>([
    ['代表联系', { 日期: '2019-13-40' }, '日期 type'],
    ['代表联系', { 日期: '不详', 方式: '微博' }, '日期 type'],
    ['代表联系', { 日期: '不详', 方式: '' }, '方式 required'],
    ['代表联系', { 日期: '不详', 录入时间: '上周三' }, '日期 type'],
    ['代表联系', { 录入时间: '上周三' }, '录入时间 type'],
    ['组织生活', { 应到: '若干' }, '应到 type'],
    ['组织生活', { 应到: '3.5' }, '应到 type'],
    ['组织生活', { 应到: '3.0' }, undefined],
    ['述职评分', { 季度: '2019Q5' }, '季度 type'],
    ['述职评分', { 业务: '88.125' }, '业务 type'],
    ['述职评分', { 业务: '88.120' }, undefined],
    ['述职评分', { 业务: '-0.125' }, '业务 type'],
  ])('%s %j: %s', async (sheet, more, refusal) => expect(await ofRow(sheet, more)).toBe(refusal));
});

describe('choice', () => {
  it.each<Case>([
    ['代表联系', { 方式: '微博' }, '方式 choice'],
    ['代表联系', { 方式: '微博', 日期: '2099-01-01' }, '方式 choice'],
    ['格局机制评分', { 代码: 'N9' }, '代码 choice'],
    ['格局机制评分', { 代码: 'Ｎ５' }, undefined],
    ['党支部', { 设支委会: '有' }, '设支委会 choice'],
    ['党支部', { 设支委会: '×' }, undefined],
  ])('%s %j: %s', async (sheet, more, refusal) => expect(await ofRow(sheet, more)).toBe(refusal));
});

describe('range', () => {
  it.each<Case>([
    ['代表联系', { 日期: '2026-01-15 23:00', 录入时间: '' }, undefined],
    ['代表联系', { 日期: '2026-01-16', 录入时间: '' }, '日期 range'],
    ['代表联系', { 录入时间: '2026-01-15 10:00' }, undefined],
    ['代表联系', { 录入时间: '2026-01-15 10:00:01' }, '录入时间 range'],
    ['代表联系', { 录入时间: '2026-01-16' }, '录入时间 range'],
    ['机构', { 启用日期: '2026-01-16' }, '启用日期 range'],
    ['机构', { 停用日期: '2099-01-01' }, undefined],
    ['法定事项', { 完成时限: '2099-01-01' }, undefined],
    ['法定事项', { 办结日期: '2026-01-16' }, '办结日期 range'],
    ['请假', { 开始: '2099-01-01', 结束: '2099-01-02' }, undefined],
    ['请假', { 批准时间: '2026-01-16' }, '批准时间 range'],
    ['组织生活', { 应到: '-1' }, '应到 range'],
    ['组织生活', { 应到: '12', 实到: '12' }, undefined],
    ['组织生活', { 应到: '12', 实到: '13' }, '实到 range'],
    ['组织生活', { 实到: '13' }, undefined],
    ['组织生活', { 应到: '-2', 实到: '-1' }, '应到 range'],
    ['组织生活', { 日期: '2026-01-16', 应到: '-1' }, '日期 range'],
    ['述职评分', { 党建: '100', 业务: '0' }, undefined],
    ['述职评分', { 党建: '100.01' }, '党建 range'],
    ['述职评分', { 业务: '-0.01' }, '业务 range'],
    ['述职评分', { 季度: '2019Q2' }, '季度 range'],
    ['述职评分', { 季度: '2026Q1' }, undefined],
    ['述职评分', { 季度: '2026Q2' }, '季度 range'],
    ['述职评分', { 季度: '2026Q2', 党建: '101' }, '季度 range'],
  ])('%s %j: %s', async (sheet, more, refusal) => expect(await ofRow(sheet, more)).toBe(refusal));
});

describe('order', () => {
  it.each<Case>([
    ['机构', { 停用日期: '2017-01-01' }, undefined],
    ['机构', { 停用日期: '2016-12-31' }, '停用日期 order'],
    ['法定事项', { 方案报送日期: '2019-08-01', 办结日期: '2019-08-01', 完成时限: '2019-08-01' }, undefined],
    ['法定事项', { 方案报送日期: '2019-07-31', 办结日期: '2019-07-31' }, '方案报送日期 order'],
    ['法定事项', { 完成时限: '2019-07-31', 办结日期: '2019-07-31' }, '完成时限 order'],
    ['法定事项', { 交办日期: '2019-08-01 17:00', 办结日期: '2019-08-01 9:00' }, undefined],
    ['法定事项', { 办结日期: '2019-07-31', 录入时间: '2019-07-31' }, '办结日期 order'],
    ['法定事项', { 录入时间: '2019-07-31 23:59' }, '录入时间 order'],
    ['法定事项', { 交办日期: '2019-08-01 17:00', 录入时间: '2019-08-01 8:00' }, undefined],
    ['意见建议', { 交办日期: '2019-08-04' }, '交办日期 order'],
    ['意见建议', { 交办日期: '2019-08-06', 答复日期: '2019-08-05' }, '答复日期 order'],
    ['意见建议', { 答复日期: '2019-08-07', 反馈日期: '2019-08-06' }, '反馈日期 order'],
    ['意见建议', { 答复日期: '2019-08-06', 反馈日期: '2019-08-06' }, undefined],
    ['审议意见', { 交办日期: '2019-07-31' }, '交办日期 order'],
    ['审议意见', { 报告日期: '2019-08-04' }, '报告日期 order'],
    ['请假', { 结束: '2019-09-01' }, '结束 order'],
    ['请假', { 销假时间: '2019-09-01 23:00' }, '销假时间 order'],
    ['请假', { 申请时间: '2019-08-30', 录入时间: '2019-08-29' }, '录入时间 order'],
    ['请假', { 批准时间: '2019-08-30', 录入时间: '2019-08-29' }, undefined],
    ['代表联系', { 录入时间: '2019-07-31' }, '录入时间 order'],
    ['述职评分', { 录入时间: '2019-01-01' }, undefined],
  ])('%s %j: %s', async (sheet, more, refusal) => expect(await ofRow(sheet, more)).toBe(refusal));
});

describe('reference', () => {
  it.each<Case>([
    ['代表联系', { 组成人员工号: 'P9', 代表证号: 'D8' }, '组成人员工号 reference'],
    ['代表联系', { 代表证号: 'Ｄ１' }, undefined],
    ['代表联系', { 代表证号: 'd1' }, '代表证号 reference'],
    ['代表联系', { 代表证号: 'D8', 内容: '' }, '代表证号 reference'],
    ['组织生活', { 组织代码: 'WS01' }, undefined],
    ['组织生活', { 组织代码: 'ZB1' }, '组织代码 reference'],
    ['请假', { 同意人工号: 'P1、P9' }, '同意人工号 reference'],
    ['法定事项', { 督办单位代码: 'WS77' }, '督办单位代码 reference'],
  ])('%s %j: %s', async (sheet, more, refusal) => expect(await ofRow(sheet, more)).toBe(refusal));

  it('follows from row to row to whatever was refused first', async () => {
    expect(
      await refused({
        机构: [office('A', { 上级代码: 'B' }), office('B', { 上级代码: 'C' }), office('C', { 上级代码: 'NO' })],
        人员: [post('P5', 'A')],
        组织生活: [activity('ZZ1', { 组织代码: 'A' }), activity('ZZ2', { 主讲人或负责人工号: 'P5' })],
      }),
    ).toEqual([
      '机构 4 上级代码 reference',
      '机构 5 上级代码 reference',
      '机构 6 上级代码 reference',
      '人员 4 单位代码 reference',
      '组织生活 2 组织代码 reference',
      '组织生活 3 主讲人或负责人工号 reference',
    ]);
  });

  it('is held by rows that name each other', async () => {
    expect(
      await refused({ 机构: [office('A', { 分管领导工号: 'P5', 上级代码: 'A' })], 人员: [post('P5', 'A')] }),
    ).toEqual([]);
  });

  it('is not held by rows that name each other when one of them names a row that is not there', async () => {
    expect(
      await refused({ 机构: [office('A', { 分管领导工号: 'P5', 上级代码: 'NO' })], 人员: [post('P5', 'A')] }),
    ).toEqual(['机构 4 上级代码 reference', '人员 4 单位代码 reference']);
  });
});

describe('rule', () => {
  it.each<Case>([
    ['代表联系', { 内容: '谈心 ' }, '内容 rule DP-07'],
    ['代表联系', { 内容: '' }, '内容 rule DP-07'],
    ['代表联系', { 内容: '听取意见' }, undefined],
    ['请假', { 批准人工号: 'P2' }, '批准人工号 rule OD-11'],
    ['请假', { 同意人工号: 'P1、P2', 批准人工号: 'P2' }, '同意人工号 rule OD-11'],
    ['请假', { 同意人工号: 'P1', 批准人工号: 'P1' }, undefined],
    ['述职评分', { 评分人工号: 'P2' }, '评分人工号 rule F1-03'],
    ['述职评分', { 单位代码: 'LD01' }, '单位代码 rule F1-03'],
    ['格局机制评分', { 评分人工号: 'P2' }, '评分人工号 rule F1-03'],
    ['格局机制评分', {}, undefined],
  ])('%s %j: %s', async (sheet, more, refusal) => expect(await ofRow(sheet, more)).toBe(refusal));

  it('F1-03 goes by the posts of the quarter’s last day', async () => {
    const marks = (quarter: string): Row => officeMark({ 评分人工号: 'P5', 季度: quarter });
    const until = (to: string): Tables => ({ 人员: [post('P5', 'LD01', { 任职日期: '2019-09-30', 离任日期: to })] });
    expect(
      await refused({ ...until('2019-12-31'), 述职评分: [marks('2019Q3'), marks('2019Q4'), marks('2020Q1')] }),
    ).toEqual(['述职评分 4 评分人工号 rule F1-03']);
    expect(await refused({ ...until('2019-12-30'), 述职评分: [marks('2019Q3'), marks('2019Q4')] })).toEqual([
      '述职评分 3 评分人工号 rule F1-03',
    ]);
  });

  it('F1-03 does not go by a post that was refused', async () => {
    const refusals = await refused({
      人员: [post('P5', 'NO'), post('P5', 'LD01', { 常委会组成人员: '否' })],
      述职评分: [officeMark({ 评分人工号: 'P5' })],
    });
    expect(refusals).toEqual(['人员 4 单位代码 reference', '述职评分 2 评分人工号 rule F1-03']);
  });
});
