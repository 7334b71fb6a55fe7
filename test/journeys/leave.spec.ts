import { randomUUID } from 'node:crypto';
import { addDays } from '../../libs/calendar/index.js';
import { dayOf } from '../../libs/kernel/index.js';
import { openTestServer, type TestServer } from '../support/house.js';
import { archive, audit, REFUSED } from '../support/words.js';

/**
 * A leave through the hands of the sample's people: P0010 is staff of the Office, P0009 its section chief, P0008 the leader in charge, P0007 its
 * head; P0006 the secretary-general, P0002 the vice-director in charge of the Office, P0001 the director.
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

const LEAVE = `leave person status next { act role persons outside } chain { rule days steps { act role persons } informed { role persons } }
  agreedBy approvedBy informed declined { by reason } reportedBack reportBackBy`;
const mutation = (name: string, input: string): string =>
  `mutation($input: ${input}!) { done: ${name}(input: $input) { ... on LeaveStepTaken { leave events repeated standing { ${LEAVE} } } ${REFUSED} } }`;
const MUTATIONS = {
  ask: mutation('askForLeave', 'AskForLeaveInput'),
  agree: mutation('agreeToLeave', 'AgreeToLeaveInput'),
  approve: mutation('approveLeave', 'ApproveLeaveInput'),
  decline: mutation('declineLeave', 'DeclineLeaveInput'),
  reportBack: mutation('reportBackFromLeave', 'ReportBackFromLeaveInput'),
};

const tokenOf = async (person: string): Promise<string> => {
  const token = tokens.get(person) ?? (await server.signIn(person));
  tokens.set(person, token);
  return token;
};

const does = async (person: string, what: keyof typeof MUTATIONS, input: Readonly<Record<string, unknown>>) => {
  const { data, errors } = await server.ask(
    MUTATIONS[what],
    { input: { commandId: randomUUID(), ...input } },
    await tokenOf(person),
  );
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.done;
};

/** From today on by word first, as OD-06 has it in an emergency, or from a later day in advance. */
const asks = async (person: string, days: number, from = today): Promise<string> => {
  const form = { kind: 'PERSONAL', from, to: addDays(from, days - 1), reason: '家中有事', destination: '本市' };
  const done = await does(person, 'ask', from === today ? { ...form, urgentReason: '突发急事，先电话请假' } : form);
  expect(done).toMatchObject({ repeated: false, standing: { status: 'ASKED', person } });
  return done.leave;
};

const writesNothing = async <T>(work: () => Promise<T>): Promise<T> => {
  const before = await server.foundation.events.tail();
  const result = await work();
  expect(await server.foundation.events.tail()).toBe(before);
  return result;
};

