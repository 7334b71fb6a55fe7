import type { WorkbookFile } from '../workbook/read.js';

/** Sheets for specs: rows by column, written as CSV files. */
export type Row = Readonly<Record<string, string>>;
export type Tables = Readonly<Record<string, readonly Row[]>>;

export const filesOf = (tables: Tables, folder = ''): readonly WorkbookFile[] =>
  Object.entries(tables).map(([sheet, rows]) => {
    const headers = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const lines = [headers, ...rows.map((row) => headers.map((header) => row[header] ?? ''))];
    const text = lines.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
    return { name: `${folder}${sheet}.csv`, bytes: new TextEncoder().encode(text) };
  });

// Good rows of the invented city, to be changed in one cell.
export const office = (code: string, more: Row = {}): Row => ({
  代码: code,
  名称: `机构${code}`,
  职责: '其他',
  类别: '委室',
  启用日期: '2017-01-01',
  ...more,
});
export const post = (person: string, unit: string, more: Row = {}): Row => ({
  工号: person,
  姓名: `姓名${person}`,
  单位代码: unit,
  职务: '委员',
  岗位: '工作人员',
  常委会组成人员: '是',
  任职日期: '2017-01-01',
  ...more,
});
export const deputy = (code: string, more: Row = {}): Row => ({
  代表证号: code,
  姓名: '代表',
  层级: '市',
  选举单位代码: 'LD01',
  任职日期: '2017-01-01',
  ...more,
});
export const contact = (id: string, more: Row = {}): Row => ({
  编号: id,
  组成人员工号: 'P1',
  代表证号: 'D1',
  日期: '2019-08-01',
  方式: '电话',
  内容: '听取意见和建议',
  录入时间: '2019-08-02',
  ...more,
});
export const activity = (id: string, more: Row = {}): Row => ({
  编号: id,
  组织代码: 'WS01',
  类型: '党课',
  日期: '2019-08-01',
  ...more,
});
export const item = (id: string, more: Row = {}): Row => ({
  编号: id,
  名称: '专项工作',
  类别: '监督',
  承办单位代码: 'WS01',
  交办日期: '2019-08-01',
  完成时限: '2030-01-01',
  ...more,
});
export const leave = (id: string, more: Row = {}): Row => ({
  编号: id,
  工号: 'P2',
  类别: '事假',
  开始: '2019-09-02',
  结束: '2019-09-03',
  事由: '个人事务',
  ...more,
});
export const officeMark = (more: Row = {}): Row => ({
  季度: '2019Q3',
  评分人工号: 'P1',
  单位代码: 'WS01',
  党建: '90',
  ...more,
});
export const workstreamMark = (more: Row = {}): Row => ({
  季度: '2019Q3',
  评分人工号: 'P1',
  代码: 'N1',
  分数: '90',
  ...more,
});
export const inspection = (id: string, target: string, more: Row = {}): Row => ({
  编号: id,
  季度: '2019Q3',
  事件编号: target,
  结论: '属实',
  督查人工号: 'P1',
  日期: '2019-09-01',
  ...more,
});

/** Two offices, a member of the standing committee, a clerk, a deputy. */
export const ROSTERS: Tables = {
  机构: [office('LD01', { 类别: '领导班子' }), office('WS01', { 上级代码: 'LD01', 分管领导工号: 'P1' })],
  人员: [post('P1', 'LD01'), post('P2', 'WS01', { 常委会组成人员: '' })],
  代表: [deputy('D1')],
};
