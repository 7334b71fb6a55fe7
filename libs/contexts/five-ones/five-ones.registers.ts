import { choice, code, day, id, mark, optional, quarter, type Register, text } from '../../ledger/index.js';

export const WORKSTREAMS = ['N1', 'N2', 'N3', 'N4', 'N5', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6'] as const;

/** 述职评分: one member's marks for one office (F1-03). */
export const officeMarkRegister: Register = {
  name: 'officeMark',
  sheet: '述职评分',
  context: 'five-ones',
  fields: [
    quarter('quarter', '季度', { key: true }),
    code('marker', '评分人工号', { key: true, refers: 'person' }),
    code('office', '单位代码', { key: true, refers: 'office' }),
    mark('party', '党建', optional),
    mark('business', '业务', optional),
    mark('publicity', '宣传', optional),
    mark('retirees', '老干部', optional),
  ],
  knowledge: { kind: 'act', date: null },
  orders: [],
  recorded: 'five-ones.OfficeMarked',
  steps: [],
  supplemented: 'five-ones.OfficeMarkAdded',
  corrected: 'five-ones.OfficeMarkCorrected',
};

/** 格局机制评分: one member's mark for one pattern or mechanism (F1-03). */
export const workstreamMarkRegister: Register = {
  name: 'workstreamMark',
  sheet: '格局机制评分',
  context: 'five-ones',
  fields: [
    quarter('quarter', '季度', { key: true }),
    code('marker', '评分人工号', { key: true, refers: 'person' }),
    choice('workstream', '代码', WORKSTREAMS, { key: true }),
    mark('mark', '分数'),
  ],
  knowledge: { kind: 'act', date: null },
  orders: [],
  recorded: 'five-ones.WorkstreamMarked',
  steps: [],
  supplemented: 'five-ones.WorkstreamMarkAdded',
  corrected: 'five-ones.WorkstreamMarkCorrected',
};

/** 督查: what an inspection found about an act (F1-02). */
export const inspectionRegister: Register = {
  name: 'inspection',
  sheet: '督查',
  context: 'five-ones',
  fields: [
    id('inspection'),
    quarter('quarter', '季度'),
    code('target', '事件编号', { refers: 'evidence', help: '被查记录的编号；两张表同号时写“工作表/编号”' }),
    choice('finding', '结论', ['属实', '有瑕疵', '不实']),
    text('note', '说明', optional),
    code('inspector', '督查人工号', { refers: 'person' }),
    day('on', '日期'),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'five-ones.InspectionFound',
  steps: [],
  supplemented: 'five-ones.InspectionDetailsAdded',
  corrected: 'five-ones.InspectionCorrected',
};
