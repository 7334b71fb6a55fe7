import { choice, code, day, id, moment, optional, type Register, text } from '../../ledger/index.js';

/** 代表: who was elected where, at which level. Never scored or counted against each other (DP-20). */
export const deputyRegister: Register = {
  name: 'deputy',
  sheet: '代表',
  context: 'deputies',
  fields: [
    id('deputy', '代表证号'),
    text('name', '姓名'),
    choice('level', '层级', ['全国', '省', '市', '区县', '镇']),
    code('electoralUnit', '选举单位代码', { refers: 'office' }),
    day('from', '任职日期'),
    day('to', '离任日期', { ...optional, mayBeFuture: true }),
  ],
  knowledge: { kind: 'roster', from: 'from', to: 'to' },
  orders: [{ earlier: 'from', later: 'to' }],
  recorded: 'deputies.DeputyElected',
  steps: [{ type: 'deputies.MandateEnded', date: 'to', companions: [] }],
  supplemented: 'deputies.DeputyDetailsAdded',
  corrected: 'deputies.DeputyCorrected',
};

/** 联系对象: which deputies a member of the standing committee keeps contact with (DP-01). */
export const contactPairRegister: Register = {
  name: 'contactPair',
  sheet: '联系对象',
  context: 'deputies',
  fields: [
    code('member', '组成人员工号', { key: true, refers: 'person' }),
    code('deputy', '代表证号', { key: true, refers: 'deputy' }),
    day('from', '起始日期', { key: true }),
    day('to', '结束日期', { ...optional, mayBeFuture: true }),
  ],
  knowledge: { kind: 'roster', from: 'from', to: 'to' },
  orders: [{ earlier: 'from', later: 'to' }],
  recorded: 'deputies.ContactAssigned',
  steps: [{ type: 'deputies.ContactAssignmentEnded', date: 'to', companions: [] }],
  supplemented: 'deputies.ContactAssignmentDetailsAdded',
  corrected: 'deputies.ContactAssignmentCorrected',
};

export const CHANNELS = ['电话', '短信微信', '信函', '走访', '座谈', '接待'] as const;

/** 代表联系: a contact of a member with a deputy (DP-03, DP-04, DP-07). */
export const contactRegister: Register = {
  name: 'deputyContact',
  sheet: '代表联系',
  context: 'deputies',
  fields: [
    id('contact'),
    code('member', '组成人员工号', { refers: 'person' }),
    code('deputy', '代表证号', { refers: 'deputy' }),
    day('on', '日期'),
    choice('channel', '方式', CHANNELS, { help: '走访、座谈、接待为面对面联系' }),
    text('content', '内容', { ...optional, help: '须有实质内容，不少于4个字（DP-07）' }),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'deputies.ContactRecorded',
  steps: [],
  supplemented: 'deputies.ContactDetailsAdded',
  corrected: 'deputies.ContactCorrected',
};

/** 意见建议: a deputy's suggestion on its way to an answer (DP-08). */
export const suggestionRegister: Register = {
  name: 'suggestion',
  sheet: '意见建议',
  context: 'deputies',
  fields: [
    id('suggestion'),
    code('deputy', '代表证号', { refers: 'deputy' }),
    moment('raised', '提出日期'),
    text('title', '标题'),
    text('content', '内容'),
    code('receiver', '受理单位代码', { ...optional, refers: 'office' }),
    code('carrier', '承办单位代码', { ...optional, refers: 'office' }),
    moment('assigned', '交办日期', optional),
    moment('answered', '答复日期', optional),
    moment('feedback', '反馈日期', optional),
    choice('satisfaction', '满意度', ['满意', '基本满意', '不满意'], optional),
  ],
  knowledge: { kind: 'steps', dates: ['raised', 'assigned', 'answered', 'feedback'] },
  orders: [
    { earlier: 'raised', later: 'assigned' },
    { earlier: 'assigned', later: 'answered' },
    { earlier: 'answered', later: 'feedback' },
  ],
  recorded: 'deputies.SuggestionRaised',
  steps: [
    { type: 'deputies.SuggestionAssigned', date: 'assigned', companions: [] },
    { type: 'deputies.SuggestionAnswered', date: 'answered', companions: [] },
    { type: 'deputies.SuggestionFedBack', date: 'feedback', companions: ['satisfaction'] },
  ],
  supplemented: 'deputies.SuggestionDetailsAdded',
  corrected: 'deputies.SuggestionCorrected',
};
