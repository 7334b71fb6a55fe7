import { correction, entryDecider, given, granted, row, tell } from '../scenario.js';
import { leave } from './leave.js';
import { attendanceRegister } from './office-affairs.registers.js';

describe('请假', () => {
  const fields = {
    leave: 'QJ001',
    person: 'P0010',
    kind: '事假',
    from: '2019-08-21',
    to: '2019-08-23',
    reason: '个人事务',
  };
  const asked = '2019-08-20T15:00:00.000+08:00';

  it('is asked for, agreed to, approved, reported back; only 申请时间 is known from 录入时间', () => {
    const approved = '2019-08-20T16:00:00.000+08:00';
    const reportedBack = '2019-08-26T08:10:00.000+08:00';
    const full = { ...fields, asked, agreedBy: ['P0009'], approvedBy: 'P0008', approved, reportedBack };
    expect(tell(given(leave)(row(full)))).toEqual([
      ['office-affairs.LeaveAskedFor', asked, '2019-08-20T09:00:00.000+08:00', { ...fields, asked }],
      ['office-affairs.LeaveAgreed', asked, '2019-08-20T09:00:00.000+08:00', { leave: 'QJ001', agreedBy: ['P0009'] }],
      ['office-affairs.LeaveApproved', approved, approved, { leave: 'QJ001', approvedBy: 'P0008', approved }],
      ['office-affairs.LeaveReportedBack', reportedBack, reportedBack, { leave: 'QJ001', reportedBack }],
    ]);
  });

  it('without 申请时间 it begins with the earliest date it has, known at its own moment', () => {
    const approved = '2019-08-21T16:00:00.000+08:00';
    expect(tell(given(leave)(row({ ...fields, approved })))).toEqual([
      ['office-affairs.LeaveAskedFor', approved, '2019-08-20T09:00:00.000+08:00', fields],
      ['office-affairs.LeaveApproved', approved, approved, { leave: 'QJ001', approved }],
    ]);
  });

  it('what arrives later, what was wrong, the same again', () => {
    const known = granted(given(leave)(row({ ...fields, asked })));
    const reportedBack = '2019-08-26T08:10:00.000+08:00';
    expect(
      tell(given(leave, known)(row({ ...fields, agreedBy: ['P0009', 'P0008'], destination: '济南', reportedBack }))),
    ).toEqual([
      ['office-affairs.LeaveAgreed', asked, undefined, { leave: 'QJ001', agreedBy: ['P0009', 'P0008'] }],
      ['office-affairs.LeaveReportedBack', reportedBack, undefined, { leave: 'QJ001', reportedBack }],
      ['office-affairs.LeaveDetailsAdded', asked, undefined, { leave: 'QJ001', destination: '济南' }],
    ]);
    expect(tell(given(leave, known)(correction({ ...fields, to: '2019-08-22' })))).toEqual([
      [
        'office-affairs.LeaveCorrected',
        asked,
        undefined,
        { leave: 'QJ001', corrects: ['e1'], changes: { to: '2019-08-22' } },
      ],
    ]);
    expect(given(leave, known)(row({ ...fields, asked }))).toEqual([]);
  });

  it('OD-11: approved by oneself is refused, when the row is new and when it is filled in later', () => {
    const own = { ...fields, approvedBy: 'P0010' };
    expect(given(leave)(row(own))).toMatchObject({ rule: 'OD-11', why: 'own-approval', column: 'approvedBy' });
    expect(given(leave, granted(given(leave)(row(fields))))(row(own))).toMatchObject({
      rule: 'OD-11',
      column: 'approvedBy',
    });
  });
});

describe('会议出勤 (OD-09)', () => {
  const attendance = entryDecider(attendanceRegister);
  const fields = { attendance: 'CQ001', meeting: '主任会议', on: '2019-08-19', person: 'P0010', state: '缺席' };

  it('is recorded, known since 录入时间; corrected by name; nothing the second time', () => {
    expect(tell(given(attendance)(row(fields)))).toEqual([
      ['office-affairs.AttendanceRecorded', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
    const known = granted(given(attendance)(row(fields)));
    expect(tell(given(attendance, known)(correction({ ...fields, state: '请假' })))).toEqual([
      [
        'office-affairs.AttendanceCorrected',
        '2019-08-19',
        undefined,
        { attendance: 'CQ001', corrects: ['e1'], changes: { state: '请假' } },
      ],
    ]);
    expect(given(attendance, known)(row(fields))).toEqual([]);
  });
});
