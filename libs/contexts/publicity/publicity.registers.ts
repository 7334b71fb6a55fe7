import { choice, code, day, foldedText, id, optional, type Register, text } from '../../ledger/index.js';

/** 宣传工作: contacts with media, plans, liaison meetings, bulletins, reports (PU-01 … PU-06). */
export const publicityRegister: Register = {
  name: 'publicityWork',
  sheet: '宣传工作',
  context: 'publicity',
  fields: [
    id('work'),
    code('office', '单位代码', { refers: 'office' }),
    choice('matter', '事项', ['媒体联系', '年度计划', '联络会', '季度通报', '上级媒体采访', '稿件']),
    foldedText('outlet', '对象或媒体', optional),
    day('on', '日期'),
    text('title', '标题', optional),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'publicity.WorkRecorded',
  steps: [],
  supplemented: 'publicity.WorkDetailsAdded',
  corrected: 'publicity.WorkCorrected',
};
