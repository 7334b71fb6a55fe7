import { randomUUID } from 'node:crypto';
import { addDays } from '../../libs/calendar/index.js';
import { dayOf } from '../../libs/kernel/index.js';
import { type Answer, openTestServer, type TestServer } from '../support/house.js';
import { archive, audit, changedBetween, REFUSED, scores } from '../support/words.js';

/**
 * Four of the five actions as users take them, over the sample as it stands today: what is granted is an event with who acted by which post, and
 * archive, view and ranking follow; what is refused, or said twice, writes nothing.
 */
let server: TestServer;
let today: string;
const tokens = new Map<string, string>();
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
  today = dayOf(server.foundation.house.clock.now());
  await server.tools.setDuty('P0047', true, '指定督查人员');
});
afterAll(() => server.close());

const tokenOf = async (person: string): Promise<string> => {
  const token = tokens.get(person) ?? (await server.signIn(person));
  tokens.set(person, token);
  return token;
};

const MUTATIONS = {
  recordDeputyContact: `mutation($input: RecordDeputyContactInput!) { done: recordDeputyContact(input: $input) {
    ... on DeputyContactRecorded { contact events repeated } ${REFUSED} } }`,
  recordRetireeVisit: `mutation($input: RecordRetireeVisitInput!) { done: recordRetireeVisit(input: $input) {
    ... on RetireeVisitRecorded { visit mayMeet { rule due onTime situation } remarks events repeated } ${REFUSED} } }`,
  recordReviewStep: `mutation($input: RecordReviewStepInput!) { done: recordReviewStep(input: $input) {
    ... on BillReviewStepRecorded { reviewStep starts { rule report due readingOn } meets { rule report due inTime } events repeated } ${REFUSED} } }`,
  adoptOpinion: opinionMutation('adoptOpinion', 'AdoptOpinionInput'),
  handOverOpinion: opinionMutation('handOverOpinion', 'HandOverOpinionInput'),
  answerOpinion: opinionMutation('answerOpinion', 'AnswerOpinionInput'),
  voteOnOpinion: opinionMutation('voteOnOpinion', 'VoteOnOpinionInput'),
};
type Mutation = keyof typeof MUTATIONS;

function opinionMutation(name: string, input: string): string {
  return `mutation($input: ${input}!) { done: ${name}(input: $input) {
    ... on ReviewOpinionKept { opinion standing { status due answered inTime vote next } events repeated } ${REFUSED} } }`;
}

const send = async (mutation: Mutation, input: Readonly<Record<string, unknown>>, person?: string): Promise<Answer> =>
  server.ask(MUTATIONS[mutation], { input }, person === undefined ? undefined : await tokenOf(person));

const act = async (mutation: Mutation, input: Readonly<Record<string, unknown>>, person?: string) => {
  const { data, errors } = await send(mutation, { commandId: randomUUID(), ...input }, person);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.done;
};

const tail = (): Promise<bigint> => server.foundation.events.tail();

/** Nothing is written by what `work` does. */
const writingNothing = async <T>(work: () => Promise<T>): Promise<T> => {
  const before = await tail();
  const result = await work();
  expect(await tail()).toBe(before);
  return result;
};

interface Action {
  readonly mutation: Mutation;
  readonly person: string;
  readonly input: () => Readonly<Record<string, unknown>>;
  readonly event: Readonly<Record<string, unknown>>;
  readonly archive: readonly ['OFFICE' | 'MEMBER' | 'DEPUTY' | 'RETIREE', string];
  readonly quarter: string;
  /** Whose rank or score it changes. */
  readonly changes: string;
  /** Somebody signed in who may not. */
  readonly wrongPerson: string;
  readonly wrongShape: Readonly<Record<string, unknown>>;
  readonly wrongFields: readonly string[];
}

