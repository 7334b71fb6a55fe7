import type { Fact } from '../../kernel/index.js';
import { given, granted, happened } from '../scenario.js';
import { reportBackLimit } from './leave.limits.js';
import { leaveRules as rules, rosterOf } from './leave.scenario.js';
import { type AskForLeave, leave, type LeaveCommand, leaveRowRule } from './leave.js';
import { leavesView, type LeaveDocument } from './views/leaves.js';

const FRIDAY = '2019-08-30T10:00:00.000+08:00';
const by = (person: string) => ({ person, post: '', office: 'WS06' });

const ask = (more: Partial<AskForLeave> = {}): AskForLeave => ({
  kind: 'ask',
  leave: 'QJ-1',
  person: 'P-me',
  leaveKind: '事假',
  from: '2019-09-02',
  to: '2019-09-04',
  reason: '个人事务',
  destination: '济南',
  urgentReason: null,
  roster: rosterOf('工作人员'),
  ...more,
});
const agree: LeaveCommand = { kind: 'agree', leave: 'QJ-1', roster: rosterOf('工作人员') };
const approve: LeaveCommand = { kind: 'approve', leave: 'QJ-1', roster: rosterOf('工作人员'), recordsOutside: false };
const decline: LeaveCommand = {
  kind: 'decline',
  leave: 'QJ-1',
  roster: rosterOf('工作人员'),
  recordsOutside: false,
  reason: '工作忙',
};
const reportBack: LeaveCommand = { kind: 'report-back', leave: 'QJ-1' };

const decide = (facts: readonly Fact[], command: LeaveCommand, person: string, now = FRIDAY) =>
  given(leave, facts)(command, { now, rules, actor: by(person) });

type Taken = readonly [command: LeaveCommand, person: string, now?: string];

/** The facts after the commands, each by its person and granted. */
const after = (...steps: readonly Taken[]): readonly Fact[] =>
  steps.reduce<readonly Fact[]>(
    (facts, [command, person, now]) => [...facts, ...granted(decide(facts, command, person, now))],
    [],
  );

const ASKED = [ask(), 'P-me'] as const;
const CHIEF = [agree, 'P-chief'] as const;
const DEPUTY = [agree, 'P-deputy'] as const;
const HEAD = [approve, 'P-head'] as const;

