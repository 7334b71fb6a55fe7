import { openTestServer, type TestServer } from '../support/house.js';
import { allPages, expected, RANKING, REFUSED } from '../support/words.js';

/** Somebody who reads the sample over GraphQL, at the machine itself. */
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
});
afterAll(() => server.close());

const KNOWN = '2020-01-31T23:59:59.999+08:00';

describe('the ranking of a quarter', () => {
  it.each([
    ['2019Q3', KNOWN, 'ledger-small.2019Q3.ranking.json'],
    ['2019Q4', '2020-01-31', 'ledger-small.2019Q4.ranking.json'],
    ['2019Q3', '2019-10-08', 'ledger-small.2019Q3.ranking.known-2019-10-08.json'],
    ['2019Q3', '2019-10-08T15:59:59.999Z', 'ledger-small.2019Q3.ranking.known-2019-10-08.json'],
  ])('of %s as known at %s is the agreed answer, word for word', async (quarter, knownAt, file) => {
    const { data } = await server.ask(RANKING, { quarter, knownAt });
    const { incompleteSince, ...ranking } = data.ranking;
    expect(ranking).toEqual(expected(file));
    expect(incompleteSince).toBeNull();
  });

  it('is refused for a quarter before the policy', async () => {
    const { data } = await server.ask(RANKING, { quarter: '2019Q2' });
    expect(data.ranking).toMatchObject({
      why: 'policy-not-in-force',
      rule: null,
      facts: expect.arrayContaining([{ name: 'inForceFrom', value: '2019Q3' }]),
    });
    expect(data.ranking.message).toMatch(/2019Q2 没有排名/);
  });
});

describe('the explanation of a total', () => {
  it('adds up exactly, for every office at two instants', async () => {
    for (const knownAt of ['2019-10-08', '2020-01-31']) {
      const { data } = await server.ask(RANKING, { quarter: '2019Q3', knownAt });
      for (const { code, total } of data.ranking.offices) {
        const answer = await server.ask(
          `query($knownAt: String, $office: ID!) { explain(quarter: "2019Q3", office: $office, knownAt: $knownAt) {
            ... on Explanation { office total knownAt parts { dimension kind rule points evidence events } } ${REFUSED} } }`,
          { knownAt, office: code },
        );
        const { parts, ...explanation } = answer.data.explain;
        const points = parts.reduce(
          (sum: number, part: { points: string }) => sum + Math.round(Number(part.points) * 100),
          0,
        );
        expect([explanation.office, explanation.total, points]).toEqual([code, total, Math.round(Number(total) * 100)]);
      }
    }
  });

  it('names events behind its parts that the audit trail has', async () => {
    const answer = await server.ask(
      '{ explain(quarter: "2019Q3", office: "WS01", knownAt: "2020-01-31") { ... on Explanation { parts { kind events } } } }',
    );
    const [event] = answer.data.explain.parts.flatMap((part: { events: string[] }) => part.events);
    expect(typeof event).toBe('string');
    expect(await eventIds()).toContain(event);
  });

  it('is refused for an office that is not ranked', async () => {
    const answer = await server.ask(`{ explain(quarter: "2019Q3", office: "QX01") { ${REFUSED} } }`);
    expect(answer.data.explain).toMatchObject({ why: 'office-not-ranked', message: expect.stringMatching(/QX01/) });
  });
});

const eventIds = async (): Promise<readonly string[]> =>
  (
    await allPages<{ id: string }>(async (after) => {
      const answer = await server.ask(
        'query($after: String) { auditTrail(first: 200, after: $after) { ... on AuditTrail { entries { edges { node { id } } pageInfo { hasNextPage endCursor } } } } }',
        { ...(after === undefined ? {} : { after }) },
      );
      return answer.data.auditTrail.entries;
    })
  ).map(({ id }) => id);