describe('a short leave of staff (OD-05): chief agrees, leader in charge approves, head is told', () => {
  let leave: string;

  it('is asked for, and says who is next', async () => {
    // One day can be no working day: a rest day counts none, and is short all the same.
    leave = await asks('P0010', 1);
    const from = addDays(today, 7);
    const { standing } = await does('P0010', 'ask', {
      kind: 'PERSONAL',
      from,
      to: from,
      reason: '家中有事',
      destination: '本市',
    });
    expect(standing).toMatchObject({
      next: { act: 'AGREE', role: '科长', persons: ['P0009'] },
      chain: {
        rule: 'OD-05',
        steps: [
          { act: 'AGREE', role: '科长', persons: ['P0009'] },
          { act: 'APPROVE', role: '部门分管领导', persons: ['P0008'] },
        ],
        informed: [{ role: '部门主要负责人', persons: ['P0007'] }],
      },
    });
  });

  it('is not agreed to or approved by who asked (OD-11)', async () => {
    expect(await writesNothing(() => does('P0010', 'agree', { leave }))).toMatchObject({
      rule: 'OD-11',
      why: 'own-agreement',
      clause: expect.stringMatching(/./),
      message: expect.stringContaining('P0010'),
      facts: [{ name: 'person', value: 'P0010' }],
    });
    expect(await writesNothing(() => does('P0010', 'approve', { leave }))).toMatchObject({
      rule: 'OD-11',
      why: 'own-approval',
    });
  });

  it('is not approved before it is agreed to, nor by the wrong person', async () => {
    expect(await writesNothing(() => does('P0008', 'approve', { leave }))).toMatchObject({
      rule: 'OD-05',
      why: 'agreement-missing',
    });
    expect(await writesNothing(() => does('P0036', 'agree', { leave }))).toMatchObject({
      rule: 'OD-05',
      why: 'wrong-agreer',
    });
    expect(await writesNothing(() => does('P0047', 'approve', { leave }))).toMatchObject({
      why: 'inspector-writes-nothing',
    });
  });

  it('is agreed to, approved, reported back from', async () => {
    expect(await writesNothing(() => does('P0010', 'reportBack', { leave }))).toMatchObject({
      rule: 'OD-07',
      why: 'not-approved',
    });
    const agreed = await does('P0009', 'agree', { leave });
    expect(agreed.standing).toMatchObject({
      status: 'AGREED',
      agreedBy: ['P0009'],
      next: { act: 'APPROVE', persons: ['P0008'] },
    });
    const approved = await does('P0008', 'approve', { leave });
    expect(approved.standing).toMatchObject({
      status: 'APPROVED',
      approvedBy: 'P0008',
      informed: ['P0007'],
      next: null,
    });
    expect(await writesNothing(() => does('P0009', 'reportBack', { leave }))).toMatchObject({ why: 'not-permitted' });
    const back = await does('P0010', 'reportBack', { leave });
    expect(back.standing).toMatchObject({ status: 'REPORTED_BACK', reportedBack: expect.stringContaining(today) });
  });

  it('is there in the audit trail, each step by the post that took it', async () => {
    const events = await audit(server, { filter: { stream: `leave-${leave}` }, order: 'ENTERED_OLDEST_FIRST' });
    expect(events.map(({ type, person, post, office }) => [type, person, post, office])).toEqual([
      ['office-affairs.LeaveAskedFor', 'P0010', '工作人员', 'WS01'],
      ['office-affairs.LeaveAgreed', 'P0009', '综合科科长', 'WS01'],
      ['office-affairs.LeaveApproved', 'P0008', '副主任', 'WS01'],
      ['office-affairs.LeaveReportedBack', 'P0010', '工作人员', 'WS01'],
    ]);
  });

  it('is in the archive of who asked and of who approved', async () => {
    for (const person of ['P0010', 'P0008']) {
      expect((await archive(server, 'MEMBER', person)).map(({ code }) => code)).toContain(leave);
    }
  });

  it('is read by whom it concerns, the leadership, the Office and inspectors, and by nobody else', async () => {
    const reads = async (person: string) => {
      const query = `query($leave: ID!) { leave(leave: $leave) { ... on Leave { leave } ${REFUSED} } }`;
      return (await server.ask(query, { leave }, await tokenOf(person))).data.leave;
    };
    for (const person of ['P0010', 'P0009', 'P0007', 'P0001', 'P0047']) expect(await reads(person)).toEqual({ leave });
    expect(await reads('P0036')).toMatchObject({ why: 'not-found' });
  });
});

describe('a long leave', () => {
  it('of staff needs both to agree, in order, and the head to approve (OD-05)', async () => {
    const leave = await asks('P0010', 21);
    expect(await writesNothing(() => does('P0008', 'agree', { leave }))).toMatchObject({
      rule: 'OD-05',
      why: 'earlier-agreement-missing',
    });
    await does('P0009', 'agree', { leave });
    await does('P0008', 'agree', { leave });
    expect((await does('P0007', 'approve', { leave })).standing).toMatchObject({
      status: 'APPROVED',
      approvedBy: 'P0007',
    });
  });

  it('of a head goes to secretary-general, vice-director in charge and director (OD-02)', async () => {
    const leave = await asks('P0007', 21);
    await does('P0006', 'agree', { leave });
    await does('P0002', 'agree', { leave });
    expect((await does('P0001', 'approve', { leave })).standing).toMatchObject({
      status: 'APPROVED',
      chain: { rule: 'OD-02' },
    });
  });

  it('of a vice-director is asked for in good time, signed by the party secretary, decided outside, recorded by the Office (OD-01)', async () => {
    const late = await writesNothing(() =>
      does('P0003', 'ask', {
        kind: 'PERSONAL',
        from: addDays(today, 2),
        to: addDays(today, 5),
        reason: '外出',
        destination: '外地',
      }),
    );
    expect(late).toMatchObject({ rule: 'OD-01', why: 'too-late' });
    const leave = await asks('P0003', 4, addDays(today, 3));
    await does('P0001', 'agree', { leave });
    expect(await writesNothing(() => does('P0002', 'approve', { leave }))).toMatchObject({ rule: 'OD-01' });
    const approved = await does('P0009', 'approve', { leave });
    expect(approved.standing).toMatchObject({ status: 'APPROVED', approvedBy: null });
    expect(await writesNothing(() => does('P0003', 'reportBack', { leave }))).toMatchObject({
      rule: 'OD-07',
      why: 'before-start',
    });
  });
});

