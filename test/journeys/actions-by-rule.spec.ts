import { dayOf } from '../../libs/kernel/index.js';
import { type Mutation, peopleOf, type People } from '../support/acting.js';
import { openTestServer, type TestServer } from '../support/house.js';
import { audit, REFUSED } from '../support/words.js';

/**
 * The rules of four actions as whoever takes them meets them: what is refused and why, on both sides of a bound.
 */
let server: TestServer;
let people: People;
let today: string;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
  people = peopleOf(server);
  today = dayOf(server.foundation.house.clock.now());
});
afterAll(() => server.close());

describe('a deputy contact (DP-01, DP-07)', () => {
  const contact = (more: Readonly<Record<string, unknown>>, person = 'P0001') =>
    people.act(
      'recordDeputyContact',
      { member: 'P0001', deputy: 'D0005', on: '2019-09-18', channel: 'PHONE', content: '反映停车难', ...more },
      person,
    );

  it('is refused by the rule, with its title, clause and facts', async () => {
    const refused = await people.writingNothing(() => contact({ deputy: 'D0001' }));
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
    expect(await people.writingNothing(() => contact(more, person))).toMatchObject({ rule: 'DP-01', why });
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
    people.act(
      'recordRetireeVisit',
      { retiree: 'T001', on: today, channel: 'HOME', occasion: 'ROUTINE', ...more },
      person,
    );

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
    expect(await visit({ retiree: 'T006', on: '2019-05-15', occasion: 'BIRTHDAY' }, 'P0007')).toMatchObject({
      rule: 'RC-07',
      why: 'no-round-birthday',
    });
    expect(
      await visit({ retiree: 'T006', on: '2019-09-28', occasion: 'BIRTHDAY', channel: 'PHONE' }, 'P0007'),
    ).toMatchObject({
      rule: 'RC-07',
      why: 'birthday-not-at-home',
    });
  });

  it('is refused after death, and for somebody nobody looks after', async () => {
    expect(await people.writingNothing(() => visit({ retiree: 'T014', on: '2019-09-19' }, 'P0027'))).toMatchObject({
      rule: 'RC-04',
      why: 'after-death',
    });
    expect(await people.writingNothing(() => visit({ retiree: 'T999' }, 'P0027'))).toMatchObject({
      rule: 'RC-13',
      why: 'not-in-care',
    });
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
    people.act('recordReviewStep', { bill, lead: 'WS03', step: kind, on, ...more }, 'P0018');

  it('follows the order of LG-03', async () => {
    expect(await step('PROJECT', '2021-01-04')).toMatchObject({ repeated: false });
    expect(await people.writingNothing(() => step('BRIEFING', '2021-01-20'))).toMatchObject({
      rule: 'LG-03',
      why: 'steps-left-out',
      facts: expect.arrayContaining([{ name: 'before', value: '起草' }]),
    });
    expect(await people.writingNothing(() => step('PROJECT', '2021-01-20'))).toMatchObject({
      rule: 'LG-03',
      why: 'step-already-taken',
    });
    expect(await people.writingNothing(() => step('DRAFTING', '2021-01-03'))).toMatchObject({
      rule: 'LG-03',
      why: 'date-before-earlier-step',
    });
  });

  it('leaves steps out where the chair meeting decides so, and records the decision as the reason', async () => {
    expect(
      await step('COMMITTEE_REVIEW', '2021-02-01', { chairDecision: '主任会议决定直接交专委会审议' }),
    ).toMatchObject({ repeated: false });
    expect((await audit(server, { first: 1 }))[0]).toMatchObject({ reason: '主任会议决定直接交专委会审议' });
  });

  it('reports to the province only after the first reading, which starts the clock', async () => {
    expect(
      await people.writingNothing(() => step('REPORT_TO_PROVINCE', '2021-02-20', { chairDecision: '主任会议决定' })),
    ).toMatchObject({
      rule: 'LG-05',
      why: 'before-first-reading',
    });
    expect(await step('FIRST_READING', '2021-03-01', { result: 'AMENDED' })).toMatchObject({
      starts: { rule: 'LG-05', report: 'REPORT_TO_PROVINCE', due: '2021-03-11', readingOn: '2021-03-01' },
    });
    expect(await step('REPORT_TO_PROVINCE', '2021-03-12')).toMatchObject({
      meets: [{ rule: 'LG-05', due: '2021-03-11', inTime: false }],
    });
  });

  it('knows the bill by its folded name', async () => {
    const other = await people.act(
      'recordReviewStep',
      { bill: ` ${bill} `, lead: 'WS03', step: 'PROJECT', on: '2021-03-13' },
      'P0018',
    );
    expect(other).toMatchObject({ rule: 'LG-03', why: 'step-already-taken' });
  });
});

describe('a review opinion (SV-02, ST-07)', () => {
  let opinion: string;
  const keep = (mutation: Mutation, more: Readonly<Record<string, unknown>>, person = 'P0036') =>
    people.act(mutation, { opinion, on: today, ...more }, person);

  it('is adopted, handed over, answered in three months, and voted on', async () => {
    const adopted = await people.act(
      'adoptOpinion',
      { topic: '关于养老服务情况的报告', supervisor: 'WS07', carrier: 'CB01', on: '2021-05-20' },
      'P0036',
    );
    opinion = adopted.opinion;
    expect(adopted.standing).toMatchObject({ status: 'ADOPTED', next: expect.stringMatching(/交办/) });
    expect(await keep('answerOpinion', {})).toMatchObject({ rule: 'SV-02', why: 'not-handed-over' });
    expect(await keep('handOverOpinion', { on: '2021-05-19' })).toMatchObject({
      rule: 'SV-02',
      why: 'date-before-earlier-step',
    });
    expect((await keep('handOverOpinion', { on: '2021-05-30' }, 'P0009')).standing).toMatchObject({
      status: 'HANDED_OVER',
      due: '2021-08-30',
    });
    expect(await keep('voteOnOpinion', { vote: 'SATISFIED' })).toMatchObject({ rule: 'SV-02', why: 'not-reported' });
    expect((await keep('answerOpinion', { on: '2021-08-31' })).standing).toMatchObject({
      status: 'ANSWERED',
      inTime: false,
    });
    expect((await keep('voteOnOpinion', { vote: 'DISSATISFIED' })).standing).toMatchObject({
      status: 'ESCALATION_OPEN',
      vote: 'DISSATISFIED',
    });
  });

  it('that is as wished already writes nothing', async () => {
    expect(await people.writingNothing(() => keep('handOverOpinion', { on: '2021-05-30' }))).toMatchObject({
      events: [],
      repeated: false,
    });
    expect(await people.writingNothing(() => keep('voteOnOpinion', { vote: 'SATISFIED' }))).toMatchObject({
      rule: 'SV-02',
      why: 'already-voted',
    });
  });

  it('is told by its query as it stands', async () => {
    const query = `query($opinion: ID!) { reviewOpinion(opinion: $opinion) { ... on ReviewOpinion { topic status due vote } ${REFUSED} } }`;
    const { data } = await server.ask(query, { opinion }, await people.tokenOf('P0009'));
    expect(data.reviewOpinion).toEqual({
      topic: '关于养老服务情况的报告',
      status: 'ESCALATION_OPEN',
      due: '2021-08-30',
      vote: 'DISSATISFIED',
    });
    const unknown = await server.ask(query, { opinion: 'SY999' }, await people.tokenOf('P0009'));
    expect(unknown.data.reviewOpinion).toMatchObject({ why: 'not-found' });
  });
});
