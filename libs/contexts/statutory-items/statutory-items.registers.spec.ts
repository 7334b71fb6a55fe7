import { correction, entryDecider, given, granted, NOW, row, tell } from '../scenario.js';
import { itemRegister, progressRegister, urgingRegister } from './statutory-items.registers.js';

describe('法定事项 (ST-01i, ST-02)', () => {
  const item = entryDecider(itemRegister);
  const fields = {
    item: 'SX001',
    title: '执法检查',
    category: '监督',
    carrier: 'WS06',
    assigned: '2019-08-01',
    due: '2019-12-31',
  };

  it('is assigned with its time limit, which is no date that arrives', () => {
    expect(tell(given(item)(row(fields)))).toEqual([
      ['statutory-items.ItemAssigned', '2019-08-01', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
  });

  it('plan and completion are known from 录入时间 or their own moment, whichever is later', () => {
    const plan = '2019-08-08';
    const done = '2019-08-30T16:20:00.000+08:00';
    expect(tell(given(item)(row({ ...fields, planSubmitted: plan, completed: done }))).slice(1)).toEqual([
      ['statutory-items.PlanSubmitted', plan, '2019-08-20T09:00:00.000+08:00', { item: 'SX001', planSubmitted: plan }],
      ['statutory-items.ItemCompleted', done, done, { item: 'SX001', completed: done }],
    ]);
  });

  it('a row without 录入时间 is known from the import, with all its dates', () => {
    expect(
      tell(given(item)(row({ ...fields, planSubmitted: '2019-08-08' }, null))).map(([, , enteredAt]) => enteredAt),
    ).toEqual([undefined, undefined]);
  });

  it('a plan filled in later is its own fact, a supervisor an addition, another limit a correction, the same nothing', () => {
    const known = granted(given(item)(row(fields)));
    expect(tell(given(item, known)(row({ ...fields, planSubmitted: '2019-08-08', supervisor: 'WS01' })))).toEqual([
      ['statutory-items.PlanSubmitted', '2019-08-08', undefined, { item: 'SX001', planSubmitted: '2019-08-08' }],
      ['statutory-items.ItemDetailsAdded', '2019-08-01', undefined, { item: 'SX001', supervisor: 'WS01' }],
    ]);
    expect(tell(given(item, known)(correction({ ...fields, due: '2020-03-31' })))).toEqual([
      [
        'statutory-items.ItemCorrected',
        '2019-08-01',
        undefined,
        { item: 'SX001', corrects: ['e1'], changes: { due: '2020-03-31' } },
      ],
    ]);
    expect(given(item, known)(row(fields))).toEqual([]);
  });
});

describe('事项进展 (ST-03)', () => {
  const progress = entryDecider(progressRegister);
  const fields = { progress: 'JZ001', item: 'SX001', on: '2019-08-19', content: '已完成调研' };

  it('is reported, known since 录入时间; corrected by name; nothing the second time', () => {
    expect(tell(given(progress)(row(fields)))).toEqual([
      ['statutory-items.ProgressReported', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
    const known = granted(given(progress)(row(fields)));
    expect(tell(given(progress, known)(correction({ ...fields, item: 'SX002' })))).toEqual([
      [
        'statutory-items.ProgressCorrected',
        '2019-08-19',
        undefined,
        { progress: 'JZ001', corrects: ['e1'], changes: { item: 'SX002' } },
      ],
    ]);
    expect(given(progress, known)(row(fields))).toEqual([]);
  });
});

describe('催办 (ST-05, ST-06)', () => {
  const urging = entryDecider(urgingRegister);
  const fields = { urging: 'CB001', item: 'SX001', document: '催办单' };

  it('is prepared, approved, issued, answered, each known when it was there', () => {
    const full = { ...fields, approved: '2019-08-18', approver: 'P0001', issued: '2019-08-21', answered: '2019-08-28' };
    expect(tell(given(urging)(row(full)))).toEqual([
      ['statutory-items.UrgingPrepared', '2019-08-18', '2019-08-20T09:00:00.000+08:00', fields],
      [
        'statutory-items.UrgingApproved',
        '2019-08-18',
        '2019-08-20T09:00:00.000+08:00',
        { urging: 'CB001', approved: '2019-08-18', approver: 'P0001' },
      ],
      [
        'statutory-items.UrgingIssued',
        '2019-08-21',
        '2019-08-21T00:00:00.000+08:00',
        { urging: 'CB001', issued: '2019-08-21' },
      ],
      [
        'statutory-items.UrgingAnswered',
        '2019-08-28',
        '2019-08-28T00:00:00.000+08:00',
        { urging: 'CB001', answered: '2019-08-28' },
      ],
    ]);
  });

  it('one that was prepared alone issues nothing; it happened no later than it was entered', () => {
    const entered = '2019-08-20T09:00:00.000+08:00';
    expect(tell(given(urging)(row(fields)))).toEqual([['statutory-items.UrgingPrepared', entered, entered, fields]]);
    expect(tell(given(urging)(row(fields, null)))).toEqual([
      ['statutory-items.UrgingPrepared', NOW, undefined, fields],
    ]);
  });

  it('what arrives later, what was wrong, the same again', () => {
    const known = granted(given(urging)(row({ ...fields, approved: '2019-08-18' })));
    expect(tell(given(urging, known)(row({ ...fields, approver: 'P0001', issued: '2019-08-21' })))).toEqual([
      ['statutory-items.UrgingIssued', '2019-08-21', undefined, { urging: 'CB001', issued: '2019-08-21' }],
      ['statutory-items.UrgingDetailsAdded', '2019-08-18', undefined, { urging: 'CB001', approver: 'P0001' }],
    ]);
    expect(tell(given(urging, known)(correction({ ...fields, document: '责令书' })))).toEqual([
      [
        'statutory-items.UrgingCorrected',
        '2019-08-18',
        undefined,
        { urging: 'CB001', corrects: ['e1', 'e2'], changes: { document: '责令书' } },
      ],
    ]);
    expect(given(urging, known)(row(fields))).toEqual([]);
  });
});