describe('OD-05: staff ask for three days, the chief and the leader in charge agree, the head approves', () => {
  it('each step is a fact of its own, and says who is next', () => {
    const facts = after(ASKED, CHIEF, DEPUTY, HEAD);
    expect(facts.map(({ type }) => type)).toEqual([
      'office-affairs.LeaveAskedFor',
      'office-affairs.LeaveAgreed',
      'office-affairs.LeaveAgreed',
      'office-affairs.LeaveApproved',
    ]);
    expect(facts.map(({ data }) => (data as { next?: { role: string } }).next?.role)).toEqual([
      '科长',
      '部门分管领导',
      '部门主要负责人',
      undefined,
    ]);
    expect(facts[0]).toMatchObject({
      schema: 1,
      occurredAt: FRIDAY,
      data: {
        leave: 'QJ-1',
        person: 'P-me',
        kind: '事假',
        from: '2019-09-02',
        to: '2019-09-04',
        reason: '个人事务',
        destination: '济南',
        asked: FRIDAY,
        chain: { rule: 'OD-05', days: 3, counted: 'working' },
        about: ['person/P-me'],
      },
    });
    expect(facts[2]).toMatchObject({
      data: { leave: 'QJ-1', agreedBy: ['P-chief', 'P-deputy'], agreedFor: ['科长', '部门分管领导'] },
    });
    expect(facts[3]).toMatchObject({ data: { approvedBy: 'P-head', approved: FRIDAY, informed: [] } });
  });

  it('keeps its moments to the second, as a workbook can tell them', () => {
    const [fact] = granted(decide([], ask(), 'P-me', '2019-08-30T10:00:00.987+08:00'));
    expect(fact?.data).toMatchObject({ asked: FRIDAY });
  });

  it('refuses who has no say in it, naming who has', () => {
    expect(decide(after(ASKED), agree, 'P-vice')).toMatchObject({
      rule: 'OD-05',
      why: 'wrong-agreer',
      facts: { expected: '科长（P-chief）', person: 'P-vice', day: '2019-08-30' },
    });
    expect(decide(after(ASKED, CHIEF, DEPUTY), approve, 'P-vice')).toMatchObject({
      rule: 'OD-05',
      why: 'wrong-approver',
      facts: { expected: '部门主要负责人（P-head）' },
    });
  });

  it('takes no step before the earlier ones', () => {
    expect(decide(after(ASKED), agree, 'P-deputy')).toMatchObject({
      rule: 'OD-05',
      why: 'earlier-agreement-missing',
      facts: { expected: '科长（P-chief）', person: 'P-deputy' },
    });
    expect(decide(after(ASKED, CHIEF), approve, 'P-head')).toMatchObject({
      rule: 'OD-05',
      why: 'agreement-missing',
      facts: { expected: '部门分管领导（P-deputy）' },
    });
    expect(decide(after(ASKED, CHIEF, DEPUTY), agree, 'P-head')).toMatchObject({ why: 'agreements-complete' });
  });

  it('keeps an agreement when the post that gave it changes hands', () => {
    const roster = rosterOf('工作人员', { 科长: ['P-new-chief'] });
    expect(decide(after(ASKED, CHIEF), { ...agree, roster }, 'P-deputy')).toHaveLength(1);
  });

  it('goes by who agreed where a workbook told it', () => {
    const row = {
      kind: 'enter',
      enteredAt: null,
      fields: {
        leave: 'QJ-1',
        person: 'P-me',
        kind: '事假',
        from: '2019-09-02',
        to: '2019-09-04',
        reason: '个人事务',
        agreedBy: ['P-chief', 'P-deputy'],
      },
    } as const;
    expect(decide(after([row, 'ledger-import']), approve, 'P-head')).toMatchObject([
      { type: 'office-affairs.LeaveApproved' },
    ]);
  });

  it('writes nothing the second time', () => {
    const facts = after(ASKED, CHIEF, DEPUTY, HEAD, [reportBack, 'P-me', '2019-09-05T08:00:00.000+08:00']);
    expect(decide(after(ASKED, CHIEF), agree, 'P-chief')).toEqual([]);
    expect(decide(after(ASKED, CHIEF, DEPUTY, HEAD), approve, 'P-head')).toEqual([]);
    expect(decide(facts, reportBack, 'P-me', '2019-09-06T08:00:00.000+08:00')).toEqual([]);
    expect(decide(facts, ask(), 'P-me')).toMatchObject({ why: 'already-there' });
  });

  it('is decided once', () => {
    const approved = after(ASKED, CHIEF, DEPUTY, HEAD);
    expect(decide(approved, approve, 'P-vice')).toMatchObject({ why: 'leave-already-approved' });
    expect(decide(approved, decline, 'P-head')).toMatchObject({ why: 'leave-already-approved' });
    expect(decide([], approve, 'P-head')).toMatchObject({ why: 'not-found' });
  });
});

describe('declining a leave', () => {
  it('is for whoever has the next step, and says why', () => {
    expect(decide(after(ASKED), decline, 'P-chief')).toEqual([
      {
        type: 'office-affairs.LeaveDeclined',
        schema: 1,
        occurredAt: FRIDAY,
        data: {
          leave: 'QJ-1',
          declinedBy: 'P-chief',
          declined: FRIDAY,
          declineReason: '工作忙',
          about: ['person/P-me', 'person/P-chief'],
        },
      },
    ]);
    expect(decide(after(ASKED), decline, 'P-head')).toMatchObject({ rule: 'OD-05', why: 'wrong-agreer' });
    expect(decide(after(ASKED, CHIEF, DEPUTY), decline, 'P-chief')).toMatchObject({ why: 'wrong-approver' });
  });

  it('ends it: nothing the second time, no step after it, and 事由 stays what it was', () => {
    const facts = after(ASKED, [decline, 'P-chief']);
    expect(decide(facts, decline, 'P-chief')).toEqual([]);
    expect(decide(facts, agree, 'P-chief')).toMatchObject({
      why: 'leave-already-declined',
      facts: { person: 'P-chief' },
    });
    expect(documentOf(facts)).toMatchObject({
      status: 'declined',
      next: null,
      declined: { by: 'P-chief', reason: '工作忙' },
    });
    const state = happened(facts).reduce(leave.evolve, leave.initial);
    expect(state.fields['reason']).toBe('个人事务');
  });
});

