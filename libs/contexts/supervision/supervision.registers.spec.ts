import { correction, given, granted, row, tell } from '../scenario.js';
import { opinion } from './opinion.js';

describe('审议意见 (SV-02, ST-07)', () => {
  const fields = {
    opinion: 'SY001',
    topic: '消防安全',
    supervisor: 'WS06',
    carrier: 'CB02',
    adopted: '2019-08-01',
    handedOver: '2019-08-05',
  };
  const { handedOver, ...adopted } = fields;

  it('is adopted and handed over; the vote is known with the report', () => {
    expect(tell(given(opinion)(row({ ...fields, answered: '2019-08-28', vote: '满意' })))).toEqual([
      ['supervision.OpinionAdopted', '2019-08-01', '2019-08-20T09:00:00.000+08:00', adopted],
      [
        'supervision.OpinionHandedOver',
        '2019-08-05',
        '2019-08-20T09:00:00.000+08:00',
        { opinion: 'SY001', handedOver },
      ],
      [
        'supervision.OpinionAnswered',
        '2019-08-28',
        '2019-08-28T00:00:00.000+08:00',
        { opinion: 'SY001', answered: '2019-08-28', vote: '满意' },
      ],
    ]);
  });

  it('a report filled in later brings its vote; a vote alone is an addition', () => {
    const known = granted(given(opinion)(row(fields)));
    const answered = { ...fields, answered: '2019-08-28' };
    expect(tell(given(opinion, known)(row({ ...answered, vote: '满意' })))).toEqual([
      [
        'supervision.OpinionAnswered',
        '2019-08-28',
        undefined,
        { opinion: 'SY001', answered: '2019-08-28', vote: '满意' },
      ],
    ]);
    const reported = granted(given(opinion)(row(answered)));
    expect(tell(given(opinion, reported)(row({ ...answered, vote: '不满意' })))).toEqual([
      ['supervision.OpinionDetailsAdded', '2019-08-01', undefined, { opinion: 'SY001', vote: '不满意' }],
    ]);
  });

  it('what was wrong is corrected; the same again says nothing', () => {
    const known = granted(given(opinion)(row(fields)));
    expect(tell(given(opinion, known)(correction({ ...fields, handedOver: '2019-08-06' })))).toEqual([
      [
        'supervision.OpinionCorrected',
        '2019-08-01',
        undefined,
        { opinion: 'SY001', corrects: ['e1', 'e2'], changes: { handedOver: '2019-08-06' } },
      ],
    ]);
    expect(given(opinion, known)(row(fields))).toEqual([]);
  });
});
