import { choice, code, count, day, flag, id, optional, type Register, text } from '../../ledger/index.js';

/** 党支部: the branches of the offices (PB-22 … PB-24). */
export const branchRegister: Register = {
  name: 'branch',
  sheet: '党支部',
  context: 'party-building',
  fields: [
    id('branch', '代码'),
    text('name', '名称'),
    code('office', '单位代码', { refers: 'office' }),
    code('secretary', '书记工号', { ...optional, refers: 'person' }),
    code('deputySecretary', '副书记工号', { ...optional, refers: 'person' }),
    flag('hasCommittee', '设支委会', optional),
    count('members', '党员数', optional),
    day('from', '成立日期'),
    day('to', '撤销日期', { ...optional, mayBeFuture: true }),
  ],
  knowledge: { kind: 'roster', from: 'from', to: 'to' },
  orders: [{ earlier: 'from', later: 'to' }],
  recorded: 'party-building.BranchFounded',
  steps: [{ type: 'party-building.BranchDissolved', date: 'to', companions: [] }],
  supplemented: 'party-building.BranchDetailsAdded',
  corrected: 'party-building.BranchCorrected',
};

export const ACTIVITY_KINDS = [
  '党组会议',
  '中心组学习',
  '机关党员大会',
  '机关党委会议',
  '支部督导检查',
  '年度计划',
  '支委会',
  '党员大会',
  '主题党日',
  '党课',
  '季度报告',
  '组织生活会',
  '民主评议',
  '集中学习',
  '谈心谈话',
  '述职',
] as const;

/** 组织生活: meetings, lectures, plans and reports of party organisations. */
export const activityRegister: Register = {
  name: 'partyActivity',
  sheet: '组织生活',
  context: 'party-building',
  fields: [
    id('activity'),
    code('organisation', '组织代码', { refers: 'organisation' }),
    choice('kind', '类型', ACTIVITY_KINDS),
    day('on', '日期'),
    code('leader', '主讲人或负责人工号', { ...optional, refers: 'person' }),
    count('expected', '应到', optional),
    count('present', '实到', optional),
    text('content', '内容', optional),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  bounds: [{ part: 'present', whole: 'expected' }],
  recorded: 'party-building.ActivityHeld',
  steps: [],
  supplemented: 'party-building.ActivityDetailsAdded',
  corrected: 'party-building.ActivityCorrected',
};
