import { choice, code, day, id, optional, type Register, text } from '../../ledger/index.js';

/** 老干部: who looks after a retired cadre from a day on; of several rows in force the latest start counts (RC-13). */
export const careRegister: Register = {
  name: 'retireeCare',
  sheet: '老干部',
  context: 'retirees',
  fields: [
    id('retiree'),
    text('name', '姓名'),
    day('born', '出生日期'),
    choice('status', '类别', ['离休', '退休']),
    choice('managedBy', '管理层级', ['省管', '市管', '其他']),
    code('formerOffice', '原单位代码', { ...optional, refers: 'office' }),
    code('careOffice', '联系单位代码', { refers: 'office' }),
    code('carer', '联系人工号', { ...optional, refers: 'person' }),
    day('from', '起始日期', { key: true }),
    day('to', '结束日期', { ...optional, mayBeFuture: true }),
  ],
  knowledge: { kind: 'roster', from: 'from', to: 'to' },
  orders: [{ earlier: 'from', later: 'to' }],
  recorded: 'retirees.CareAssigned',
  steps: [{ type: 'retirees.CareEnded', date: 'to', companions: [] }],
  supplemented: 'retirees.CareDetailsAdded',
  corrected: 'retirees.CareCorrected',
};

export const SERVICE_CHANNELS = ['电话', '上门', '座谈', '医院探望'] as const;
export const SERVICE_OCCASIONS = ['日常', '节日', '住院', '家庭变故', '特殊困难', '去世', '生日'] as const;

/** 老干部服务: a call, a visit, a meeting (RC-01, RC-02, RC-04, RC-07). */
export const visitRegister: Register = {
  name: 'retireeVisit',
  sheet: '老干部服务',
  context: 'retirees',
  fields: [
    id('visit'),
    code('retiree', '老干部编号', { refers: 'retiree' }),
    day('on', '日期'),
    choice('channel', '方式', SERVICE_CHANNELS),
    choice('occasion', '事由', SERVICE_OCCASIONS),
    code('visitor', '服务人工号', { refers: 'person' }),
    text('content', '内容', optional),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'retirees.VisitRecorded',
  steps: [],
  supplemented: 'retirees.VisitDetailsAdded',
  corrected: 'retirees.VisitCorrected',
};

/** 老干部情况: what calls for a visit within days (RC-04). */
export const situationRegister: Register = {
  name: 'retireeSituation',
  sheet: '老干部情况',
  context: 'retirees',
  fields: [
    id('situation'),
    code('retiree', '老干部编号', { refers: 'retiree' }),
    day('on', '日期'),
    choice('kind', '情况', ['住院', '家庭变故', '特殊困难', '去世']),
    text('note', '说明', optional),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'retirees.SituationReported',
  steps: [],
  supplemented: 'retirees.SituationDetailsAdded',
  corrected: 'retirees.SituationCorrected',
};
