import { choice, code, day, id, moment, optional, type Register, text } from '../../ledger/index.js';

/** 法定事项: what was assigned, to whom, by when (ST-01i, ST-02). */
export const itemRegister: Register = {
  name: 'statutoryItem',
  sheet: '法定事项',
  context: 'statutory-items',
  fields: [
    id('item'),
    text('title', '名称'),
    choice('category', '类别', ['立法', '监督', '重大事项决定']),
    code('carrier', '承办单位代码', { refers: 'office' }),
    code('supervisor', '督办单位代码', { ...optional, refers: 'office' }),
    moment('assigned', '交办日期'),
    day('due', '完成时限', { mayBeFuture: true }),
    moment('planSubmitted', '方案报送日期', optional),
    moment('completed', '办结日期', optional),
  ],
  knowledge: { kind: 'steps', dates: ['assigned', 'planSubmitted', 'completed'] },
  orders: [
    { earlier: 'assigned', later: 'due' },
    { earlier: 'assigned', later: 'planSubmitted' },
    { earlier: 'assigned', later: 'completed' },
  ],
  recorded: 'statutory-items.ItemAssigned',
  steps: [
    { type: 'statutory-items.PlanSubmitted', date: 'planSubmitted', companions: [] },
    { type: 'statutory-items.ItemCompleted', date: 'completed', companions: [] },
  ],
  supplemented: 'statutory-items.ItemDetailsAdded',
  corrected: 'statutory-items.ItemCorrected',
};

/** 事项进展: what an office reports about an item, quarterly (ST-03). */
export const progressRegister: Register = {
  name: 'itemProgress',
  sheet: '事项进展',
  context: 'statutory-items',
  fields: [id('progress'), code('item', '事项编号', { refers: 'item' }), day('on', '日期'), text('content', '进展')],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'statutory-items.ProgressReported',
  steps: [],
  supplemented: 'statutory-items.ProgressDetailsAdded',
  corrected: 'statutory-items.ProgressCorrected',
};

/** 催办: urging slips and orders, which issue nothing by themselves (ST-05, ST-06). */
export const urgingRegister: Register = {
  name: 'urging',
  sheet: '催办',
  context: 'statutory-items',
  fields: [
    id('urging'),
    code('item', '事项编号', { refers: 'item' }),
    choice('document', '文书', ['催办单', '责令书']),
    moment('approved', '批准日期', optional),
    code('approver', '批准人工号', { ...optional, refers: 'person' }),
    moment('issued', '发出日期', optional),
    moment('answered', '回复日期', optional),
  ],
  knowledge: { kind: 'steps', dates: ['approved', 'issued', 'answered'] },
  orders: [
    { earlier: 'approved', later: 'issued' },
    { earlier: 'issued', later: 'answered' },
  ],
  recorded: 'statutory-items.UrgingPrepared',
  steps: [
    { type: 'statutory-items.UrgingApproved', date: 'approved', companions: ['approver'] },
    { type: 'statutory-items.UrgingIssued', date: 'issued', companions: [] },
    { type: 'statutory-items.UrgingAnswered', date: 'answered', companions: [] },
  ],
  supplemented: 'statutory-items.UrgingDetailsAdded',
  corrected: 'statutory-items.UrgingCorrected',
};
