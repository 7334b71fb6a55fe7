import { startOfDay } from '../../calendar/index.js';
import { dayOf } from '../../kernel/index.js';
import type { Day, Instant } from '../../kernel/index.js';
import type { Act, Dated, InForce, Row, World } from '../world.js';

/**
 * Turns the rows of a case, in the words of the workbook, into the world known at an instant: an act is known from its 录入时间 (left
 * out: from 00:00 of its day), and neither what was entered later nor what is dated later is there.
 */
export type CaseRow = Readonly<Record<string, string>>;
export type CaseRows = Readonly<Record<string, readonly CaseRow[]>>;

export const worldOf = (rows: CaseRows, knownAt: Instant): World => {
  const sheet = <T>(name: string, read: (row: CaseRow) => T): readonly T[] => (rows[name] ?? []).map(read);
  const acts = <T extends Act>(name: string, read: (row: CaseRow) => T): readonly T[] =>
    sheet(name, read).filter((act) => act.entered <= knownAt && act.on <= dayOf(knownAt));
  const dated = (row: CaseRow, column: string): Dated | null => datedOf(row, column, knownAt);
  return {
    knownAt,
    offices: sheet('机构', (row) => ({
      ...rowOf(row, '代码'),
      ...inForce(row, '启用日期', '停用日期'),
      name: word(row, '名称'),
      duty: word(row, '职责'),
      category: word(row, '类别'),
      parent: null,
    })),
    branches: sheet('党支部', (row) => ({
      ...rowOf(row, '代码'),
      ...inForce(row, '成立日期', '撤销日期'),
      name: word(row, '名称'),
      office: word(row, '单位代码'),
      hasCommittee: row['设支委会'] === '是',
    })),
    contactPairs: sheet('联系对象', (row) => ({
      id: `${word(row, '组成人员工号')}/${word(row, '代表证号')}`,
      events: [],
      ...inForce(row, '起始日期', '结束日期'),
      member: word(row, '组成人员工号'),
      deputy: word(row, '代表证号'),
    })),
    contacts: acts('代表联系', (row) => ({
      ...actOf(row),
      member: word(row, '组成人员工号'),
      deputy: word(row, '代表证号'),
      channel: word(row, '方式'),
    })),
    retireeRows: sheet('老干部', (row) => ({
      ...rowOf(row, '编号'),
      ...inForce(row, '起始日期', '结束日期'),
      retiree: word(row, '编号'),
      name: word(row, '姓名'),
      born: word(row, '出生日期'),
      careOffice: word(row, '联系单位代码'),
    })),
    services: acts('老干部服务', (row) => ({
      ...actOf(row),
      retiree: word(row, '老干部编号'),
      channel: word(row, '方式'),
      occasion: word(row, '事由'),
    })),
    situations: acts('老干部情况', (row) => ({
      ...actOf(row),
      retiree: word(row, '老干部编号'),
      situation: word(row, '情况'),
    })),
    activities: acts('组织生活', (row) => ({
      ...actOf(row),
      organisation: word(row, '组织代码'),
      kind: word(row, '类型'),
    })),
    items: sheet('法定事项', (row) => ({
      ...rowOf(row, '编号'),
      title: word(row, '名称'),
      carrier: word(row, '承办单位代码'),
      handedOver: dated(row, '交办日期') ?? missing(row, '交办日期'),
      due: word(row, '完成时限'),
      planSubmitted: dated(row, '方案报送日期'),
      completed: dated(row, '办结日期'),
    })),
    progress: acts('事项进展', (row) => ({ ...actOf(row), item: word(row, '事项编号') })),
    urgings: sheet('催办', (row) => ({
      ...rowOf(row, '编号'),
      item: word(row, '事项编号'),
      document: word(row, '文书'),
      issued: dated(row, '发出日期'),
      answered: dated(row, '回复日期'),
    })),
    opinions: sheet('审议意见', (row) => ({
      ...rowOf(row, '编号'),
      topic: word(row, '议题'),
      handedOver: dated(row, '交办日期'),
      reported: dated(row, '报告日期'),
    })),
    reviewSteps: acts('法规审议', (row) => ({
      ...actOf(row),
      bill: word(row, '法规名称'),
      billKey: word(row, '法规名称').normalize('NFKC'),
      lead: word(row, '牵头单位代码'),
      step: word(row, '环节'),
      result: row['结果'] === undefined ? null : word(row, '结果'),
    })),
    publicity: acts('宣传工作', (row) => ({
      ...actOf(row),
      office: word(row, '单位代码'),
      matter: word(row, '事项'),
      outletKey: row['对象或媒体']?.normalize('NFKC') ?? null,
    })),
    suggestions: [],
    posts: [],
    leaves: [],
    attendance: [],
    officeMarks: [],
    workstreamMarks: [],
    inspections: [],
    innovations: [],
  };
};

/** A cell as typed. The cases are read by people and checked by running them, so a word is taken for one of its list. */
const word = <T extends string>(row: CaseRow, column: string): T => (row[column] ?? missing(row, column)) as T;

const missing = (row: CaseRow, column: string): never => {
  throw new Error(`案例的这一行缺少“${column}”：${JSON.stringify(row)}。请补上。`);
};

const rowOf = (row: CaseRow, key: string): Row => ({ id: word(row, key), events: [] });

const actOf = (row: CaseRow): Act => ({
  ...rowOf(row, '编号'),
  on: word(row, '日期'),
  entered: enteredOf(row, word(row, '日期')),
});

const inForce = (row: CaseRow, from: string, to: string): InForce => ({ from: word(row, from), to: row[to] ?? null });

/** `2019-10-12 23:59` as an instant. */
const enteredOf = (row: CaseRow, otherwise: Day): Instant => {
  const typed = row['录入时间'];
  return typed === undefined ? startOfDay(otherwise) : `${typed.slice(0, 10)}T${typed.slice(11)}:00.000+08:00`;
};

const datedOf = (row: CaseRow, column: string, knownAt: Instant): Dated | null => {
  const day = row[column];
  if (day === undefined || startOfDay(day) > knownAt) return null;
  return { on: day, at: startOfDay(day), entered: startOfDay(day), event: '' };
};