describe('OD-11: nobody agrees to, approves or declines their own', () => {
  it.each([
    ['own-agreement', agree],
    ['own-approval', approve],
    ['own-approval', decline],
  ])('%s', (why, command) => {
    expect(decide(after(ASKED), command, 'P-me')).toMatchObject({ rule: 'OD-11', why, facts: { person: 'P-me' } });
  });

  it('a row of a workbook that says so is refused in its column, of both faults in the leftmost', () => {
    const judge = (fields: Record<string, string | readonly string[]>) =>
      leaveRowRule({ person: 'P-me', ...fields }, { now: FRIDAY, rules });
    expect(judge({ agreedBy: ['P-chief', 'P-me'] })).toMatchObject({
      rule: 'OD-11',
      why: 'own-agreement',
      column: 'agreedBy',
    });
    expect(judge({ approvedBy: 'P-me' })).toMatchObject({ rule: 'OD-11', why: 'own-approval', column: 'approvedBy' });
    expect(judge({ agreedBy: ['P-me'], approvedBy: 'P-me' })).toMatchObject({ column: 'agreedBy' });
    expect(judge({ agreedBy: ['P-chief'], approvedBy: 'P-head' })).toBeNull();
    expect(judge({})).toBeNull();
  });
});

describe('OD-06: in advance, on a form that says enough', () => {
  it('takes the day before the leave, and refuses its first day', () => {
    expect(decide([], ask({ from: '2019-09-02' }), 'P-me', '2019-09-01T23:59:00.000+08:00')).toHaveLength(1);
    expect(decide([], ask(), 'P-me', '2019-09-02T00:00:00.000+08:00')).toMatchObject({
      rule: 'OD-06',
      why: 'form-not-in-advance',
      facts: { from: '2019-09-02' },
    });
  });

  it('takes what was urgent up to three working days after the start, and keeps why', () => {
    const urgent = ask({ urgentReason: '家人急病，已电话请假' });
    const [fact] = granted(decide([], urgent, 'P-me', '2019-09-05T18:00:00.000+08:00'));
    expect(fact?.data).toMatchObject({ urgentReason: '家人急病，已电话请假' });
    expect(decide([], urgent, 'P-me', '2019-09-06T08:00:00.000+08:00')).toMatchObject({
      rule: 'OD-06',
      why: 'asked-too-late',
      facts: { from: '2019-09-02', days: 4, limit: 3 },
    });
  });

  it('needs a reason, and from one working day on a place', () => {
    expect(decide([], ask({ destination: null }), 'P-me')).toMatchObject({
      rule: 'OD-06',
      why: 'form-incomplete',
      facts: { missing: '去向' },
    });
    expect(decide([], ask({ reason: '', destination: null }), 'P-me')).toMatchObject({
      facts: { missing: '事由、去向' },
    });
    const weekend = ask({ from: '2019-08-31', to: '2019-09-01', destination: null });
    expect(decide([], weekend, 'P-me')).toHaveLength(1);
  });

  it('may begin and end on one day, and does not end before it begins', () => {
    expect(decide([], ask({ to: '2019-09-02' }), 'P-me')).toHaveLength(1);
    expect(decide([], ask({ to: '2019-09-01' }), 'P-me')).toMatchObject({ rule: 'OD-06', why: 'end-before-start' });
  });
});

describe('OD-01: the leadership ask three days before', () => {
  const leader = (from: string, more: Partial<AskForLeave> = {}) =>
    ask({ from, to: '2019-09-10', person: 'P-vice', roster: rosterOf('副主任'), ...more });
  const roster = rosterOf('副主任');

  it('takes three days, and refuses two unless it is urgent', () => {
    expect(decide([], leader('2019-09-02'), 'P-vice')).toHaveLength(1);
    expect(decide([], leader('2019-09-01'), 'P-vice')).toMatchObject({
      rule: 'OD-01',
      why: 'too-late',
      facts: { minimum: 3, days: 2 },
    });
    expect(decide([], leader('2019-09-01', { urgentReason: '上级紧急通知' }), 'P-vice')).toHaveLength(1);
  });

  it('the party secretary signs; the Office records the approval from outside', () => {
    const signed = after([leader('2019-09-02'), 'P-vice'], [{ ...agree, roster }, 'P-director']);
    expect(decide(signed, { ...approve, roster }, 'P-director')).toMatchObject({
      rule: 'OD-01',
      why: 'wrong-approver',
      facts: { expected: '市委书记' },
    });
    const recorded = { kind: 'approve', leave: 'QJ-1', roster, recordsOutside: true } as const;
    const [fact] = granted(decide(signed, recorded, 'P-clerk'));
    expect(fact?.data).toMatchObject({ approved: FRIDAY, approvedOutside: '市委书记' });
    expect(fact?.data).not.toHaveProperty('approvedBy');
    expect(decide([...signed, ...(fact === undefined ? [] : [fact])], recorded, 'P-clerk')).toEqual([]);
  });
});