const ACTIONS: readonly Action[] = [
  {
    mutation: 'recordDeputyContact',
    person: 'P0012',
    input: () => ({ member: 'P0012', deputy: 'D0033', on: '2019-09-18', channel: 'VISIT', content: '反映老旧小区停车难' }),
    event: { type: 'deputies.ContactRecorded', person: 'P0012', post: '主任', office: 'WS02', occurredAt: '2019-09-18' },
    archive: ['DEPUTY', 'D0033'],
    quarter: '2019Q3',
    changes: 'N2',
    wrongPerson: 'P0036',
    wrongShape: { member: 'a b', deputy: '', on: '2019-9-1', content: '' },
    wrongFields: ['member', 'deputy', 'on', 'content'],
  },
  {
    mutation: 'recordRetireeVisit',
    person: 'P0010',
    input: () => ({ retiree: 'T001', on: '2019-07-15', channel: 'HOME', occasion: 'ROUTINE', content: '上门看望' }),
    event: { type: 'retirees.VisitRecorded', person: 'P0010', post: '工作人员', office: 'WS01', occurredAt: '2019-07-15' },
    archive: ['RETIREE', 'T001'],
    quarter: '2019Q3',
    changes: 'WS01',
    wrongPerson: 'P0036',
    wrongShape: { retiree: 'a b', on: '2019-02-30', visitor: '' },
    wrongFields: ['retiree', 'on', 'visitor'],
  },
  {
    mutation: 'recordReviewStep',
    person: 'P0018',
    input: () => ({ bill: '河清市海绵城市条例（修订）', lead: 'WS03', step: 'FIRST_READING', on: '2020-04-10', result: 'AMENDED', opinions: 12 }),
    event: { type: 'legislation.ReviewStepRecorded', person: 'P0018', post: '综合科科长', office: 'WS03', occurredAt: '2020-04-10' },
    archive: ['OFFICE', 'WS03'],
    quarter: '2020Q2',
    changes: 'M3',
    wrongPerson: 'P0036',
    wrongShape: { bill: '', lead: 'a b', on: '2020-02-30', opinions: -1, chairDecision: '可' },
    wrongFields: ['bill', 'lead', 'on', 'opinions', 'chairDecision'],
  },
  {
    mutation: 'answerOpinion',
    person: 'P0036',
    input: () => ({ opinion: 'SY002', on: today }),
    event: { type: 'supervision.OpinionAnswered', person: 'P0036', post: '工作人员', office: 'WS07' },
    archive: ['OFFICE', 'WS07'],
    quarter: '2020Q1',
    changes: 'M4',
    wrongPerson: 'P0018',
    wrongShape: { opinion: 'a b', on: '20200101' },
    wrongFields: ['opinion', 'on'],
  },
];

describe.each(ACTIONS.map((action) => [action.mutation, action] as const))('%s', (_, action) => {
  const commandId = randomUUID();
  const input = () => ({ commandId, ...action.input() });

  it('needs somebody signed in', async () => {
    const { data } = await writingNothing(() => send(action.mutation, input()));
    expect(data.done).toMatchObject({ why: 'not-signed-in', rule: null, message: expect.stringMatching(/尚未登录/) });
  });

  it('needs a post that carries the right, and says which', async () => {
    const { data } = await writingNothing(() => send(action.mutation, input(), action.wrongPerson));
    expect(data.done).toMatchObject({
      why: 'not-permitted',
      message: expect.stringMatching(/\p{Script=Han}/u),
      facts: expect.arrayContaining([
        { name: 'person', value: action.wrongPerson },
        { name: 'whoMay', value: expect.stringMatching(/工作人员|本人/) },
      ]),
    });
  });

  it('is not for an inspector, who writes nothing', async () => {
    const { data } = await writingNothing(() => send(action.mutation, input(), 'P0047'));
    expect(data.done).toMatchObject({ why: 'inspector-writes-nothing' });
  });

  it('tells every field of a wrong shape', async () => {
    const { errors } = await writingNothing(() => send(action.mutation, { ...input(), commandId: 'x', ...action.wrongShape }, action.person));
    expect(errors).toHaveLength(1);
    const { code, problems } = errors?.[0]?.extensions as { code: string; problems: readonly string[] };
    expect(code).toBe('bad-input');
    expect([...new Set(problems.map((problem) => problem.split(' ')[0]))].sort()).toEqual(['commandId', ...action.wrongFields].sort());
  });

  it('refuses a day ahead', async () => {
    const { data } = await writingNothing(() => send(action.mutation, { ...input(), on: addDays(today, 1) }, action.person));
    expect(data.done).toMatchObject({ why: 'date-ahead' });
  });

  it('is granted: an event by this post under this rule set, and archive and ranking follow', async () => {
    const [kind, code] = action.archive;
    const rowsBefore = await archive(server, kind, code, { first: 200 });
    const before = await scores(server, action.quarter);
    const { data } = await send(action.mutation, input(), action.person);
    expect(data.done).toMatchObject({ repeated: false, events: [expect.any(String)] });
    const [event] = await audit(server, { first: 1 });
    expect(event).toMatchObject({
      ...action.event,
      id: data.done.events[0],
      commandId,
      ruleSet: 'zibo-2019',
      saidByLedger: false,
      rules: expect.arrayContaining([expect.stringMatching(/^[A-Z]{2}-\d\d/)]),
    });
    const rows = await archive(server, kind, code, { first: 200 });
    expect(rows).not.toEqual(rowsBefore);
    expect(JSON.stringify(rows)).toContain(data.done.events[0]);
    expect(changedBetween(before, await scores(server, action.quarter))).toContain(action.changes);
  });

  it('is harmless when said again: the same answer, nothing written', async () => {
    const first = await audit(server, { first: 1 });
    const { data } = await writingNothing(() => send(action.mutation, input(), action.person));
    expect(data.done).toMatchObject({ repeated: true, events: [first[0]?.id] });
  });
});

