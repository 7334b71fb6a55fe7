import { correction, entryDecider, given, granted, row, tell } from '../scenario.js';
import { activityRegister, branchRegister } from './party-building.registers.js';

describe('党支部', () => {
  const branch = entryDecider(branchRegister);
  const fields = { branch: 'ZB01', name: '办公室党支部', office: 'WS01', from: '2017-03-01' };

  it('is founded, and dissolved', () => {
    const full = { ...fields, secretary: 'P0007', hasCommittee: true, members: 9 };
    expect(tell(given(branch)(row({ ...full, to: '2019-07-31' }, null)))).toEqual([
      ['party-building.BranchFounded', '2017-03-01', '2017-03-01T00:00:00.000+08:00', full],
      [
        'party-building.BranchDissolved',
        '2019-07-31',
        '2019-08-01T00:00:00.000+08:00',
        { branch: 'ZB01', to: '2019-07-31' },
      ],
    ]);
  });

  it('a secretary named later, another number of members, the same again', () => {
    const known = granted(given(branch)(row({ ...fields, members: 9 }, null)));
    expect(tell(given(branch, known)(row({ ...fields, secretary: 'P0007' }, null)))).toEqual([
      ['party-building.BranchDetailsAdded', '2017-03-01', undefined, { branch: 'ZB01', secretary: 'P0007' }],
    ]);
    expect(given(branch, known)(row({ ...fields, members: 10 }, null))).toMatchObject({
      why: 'conflict',
      facts: { columns: '党员数' },
    });
    expect(tell(given(branch, known)(correction({ ...fields, members: 10 })))).toEqual([
      [
        'party-building.BranchCorrected',
        '2017-03-01',
        undefined,
        { branch: 'ZB01', corrects: ['e1'], changes: { members: 10 } },
      ],
    ]);
    expect(given(branch, known)(row({ ...fields, members: 9, hasCommittee: false }, null))).toEqual([]);
  });
});

describe('组织生活', () => {
  const activity = entryDecider(activityRegister);
  const fields = { activity: 'DJ001', organisation: 'ZB01', kind: '主题党日', on: '2019-08-19' };

  it('is held, known since 录入时间', () => {
    const full = { ...fields, leader: 'P0007', expected: 9, present: 8 };
    expect(tell(given(activity)(row(full)))).toEqual([
      ['party-building.ActivityHeld', '2019-08-19', '2019-08-20T09:00:00.000+08:00', full],
    ]);
  });

  it('who came filled in later, another kind, the same again', () => {
    const known = granted(given(activity)(row(fields)));
    expect(tell(given(activity, known)(row({ ...fields, expected: 9, present: 0 })))).toEqual([
      ['party-building.ActivityDetailsAdded', '2019-08-19', undefined, { activity: 'DJ001', expected: 9, present: 0 }],
    ]);
    expect(tell(given(activity, known)(correction({ ...fields, kind: '党课' })))).toEqual([
      [
        'party-building.ActivityCorrected',
        '2019-08-19',
        undefined,
        { activity: 'DJ001', corrects: ['e1'], changes: { kind: '党课' } },
      ],
    ]);
    expect(given(activity, known)(row(fields))).toEqual([]);
  });
});