describe('OD-02, OD-03, OD-04: who is told once it is approved', () => {
  const approvedOf = (role: string, to: string, agreers: readonly string[], approver: string) => {
    const roster = rosterOf(role);
    const facts = after(
      [ask({ roster, to }), 'P-me'],
      ...agreers.map((person) => [{ ...agree, roster }, person] as const),
      [{ ...approve, roster }, approver],
    );
    return (facts.at(-1)?.data as { informed: readonly string[] }).informed;
  };

  it('the director of a head’s two days, the vice-director of a cadre’s two days, the secretary-general of a chief’s eight', () => {
    expect(approvedOf('部门主要负责人', '2019-09-03', ['P-secretary'], 'P-vice')).toEqual(['P-director']);
    expect(approvedOf('部门其他县级干部', '2019-09-03', ['P-head'], 'P-secretary')).toEqual(['P-vice']);
    expect(approvedOf('科长', '2019-09-11', ['P-deputy'], 'P-head')).toEqual(['P-secretary']);
    expect(approvedOf('科长', '2019-09-10', ['P-deputy'], 'P-head')).toEqual([]);
  });
});

describe('OD-07: reported back', () => {
  const approved = after(ASKED, CHIEF, DEPUTY, HEAD);

  it('only after it was approved, and not before it begins', () => {
    expect(decide(after(ASKED), reportBack, 'P-me', '2019-09-05T08:00:00.000+08:00')).toMatchObject({
      rule: 'OD-07',
      why: 'not-approved',
    });
    expect(decide(approved, reportBack, 'P-me', '2019-09-01T23:59:00.000+08:00')).toMatchObject({
      rule: 'OD-07',
      why: 'before-start',
    });
    expect(decide(approved, reportBack, 'P-me', '2019-09-02T08:00:00.000+08:00')).toMatchObject([
      {
        type: 'office-affairs.LeaveReportedBack',
        occurredAt: '2019-09-02T08:00:00.000+08:00',
        data: { leave: 'QJ-1', reportedBack: '2019-09-02T08:00:00.000+08:00' },
      },
    ]);
    expect(decide([], reportBack, 'P-me')).toMatchObject({ why: 'not-found' });
  });

  it('in time on the first working day after the end, late after it', () => {
    const limit = (reportedBack: string | null) => reportBackLimit('2019-09-06', reportedBack, rules, FRIDAY);
    expect(limit(null)).toEqual({ due: '2019-09-09', provisional: false, inTime: null });
    expect(limit('2019-09-09T17:00:00.000+08:00').inTime).toBe(true);
    expect(limit('2019-09-10T08:00:00.000+08:00').inTime).toBe(false);
  });
});

const documentOf = (facts: readonly Fact[]): LeaveDocument => {
  const document = happened(facts).reduce<LeaveDocument | undefined>(
    (folded, event) => leavesView.fold(folded, event, event.stream) ?? undefined,
    undefined,
  );
  if (document === undefined) throw new Error('视图中没有这次请假');
  return document;
};

describe('the view of leaves', () => {
  it('says where a leave stands and whom it waits for, from the events alone', () => {
    const course = (...steps: readonly Taken[]) => {
      const { status, awaits } = documentOf(after(...steps));
      return [status, ...awaits];
    };
    expect(course(ASKED)).toEqual(['asked', 'P-chief']);
    expect(course(ASKED, CHIEF)).toEqual(['agreed', 'P-deputy']);
    expect(course(ASKED, CHIEF, DEPUTY)).toEqual(['agreed', 'P-head']);
    expect(course(ASKED, CHIEF, DEPUTY, HEAD)).toEqual(['approved']);
    expect(course(ASKED, CHIEF, DEPUTY, HEAD, [reportBack, 'P-me', '2019-09-05T08:00:00.000+08:00'])).toEqual([
      'reported-back',
    ]);
  });

  it('hears every event type of a leave', () => {
    expect([...leavesView.types].sort()).toEqual([
      'office-affairs.LeaveAgreed',
      'office-affairs.LeaveApproved',
      'office-affairs.LeaveAskedFor',
      'office-affairs.LeaveCorrected',
      'office-affairs.LeaveDeclined',
      'office-affairs.LeaveDetailsAdded',
      'office-affairs.LeaveReportedBack',
    ]);
  });
});