describe('a deputy contact (DP-01, DP-07)', () => {
  const contact = (more: Readonly<Record<string, unknown>>, person = 'P0001') =>
    act('recordDeputyContact', { member: 'P0001', deputy: 'D0005', on: '2019-09-18', channel: 'PHONE', content: '反映停车难', ...more }, person);

  it('is refused by the rule, with its title, clause and facts', async () => {
    const refused = await writingNothing(() => contact({ deputy: 'D0001' }));
    expect(refused).toMatchObject({
      rule: 'DP-01',
      why: 'not-assigned',
      title: expect.stringMatching(/\p{Script=Han}/u),
      clause: expect.stringMatching(/§/),
      message: expect.stringContaining('D0001'),
      facts: expect.arrayContaining([
        { name: 'member', value: 'P0001' },
        { name: 'deputy', value: 'D0001' },
        { name: 'on', value: '2019-09-18' },
      ]),
    });
  });

  it.each([
    ['somebody who is no member', { member: 'P0008' }, 'P0009', 'not-a-member'],
    ['a deputy of another level', { deputy: 'D0008' }, 'P0001', 'other-level'],
    ['somebody who is no deputy', { deputy: 'D9999' }, 'P0001', 'not-a-deputy'],
    ['a pair that had not begun', { on: '2019-06-19' }, 'P0001', 'not-assigned'],
  ])('is refused for %s', async (_, more, person, why) => {
    expect(await writingNothing(() => contact(more, person))).toMatchObject({ rule: 'DP-01', why });
  });

  it('needs real content: three characters are too few, four are enough', async () => {
    expect(await contact({ content: '停车难' })).toMatchObject({ rule: 'DP-07', why: 'content-too-short' });
    expect(await contact({ content: '停车太难' })).toMatchObject({ repeated: false });
  });

  it('that copies an earlier one is taken and flagged', async () => {
    const done = await contact({ content: '停车太难' });
    const [event] = await audit(server, { first: 1 });
    expect(event?.id).toBe(done.events[0]);
    expect(JSON.parse(String(event?.['data']))).toMatchObject({ copyOf: expect.stringMatching(/^LX-/) });
  });

  it('is recorded for the member by the staff who keep the records, in their own name', async () => {
    await contact({ content: '由工作人员代为登记' }, 'P0022');
    expect((await audit(server, { first: 1 }))[0]).toMatchObject({ person: 'P0022', office: 'WS04' });
  });
});

