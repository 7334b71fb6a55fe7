import { correction, given, granted, row, tell } from '../scenario.js';
import { reviewStep } from './review-step.js';

describe('法规审议', () => {
  const fields = { reviewStep: 'FG001', bill: '停车条例（修订）', lead: 'WS03', step: '一审', on: '2019-08-19' };

  it('a step is recorded, known since 录入时间, and its order is not judged: a ledger tells what happened', () => {
    expect(tell(given(reviewStep)(row(fields)))).toEqual([
      ['legislation.ReviewStepRecorded', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
  });

  it('a result filled in later, another step', () => {
    const known = granted(given(reviewStep)(row(fields)));
    expect(tell(given(reviewStep, known)(row({ ...fields, result: '修改', opinions: 12 })))).toEqual([
      [
        'legislation.ReviewStepDetailsAdded',
        '2019-08-19',
        undefined,
        { reviewStep: 'FG001', result: '修改', opinions: 12 },
      ],
    ]);
    expect(tell(given(reviewStep, known)(correction({ ...fields, step: '二审' })))).toEqual([
      [
        'legislation.ReviewStepCorrected',
        '2019-08-19',
        undefined,
        { reviewStep: 'FG001', corrects: ['e1'], changes: { step: '二审' } },
      ],
    ]);
  });

  it('says nothing the second time, the name in full width or half', () => {
    const known = granted(given(reviewStep)(row(fields)));
    expect(given(reviewStep, known)(row({ ...fields, bill: '停车条例(修订)' }))).toEqual([]);
  });
});
