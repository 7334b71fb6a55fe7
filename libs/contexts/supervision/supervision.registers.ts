import { choice, code, id, moment, optional, type Register, text } from '../../ledger/index.js';

/** 审议意见: what the standing committee found, handed over to be answered within three months (SV-02, ST-07). */
export const opinionRegister: Register = {
  name: 'reviewOpinion',
  sheet: '审议意见',
  context: 'supervision',
  fields: [
    id('opinion'),
    text('topic', '议题'),
    code('supervisor', '督办委室代码', { refers: 'office' }),
    code('carrier', '承办单位代码', { refers: 'office' }),
    moment('adopted', '审议日期'),
    moment('handedOver', '交办日期'),
    moment('answered', '报告日期', optional),
    choice('vote', '测评', ['满意', '基本满意', '不满意'], optional),
  ],
  knowledge: { kind: 'steps', dates: ['adopted', 'handedOver', 'answered'] },
  orders: [
    { earlier: 'adopted', later: 'handedOver' },
    { earlier: 'handedOver', later: 'answered' },
  ],
  recorded: 'supervision.OpinionAdopted',
  steps: [
    { type: 'supervision.OpinionHandedOver', date: 'handedOver', companions: [] },
    { type: 'supervision.OpinionAnswered', date: 'answered', companions: ['vote'] },
    // A vote taken after the answer is a fact of its own. A row of the workbook tells it with 报告日期, so the step claims no column.
    { type: 'supervision.OpinionVoted', date: null, companions: [] },
  ],
  supplemented: 'supervision.OpinionDetailsAdded',
  corrected: 'supervision.OpinionCorrected',
};