describe('a retiree visit (RC-01, RC-02, RC-04, RC-07)', () => {
  const visit = (more: Readonly<Record<string, unknown>>, person = 'P0010') =>
    act('recordRetireeVisit', { retiree: 'T001', on: today, channel: 'HOME', occasion: 'ROUTINE', ...more }, person);

  it('of today is in time for month and quarter', async () => {
    const done = await visit({});
    expect(done.mayMeet.map(({ rule, onTime }: { rule: string; onTime: boolean }) => [rule, onTime])).toEqual([
      ['RC-01', true],
      ['RC-02', true],
    ]);
  });

  it('of long ago is told to be late', async () => {
    const done = await visit({ on: '2019-07-10' });
    expect(done.mayMeet).toContainEqual({ rule: 'RC-01', due: '2019-07-31', onTime: false, situation: null });
  });

  it('answers a situation that was reported, and says where none was', async () => {
    const done = await visit({ on: '2019-08-22', channel: 'HOSPITAL', occasion: 'HOSPITAL' });
    expect(done.mayMeet.filter(({ rule }: { rule: string }) => rule === 'RC-04')).toHaveLength(2);
    const unreported = await visit({ on: '2019-08-22', occasion: 'HARDSHIP' });
    expect(unreported.remarks).toEqual([expect.stringMatching(/没有登记这一情况/)]);
  });

  it('around a birthday that is kept is RC-07’s, and refused where none is near or not at home', async () => {
    const done = await visit({ retiree: 'T006', on: '2019-09-28', occasion: 'BIRTHDAY' }, 'P0007');
    expect(done.mayMeet.map(({ rule }: { rule: string }) => rule)).toContain('RC-07');
    expect(await visit({ retiree: 'T006', on: '2019-05-15', occasion: 'BIRTHDAY' }, 'P0007')).toMatchObject({ rule: 'RC-07', why: 'no-round-birthday' });
    expect(await visit({ retiree: 'T006', on: '2019-09-28', occasion: 'BIRTHDAY', channel: 'PHONE' }, 'P0007')).toMatchObject({
      rule: 'RC-07',
      why: 'birthday-not-at-home',
    });
  });

  it('is refused after death, and for somebody nobody looks after', async () => {
    expect(await writingNothing(() => visit({ retiree: 'T014', on: '2019-09-19' }, 'P0027'))).toMatchObject({ rule: 'RC-04', why: 'after-death' });
    expect(await writingNothing(() => visit({ retiree: 'T999' }, 'P0027'))).toMatchObject({ rule: 'RC-13', why: 'not-in-care' });
  });

  it('names who really went', async () => {
    await visit({ visitor: 'P0007' }, 'P0009');
    const [event] = await audit(server, { first: 1 });
    expect(event).toMatchObject({ person: 'P0009' });
    expect(JSON.parse(String(event?.['data']))).toMatchObject({ visitor: 'P0007' });
  });
});

describe('a step of a bill’s review (LG-03, LG-05, LG-06)', () => {
  const bill = '河清市公园条例';
  const step = (kind: string, on: string, more: Readonly<Record<string, unknown>> = {}) =>
    act('recordReviewStep', { bill, lead: 'WS03', step: kind, on, ...more }, 'P0018');

  it('follows the order of LG-03', async () => {
    expect(await step('PROJECT', '2021-01-04')).toMatchObject({ repeated: false });
    expect(await writingNothing(() => step('BRIEFING', '2021-01-20'))).toMatchObject({
      rule: 'LG-03',
      why: 'steps-left-out',
      facts: expect.arrayContaining([{ name: 'before', value: '起草' }]),
    });
    expect(await writingNothing(() => step('PROJECT', '2021-01-20'))).toMatchObject({ rule: 'LG-03', why: 'step-already-taken' });
    expect(await writingNothing(() => step('DRAFTING', '2021-01-03'))).toMatchObject({ rule: 'LG-03', why: 'date-before-earlier-step' });
  });

  it('leaves steps out where the chair meeting decides so, and records the decision as the reason', async () => {
    expect(await step('COMMITTEE_REVIEW', '2021-02-01', { chairDecision: '主任会议决定直接交专委会审议' })).toMatchObject({ repeated: false });
    expect((await audit(server, { first: 1 }))[0]).toMatchObject({ reason: '主任会议决定直接交专委会审议' });
  });

  it('reports to the province only after the first reading, which starts the clock', async () => {
    expect(await writingNothing(() => step('REPORT_TO_PROVINCE', '2021-02-20', { chairDecision: '主任会议决定' }))).toMatchObject({
      rule: 'LG-05',
      why: 'before-first-reading',
    });
    expect(await step('FIRST_READING', '2021-03-01', { result: 'AMENDED' })).toMatchObject({
      starts: { rule: 'LG-05', report: 'REPORT_TO_PROVINCE', due: '2021-03-11', readingOn: '2021-03-01' },
    });
    expect(await step('REPORT_TO_PROVINCE', '2021-03-12')).toMatchObject({ meets: [{ rule: 'LG-05', due: '2021-03-11', inTime: false }] });
  });

  it('knows the bill by its folded name', async () => {
    const other = await act('recordReviewStep', { bill: ` ${bill} `, lead: 'WS03', step: 'PROJECT', on: '2021-03-13' }, 'P0018');
    expect(other).toMatchObject({ rule: 'LG-03', why: 'step-already-taken' });
  });
});