describe('a leave that is declined', () => {
  it('says by whom and why, and is at an end', async () => {
    const leave = await asks('P0010', 1);
    const declined = await does('P0009', 'decline', { leave, reason: '近期任务集中' });
    expect(declined.standing).toMatchObject({ status: 'DECLINED', declined: { by: 'P0009', reason: '近期任务集中' } });
    expect(await writesNothing(() => does('P0009', 'agree', { leave }))).toMatchObject({
      why: 'leave-already-declined',
    });
  });
});

describe('a step said twice', () => {
  it('with the same command id is answered as the first time; with another it is refused or nothing', async () => {
    const leave = await asks('P0010', 1);
    const commandId = randomUUID();
    const first = await does('P0009', 'agree', { leave, commandId });
    const again = await writesNothing(() => does('P0009', 'agree', { leave, commandId }));
    expect(again).toMatchObject({ repeated: true, events: first.events });
    await writesNothing(() => does('P0009', 'agree', { leave }));
  });
});

describe('what is wrong with a form', () => {
  it('is told field by field', async () => {
    const { errors } = await server.ask(
      MUTATIONS.ask,
      { input: { commandId: 'x', kind: 'PERSONAL', from: '2019-02-30', to: '1', reason: '' } },
      await tokenOf('P0010'),
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'bad-input',
      problems: expect.arrayContaining(
        [/^commandId/, /^from/, /^to/, /^reason/].map((name) => expect.stringMatching(name)),
      ),
    });
  });

  it('or by the rule (OD-06)', async () => {
    const ask = (more: Readonly<Record<string, unknown>>) =>
      writesNothing(() =>
        does('P0010', 'ask', {
          kind: 'PERSONAL',
          from: today,
          to: today,
          reason: '家中有事',
          destination: '本市',
          ...more,
        }),
      );
    expect(await ask({ from: addDays(today, 7), to: addDays(today, 6) })).toMatchObject({
      rule: 'OD-06',
      why: 'end-before-start',
    });
    expect(await ask({ from: addDays(today, 7), to: addDays(today, 7), destination: null })).toMatchObject({
      rule: 'OD-06',
      why: 'form-incomplete',
    });
    expect(await ask({ from: addDays(today, -1) })).toMatchObject({ rule: 'OD-06', why: 'form-not-in-advance' });
    expect(await ask({ from: addDays(today, -60), urgentReason: '突发疾病，先电话请假' })).toMatchObject({
      rule: 'OD-06',
      why: 'asked-too-late',
    });
  });

  it('needs somebody signed in', async () => {
    const input = { commandId: randomUUID(), kind: 'PERSONAL', from: today, to: today, reason: '家中有事' };
    const { data } = await writesNothing(() => server.ask(MUTATIONS.ask, { input }));
    expect(data.done).toMatchObject({ why: 'not-signed-in' });
  });
});

describe('a leave of the old ledger', () => {
  it('is reported back from by who took it', async () => {
    const done = await does('P0034', 'reportBack', { leave: 'QJ005' });
    expect(done.standing).toMatchObject({ leave: 'QJ005', status: 'REPORTED_BACK' });
  });
});