describe('the obligations of a quarter', () => {
  const OBLIGATIONS = `query($first: Int! = 20, $after: String, $rule: ID, $owner: ID, $status: String) {
    obligations(quarter: "2019Q3", knownAt: "2020-01-31", first: $first, after: $after, rule: $rule, owner: $owner, status: $status) {
      ... on ObligationList { quarter knownAt obligations {
        edges { cursor node { rule subject period trigger due owner counted status evidence provisional } } pageInfo { hasNextPage endCursor } } }
      ${REFUSED}
    } }`;
  interface Node {
    readonly [field: string]: unknown;
    readonly provisional: boolean;
  }
  const all = (first: number, filter: Readonly<Record<string, string>> = {}): Promise<readonly Node[]> =>
    allPages<Node>(async (after) => {
      const answer = await server.ask(OBLIGATIONS, { first, ...filter, ...(after === undefined ? {} : { after }) });
      expect(answer.data.obligations.obligations.edges.length).toBeLessThanOrEqual(first);
      return answer.data.obligations.obligations;
    });
  const said = (nodes: readonly Node[]) =>
    nodes.map(({ provisional, ...node }) => (provisional ? { ...node, provisional } : node));
  const agreed = expected('ledger-small.2019Q3.obligations.json') as readonly Record<string, unknown>[];

  it.each([7, 200])('come page by page, %i a page, each once and in the agreed order', async (first) => {
    expect(said(await all(first))).toEqual(agreed);
  });

  it('are told by rule, by owner, by status, and by all three', async () => {
    const only = (filter: Readonly<Record<string, string>>) =>
      agreed.filter((one) => Object.entries(filter).every(([name, value]) => one[name] === value));
    for (const filter of [
      { rule: 'RC-01' },
      { owner: 'WS01' },
      { status: 'met-late' },
      { rule: 'RC-01', owner: 'WS01', status: 'missed' },
    ]) {
      const wanted = only(filter);
      expect(wanted.length).toBeGreaterThan(0);
      expect(said(await all(50, filter))).toEqual(wanted);
    }
  });

  it('are none for a rule that binds nobody then, with no next page', async () => {
    const answer = await server.ask(OBLIGATIONS, { rule: 'PB-11' });
    expect(answer.data.obligations.obligations).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  it('are answered for a quarter that has no ranking', async () => {
    const answer = await server.ask(
      `{ obligations(quarter: "2019Q2", knownAt: "2020-01-31", first: 1) { ... on ObligationList { obligations { edges { node { due } } } } ${REFUSED} } }`,
    );
    expect(answer.data.obligations.obligations.edges).toEqual([
      { node: { due: expect.stringMatching(/^2019-0[456]/) } },
    ]);
  });
});

describe('what cannot be understood is answered in Chinese with a stable code', () => {
  it.each([
    ['ranking(quarter: "2019Q3", knownAt: "2019-02-30")', 'bad-known-at'],
    ['obligations(quarter: "2019Q3", knownAt: "2019-10-08T25:00:00+08:00")', 'bad-known-at'],
    ['obligations(quarter: "2019Q3", after: "bm93aGVyZQ")', 'bad-cursor'],
    ['archive(subject: OFFICE, code: "WS01", after: "bm93aGVyZQ")', 'bad-cursor'],
    ['auditTrail(after: "bm93aGVyZQ")', 'bad-cursor'],
    ['auditTrail(filter: { enteredFrom: "2019-13-01" })', 'bad-known-at'],
    ['auditTrail(filter: { rule: "XX-99" })', 'not-found'],
    ['archive(subject: OFFICE, code: "WS99")', 'not-found'],
    ['archive(subject: DEPUTY, code: "P0001")', 'not-found'],
    ['explain(quarter: "2019Q3", office: "WS99")', 'office-not-ranked'],
  ])('%s: %s', async (field, why) => {
    const { data, errors } = await server.ask(`{ answer: ${field} { ${REFUSED} } }`);
    expect(errors).toBeUndefined();
    expect(data.answer).toMatchObject({ why, message: expect.stringMatching(/\p{Script=Han}{4}/u) });
  });

  it.each([
    ['ranking(quarter: "2019Q5")', 'quarter'],
    ['ranking(quarter: "0000Q1")', 'quarter'],
    ['obligations(quarter: "9999Q4")', 'quarter'],
    ['ranking(quarter: "2019Q3", knownAt: "yesterday")', 'knownAt'],
    ['obligations(quarter: "2019Q3", first: 0)', 'first'],
    ['obligations(quarter: "2019Q3", first: 201)', 'first'],
    ['obligations(quarter: "2019Q3", status: "done")', 'status'],
    ['archive(subject: OFFICE, code: "a b")', 'code'],
    ['auditTrail(filter: { about: "nobody" })', 'about'],
  ])('%s is a wrong shape in %s', async (field, name) => {
    const { errors } = await server.ask(`{ answer: ${field} { __typename } }`);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'bad-input', problems: [expect.stringContaining(name)] });
    expect(errors?.[0]?.message).toMatch(/^输入有误/);
  });
});