describe('a review opinion (SV-02, ST-07)', () => {
  let opinion: string;
  const keep = (mutation: Mutation, more: Readonly<Record<string, unknown>>, person = 'P0036') => act(mutation, { opinion, on: today, ...more }, person);

  it('is adopted, handed over, answered in three months, and voted on', async () => {
    const adopted = await act('adoptOpinion', { topic: '关于养老服务情况的报告', supervisor: 'WS07', carrier: 'CB01', on: '2021-05-20' }, 'P0036');
    opinion = adopted.opinion;
    expect(adopted.standing).toMatchObject({ status: 'ADOPTED', next: expect.stringMatching(/交办/) });
    expect(await keep('answerOpinion', {})).toMatchObject({ rule: 'SV-02', why: 'not-handed-over' });
    expect(await keep('handOverOpinion', { on: '2021-05-19' })).toMatchObject({ rule: 'SV-02', why: 'date-before-earlier-step' });
    expect((await keep('handOverOpinion', { on: '2021-05-30' }, 'P0009')).standing).toMatchObject({ status: 'HANDED_OVER', due: '2021-08-30' });
    expect(await keep('voteOnOpinion', { vote: 'SATISFIED' })).toMatchObject({ rule: 'SV-02', why: 'not-reported' });
    expect((await keep('answerOpinion', { on: '2021-08-31' })).standing).toMatchObject({ status: 'ANSWERED', inTime: false });
    expect((await keep('voteOnOpinion', { vote: 'DISSATISFIED' })).standing).toMatchObject({ status: 'ESCALATION_OPEN', vote: 'DISSATISFIED' });
  });

  it('that is as wished already writes nothing', async () => {
    expect(await writingNothing(() => keep('handOverOpinion', { on: '2021-05-30' }))).toMatchObject({ events: [], repeated: false });
    expect(await writingNothing(() => keep('voteOnOpinion', { vote: 'SATISFIED' }))).toMatchObject({ rule: 'SV-02', why: 'already-voted' });
  });

  it('is told by its query as it stands', async () => {
    const query = `query($opinion: ID!) { reviewOpinion(opinion: $opinion) { ... on ReviewOpinion { topic status due vote } ${REFUSED} } }`;
    const { data } = await server.ask(query, { opinion }, await tokenOf('P0009'));
    expect(data.reviewOpinion).toEqual({ topic: '关于养老服务情况的报告', status: 'ESCALATION_OPEN', due: '2021-08-30', vote: 'DISSATISFIED' });
    const unknown = await server.ask(query, { opinion: 'SY999' }, await tokenOf('P0009'));
    expect(unknown.data.reviewOpinion).toMatchObject({ why: 'not-found' });
  });
});

describe('two of one command at the same moment', () => {
  it('write once, and both are told so', async () => {
    const input = { commandId: randomUUID(), member: 'P0001', deputy: 'D0005', on: '2019-09-20', channel: 'PHONE', content: '同时提交两次' };
    const before = await tail();
    const answers = await Promise.all([1, 2, 3].map(() => send('recordDeputyContact', input, 'P0001')));
    expect(await tail()).toBe(before + 1n);
    const done = answers.map(({ data }) => data.done);
    expect(new Set(done.map(({ events }) => events[0])).size).toBe(1);
    expect(done.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });
});
