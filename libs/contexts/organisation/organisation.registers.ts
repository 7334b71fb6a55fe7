import { choice, code, day, flag, id, optional, type Register, text } from '../../ledger/index.js';

/** 机构: offices, leading bodies, party groups, counties, towns and the bodies that carry items out. */
export const officeRegister: Register = {
  name: 'office',
  sheet: '机构',
  context: 'organisation',
  fields: [
    id('office', '代码'),
    text('name', '名称'),
    choice('duty', '职责', ['办公室', '研究室', '法工委', '人事代表工委', '离退休干部处', '其他']),
    choice('category', '类别', ['领导班子', '委室', '党组', '机关党组', '机关党委', '区县', '镇街', '承办单位']),
    code('parent', '上级代码', { ...optional, refers: 'office' }),
    code('leader', '分管领导工号', { ...optional, refers: 'person' }),
    day('from', '启用日期'),
    day('to', '停用日期', { ...optional, mayBeFuture: true }),
  ],
  knowledge: { kind: 'roster', from: 'from', to: 'to' },
  orders: [{ earlier: 'from', later: 'to' }],
  recorded: 'organisation.OfficeEstablished',
  steps: [{ type: 'organisation.OfficeClosed', date: 'to', companions: [] }],
  supplemented: 'organisation.OfficeDetailsAdded',
  corrected: 'organisation.OfficeCorrected',
};

/** 人员: one row a post; who holds several has several rows. */
export const postRegister: Register = {
  name: 'post',
  sheet: '人员',
  context: 'organisation',
  fields: [
    code('person', '工号', { key: true }),
    text('name', '姓名'),
    code('office', '单位代码', { key: true, refers: 'office' }),
    text('title', '职务', { key: true }),
    choice('grade', '职级', ['厅局级', '县处级', '科级', '科员'], optional),
    choice('role', '岗位', [
      '主任',
      '副主任',
      '秘书长',
      '部门主要负责人',
      '部门分管领导',
      '部门其他县级干部',
      '科长',
      '工作人员',
    ]),
    flag('committeeMember', '常委会组成人员', optional),
    flag('partyMember', '党员', optional),
    day('from', '任职日期', { key: true }),
    day('to', '离任日期', { ...optional, mayBeFuture: true }),
  ],
  knowledge: { kind: 'roster', from: 'from', to: 'to' },
  orders: [{ earlier: 'from', later: 'to' }],
  recorded: 'organisation.PostTaken',
  steps: [{ type: 'organisation.PostLeft', date: 'to', companions: [] }],
  supplemented: 'organisation.PostDetailsAdded',
  corrected: 'organisation.PostCorrected',
};
