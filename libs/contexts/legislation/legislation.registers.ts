import { choice, code, count, day, foldedText, id, optional, type Register } from '../../ledger/index.js';

/** The steps of a bill in their usual order (LG-03); the chair meeting may set fewer or more readings. */
export const REVIEW_STEPS = [
  '立项',
  '起草',
  '立法说明会',
  '专委会审议',
  '一审',
  '报省法工委',
  '二审',
  '报市委',
  '表决',
  '报批',
  '公布',
] as const;

export const REVIEW_RESULTS = ['通过', '修改', '暂缓', '否决'] as const;

/** 法规审议: one row a step of a bill (LG-03, LG-05, LG-06). */
export const reviewStepRegister: Register = {
  name: 'reviewStep',
  sheet: '法规审议',
  context: 'legislation',
  fields: [
    id('reviewStep'),
    foldedText('bill', '法规名称'),
    code('lead', '牵头单位代码', { refers: 'office' }),
    choice('step', '环节', REVIEW_STEPS),
    day('on', '日期'),
    choice('result', '结果', REVIEW_RESULTS, optional),
    count('opinions', '意见数', optional),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'legislation.ReviewStepRecorded',
  steps: [],
  supplemented: 'legislation.ReviewStepDetailsAdded',
  corrected: 'legislation.ReviewStepCorrected',
};
