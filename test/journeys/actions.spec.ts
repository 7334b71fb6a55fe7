import { randomUUID } from 'node:crypto';
import { addDays } from '../../libs/calendar/index.js';
import { dayOf } from '../../libs/kernel/index.js';
import { type Mutation, peopleOf, type People } from '../support/acting.js';
import { openTestServer, type TestServer } from '../support/house.js';
import { archive, audit, changedBetween, scores } from '../support/words.js';

/**
 * Four of the five actions as users take them, over the sample as it stands today: what is granted is an event with who acted by which post, and
 * archive, view and ranking follow; what is refused, or said twice, writes nothing.
 */
let server: TestServer;
let people: People;
let today: string;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
  people = peopleOf(server);
  today = dayOf(server.foundation.house.clock.now());
  await server.tools.setDuty('P0047', true, '指定督查人员');
});
afterAll(() => server.close());

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
    input: () => ({
      member: 'P0012',
      deputy: 'D0033',
      on: '2019-09-18',
      channel: 'VISIT',
      content: '反映老旧小区停车难',
    }),
    event: {
      type: 'deputies.ContactRecorded',
      person: 'P0012',
      post: '主任',
      office: 'WS02',
      occurredAt: '2019-09-18',
    },
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
    event: {
      type: 'retirees.VisitRecorded',
      person: 'P0010',
      post: '工作人员',
      office: 'WS01',
      occurredAt: '2019-07-15',
    },
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
    input: () => ({
      bill: '河清市海绵城市条例（修订）',
      lead: 'WS03',
      step: 'FIRST_READING',
      on: '2020-04-10',
      result: 'AMENDED',
      opinions: 12,
    }),
    event: {
      type: 'legislation.ReviewStepRecorded',
      person: 'P0018',
      post: '综合科科长',
      office: 'WS03',
      occurredAt: '2020-04-10',
    },
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
    const { data } = await people.writingNothing(() => people.send(action.mutation, input()));
    expect(data.done).toMatchObject({ why: 'not-signed-in', rule: null, message: expect.stringMatching(/尚未登录/) });
  });

  it('needs a post that carries the right, and says which', async () => {
    const { data } = await people.writingNothing(() => people.send(action.mutation, input(), action.wrongPerson));
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
    const { data } = await people.writingNothing(() => people.send(action.mutation, input(), 'P0047'));
    expect(data.done).toMatchObject({ why: 'inspector-writes-nothing' });
  });

  it('tells every field of a wrong shape', async () => {
    const { errors } = await people.writingNothing(() =>
      people.send(action.mutation, { ...input(), commandId: 'x', ...action.wrongShape }, action.person),
    );
    expect(errors).toHaveLength(1);
    const { code, problems } = errors?.[0]?.extensions as { code: string; problems: readonly string[] };
    expect(code).toBe('bad-input');
    expect([...new Set(problems.map((problem) => problem.split(' ')[0]))].sort()).toEqual(
      ['commandId', ...action.wrongFields].sort(),
    );
  });

  it('refuses a day ahead', async () => {
    const { data } = await people.writingNothing(() =>
      people.send(action.mutation, { ...input(), on: addDays(today, 1) }, action.person),
    );
    expect(data.done).toMatchObject({ why: 'date-ahead' });
  });

  it('is granted: an event by this post under this rule set, and archive and ranking follow', async () => {
    const [kind, code] = action.archive;
    const rowsBefore = await archive(server, kind, code, { first: 200 });
    const before = await scores(server, action.quarter);
    const { data } = await people.send(action.mutation, input(), action.person);
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
    const { data } = await people.writingNothing(() => people.send(action.mutation, input(), action.person));
    expect(data.done).toMatchObject({ repeated: true, events: [first[0]?.id] });
  });
});
describe('two of one command at the same moment', () => {
  it('write once, and both are told so', async () => {
    const input = {
      commandId: randomUUID(),
      member: 'P0001',
      deputy: 'D0005',
      on: '2019-09-20',
      channel: 'PHONE',
      content: '同时提交两次',
    };
    const before = await server.foundation.events.tail();
    const answers = await Promise.all([1, 2, 3].map(() => people.send('recordDeputyContact', input, 'P0001')));
    expect(await server.foundation.events.tail()).toBe(before + 1n);
    const done = answers.map(({ data }) => data.done);
    expect(new Set(done.map(({ events }) => events[0])).size).toBe(1);
    expect(done.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });
});
