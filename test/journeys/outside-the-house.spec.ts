import { randomUUID } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { openTestServer, type TestServer } from '../support/house.js';
import { listen } from '../support/listener.js';
import { ARCHIVE, archive, AUDIT, RANKING, REFUSED } from '../support/words.js';

/**
 * F1-04: the offices' ranking stays inside the house. A person of a county, one of a town and one of a body that carries items out try every door.
 */
let server: TestServer;
const tokens: Record<string, string> = {};
const OUTSIDE = { county: 'P9001', town: 'P9002', carrier: 'P9003' } as const;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
  await server.importSheet(
    '人员',
    '工号,姓名,单位代码,职务,岗位,任职日期',
    'P9001,乔县人,QX01,办公室主任,部门主要负责人,2019-01-01',
    'P9002,常镇人,ZJ001,人大主席,主任,2019-01-01',
    'P9003,承办人,CB01,科长,科长,2019-01-01',
  );
  for (const [who, person] of Object.entries(OUTSIDE)) tokens[who] = await server.signIn(person);
});
afterAll(() => server.close());

/** What nobody outside may find in anything they are sent: offices' codes of the ranking beside a score or a mark of theirs. */
const officeScores = async (): Promise<readonly string[]> => {
  const { data } = await server.ask(RANKING, { quarter: '2019Q3' });
  return data.ranking.offices.map(({ total }: { total: string }) => total);
};

describe.each(Object.keys(OUTSIDE))('somebody of a %s', (who) => {
  const ask = (query: string, variables: Readonly<Record<string, unknown>> = {}) =>
    server.ask(query, variables, tokens[who]);

  it('sees patterns and mechanisms, and no offices', async () => {
    const { data } = await ask(RANKING, { quarter: '2019Q3' });
    expect(data.ranking.offices).toBeNull();
    expect(data.ranking.patterns).toHaveLength(5);
    expect(data.ranking.mechanisms).toHaveLength(6);
    const text = JSON.stringify(data);
    expect(text).not.toContain('WS0');
  });

  it('gets no explanation and no list of obligations, whoever’s, and the same answer for an office that is none', async () => {
    const refusals = await Promise.all([
      ask(`{ answer: explain(quarter: "2019Q3", office: "WS01") { ${REFUSED} } }`),
      ask(`{ answer: explain(quarter: "2019Q3", office: "WS99") { ${REFUSED} } }`),
      ask(`{ answer: explain(quarter: "2019Q2", office: "WS01") { ${REFUSED} } }`),
      ask(`{ answer: obligations(quarter: "2019Q3", owner: "WS01") { ${REFUSED} } }`),
      ask(`{ answer: obligations(quarter: "2019Q3", status: "missed") { ${REFUSED} } }`),
    ]);
    for (const { data } of refusals) {
      expect(data.answer).toEqual(refusals[0]?.data.answer);
      expect(data.answer).toMatchObject({
        rule: 'F1-04',
        why: 'offices-inside-only',
        title: expect.any(String),
        clause: expect.stringMatching(/§/),
      });
    }
  });

  it('reads no audit trail, by whatever filter', async () => {
    for (const filter of [{}, { type: 'five-ones.OfficeMarked' }, { office: 'WS01' }, { about: 'office/WS01' }]) {
      const { data } = await ask(AUDIT, { filter });
      expect(data.auditTrail).toMatchObject({ why: 'audit-for-inspectors' });
    }
  });

  it('reads archives of their own branch only', async () => {
    for (const [subject, code] of [
      ['OFFICE', 'WS01'],
      ['OFFICE', 'WS99'],
      ['OFFICE', 'QX02'],
      ['OFFICE', 'LD01'],
      ['MEMBER', 'P0001'],
      ['DEPUTY', 'D0001'],
      ['RETIREE', 'T001'],
    ] as const) {
      const { data } = await ask(ARCHIVE, { subject, code });
      expect([code, data.archive.why]).toEqual([code, 'own-branch-only']);
    }
    const person = OUTSIDE[who as keyof typeof OUTSIDE];
    expect((await ask(ARCHIVE, { subject: 'MEMBER', code: person })).data.archive).toMatchObject({ code: person });
  });

  it('learns nothing from errors, costs, or the schema', async () => {
    const totals = await officeScores();
    const answers = await Promise.all([
      ask('{ ranking(quarter: "2019Q3") { ... on Ranking { offices { rank total dimensions { score } } } } }'),
      ask('{ ranking(quarter: "2019Q3") { ... on Ranking { offices { nothing } } } }'),
      ask('{ explain(quarter: "2019Q3", office: "a b") { __typename } }'),
      ask(getIntrospectionQuery()),
    ]);
    const text = JSON.stringify(answers);
    for (const total of totals) expect(text).not.toContain(`"${total}"`);
  });

  it('records nothing for the house', async () => {
    const before = await server.foundation.events.tail();
    const { data } = await ask(
      `mutation($input: AskForLeaveInput!) { done: askForLeave(input: $input) { ${REFUSED} } }`,
      {
        input: {
          commandId: randomUUID(),
          kind: 'PERSONAL',
          from: '2030-01-01',
          to: '2030-01-01',
          reason: '外出',
          destination: '外地',
        },
      },
    );
    expect(data.done).toMatchObject({ why: 'not-permitted' });
    expect(await server.foundation.events.tail()).toBe(before);
  });
});

describe('the branches of the tree', () => {
  it('hold what lies below: a county sees its towns and their deputies, a town itself', async () => {
    expect(await archive(server, 'OFFICE', 'ZJ004', {}, tokens['county'])).toEqual([]);
    const deputy = await server.ask(ARCHIVE, { subject: 'DEPUTY', code: 'D0009' }, tokens['county']);
    expect(deputy.data.archive).toMatchObject({ code: 'D0009' });
    const { data } = await server.ask(ARCHIVE, { subject: 'OFFICE', code: 'QX01' }, tokens['town']);
    expect(data.archive).toMatchObject({ why: 'own-branch-only' });
  });
});

describe('a subscription from outside', () => {
  it('tells of patterns and mechanisms, and never of an office', async () => {
    const query = 'subscription { rankingChanged(quarter: "2019Q3") { changed } }';
    const outside = await listen(server.url, { query, says: { Authorization: `Bearer ${tokens['county']}` } });
    const inside = await listen(server.url, { query });
    while (server.foundation.house.listening < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const clerk = await server.signIn('P0027');
    await server.ask(
      'mutation($input: RecordRetireeVisitInput!) { recordRetireeVisit(input: $input) { __typename } }',
      { input: { commandId: randomUUID(), retiree: 'T001', on: '2019-07-15', channel: 'PHONE', occasion: 'ROUTINE' } },
      clerk,
    );
    const changed = async (told: Promise<readonly unknown[]>) =>
      ((await told)[0] as { data: { rankingChanged: { changed: string[] } } }).data.rankingChanged.changed;
    expect(await changed(inside.hears(1))).toEqual(expect.arrayContaining(['WS01', 'N4']));
    const heard = await changed(outside.hears(1));
    expect(heard).toContain('N4');
    expect(heard.filter((code) => code.startsWith('WS'))).toEqual([]);
    await Promise.all([outside.close(), inside.close()]);
  });
});
