import { choice, code, codes, day, id, moment, optional, type Register, text } from '../../ledger/index.js';

export const LEAVE_KINDS = ['事假', '病假', '年休假', '公出', '其他'] as const;

/** 请假: a leave asked for, agreed to, approved, reported back (OD-02 … OD-07, OD-11). */
export const leaveRegister: Register = {
  name: 'leave',
  sheet: '请假',
  context: 'office-affairs',
  fields: [
    id('leave'),
    code('person', '工号', { refers: 'person' }),
    choice('kind', '类别', LEAVE_KINDS),
    day('from', '开始', { mayBeFuture: true }),
    day('to', '结束', { mayBeFuture: true }),
    text('reason', '事由'),
    text('destination', '去向', optional),
    moment('asked', '申请时间', optional),
    codes('agreedBy', '同意人工号', { ...optional, refers: 'person', help: '可填多个，按先后以“、”分隔' }),
    code('approvedBy', '批准人工号', { ...optional, refers: 'person', help: '不得为本人（OD-11）' }),
    moment('approved', '批准时间', optional),
    moment('reportedBack', '销假时间', optional),
  ],
  knowledge: { kind: 'steps', dates: ['asked', 'approved', 'reportedBack'], first: 'asked' },
  orders: [
    { earlier: 'from', later: 'to' },
    { earlier: 'from', later: 'reportedBack' },
  ],
  recorded: 'office-affairs.LeaveAskedFor',
  steps: [
    { type: 'office-affairs.LeaveAgreed', date: null, companions: ['agreedBy'] },
    { type: 'office-affairs.LeaveApproved', date: 'approved', companions: ['approvedBy'] },
    { type: 'office-affairs.LeaveReportedBack', date: 'reportedBack', companions: [] },
  ],
  supplemented: 'office-affairs.LeaveDetailsAdded',
  corrected: 'office-affairs.LeaveCorrected',
};

/** 会议出勤: who came to the five important meetings (F1-06, OD-09). */
export const attendanceRegister: Register = {
  name: 'attendance',
  sheet: '会议出勤',
  context: 'office-affairs',
  fields: [
    id('attendance'),
    choice('meeting', '会议', ['党组扩大会议', '中心组学习', '常委会会议', '主任会议', '党课']),
    day('on', '日期'),
    code('person', '工号', { refers: 'person' }),
    choice('state', '状态', ['出席', '迟到', '早退', '请假', '缺席', '替会']),
  ],
  knowledge: { kind: 'act', date: 'on' },
  orders: [],
  recorded: 'office-affairs.AttendanceRecorded',
  steps: [],
  supplemented: 'office-affairs.AttendanceDetailsAdded',
  corrected: 'office-affairs.AttendanceCorrected',
};
