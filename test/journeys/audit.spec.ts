import { openTestServer, type TestServer } from '../support/house.js';
import { allPages, AUDIT, type AuditNode, audit } from '../support/words.js';

/** A discipline inspector in the sample: who did what, when it happened, when it was entered, who says so. */
let server: TestServer;
let inspector: string;
let everything: readonly AuditNode[];
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
  await server.tools.setDuty('P0047', true, '指定督查人员');
  inspector = await server.signIn('P0047');
  everything = await pages({}, 200);
});
afterAll(() => server.close());

const pages = (variables: Readonly<Record<string, unknown>>, first: number): Promise<readonly AuditNode[]> =>
  allPages<AuditNode>(async (after) => {
    const answer = await server.ask(
      AUDIT,
      { first, ...variables, ...(after === undefined ? {} : { after }) },
      inspector,
    );
    if (answer.data?.auditTrail?.entries === undefined) throw new Error(JSON.stringify(answer));
    expect(answer.data.auditTrail.entries.edges.length).toBeLessThanOrEqual(first);
    return answer.data.auditTrail.entries;
  });

describe('the audit trail', () => {
  it('has every event of the history once', async () => {
    const positions = everything.map(({ position }) => Number(position)).sort((a, b) => a - b);
    const tail = Number(await server.foundation.events.tail());
    expect(positions).toEqual(Array.from({ length: tail }, (_, index) => index + 1));
  });

  it.each([
    ['ENTERED_NEWEST_FIRST', 'enteredAt', -1],
    ['ENTERED_OLDEST_FIRST', 'enteredAt', 1],
    ['HAPPENED_NEWEST_FIRST', 'occurredAt', -1],
    ['HAPPENED_OLDEST_FIRST', 'occurredAt', 1],
  ] as const)('is told %s, every page going on where the last one ended', async (order, field, sign) => {
    const some = await pages({ order, filter: { type: 'deputies.ContactRecorded' } }, 37);
    const sorted = everything
      .filter(({ type }) => type === 'deputies.ContactRecorded')
      .sort((a, b) => sign * (compare(a[field], b[field]) || Number(a.position) - Number(b.position)));
    expect(some.map(({ position }) => position)).toEqual(sorted.map(({ position }) => position));
  });

  it.each<[string, Record<string, string>, (node: AuditNode) => boolean]>([
    ['stream', { stream: 'leave-QJ001' }, (node) => node['stream'] === 'leave-QJ001'],
    ['person', { person: 'operator' }, (node) => node['person'] === 'operator'],
    ['post', { post: '系统管理' }, (node) => node['post'] === '系统管理'],
    ['type', { type: 'office-affairs.LeaveApproved' }, (node) => node.type === 'office-affairs.LeaveApproved'],
    ['about', { about: 'deputy/D0005' }, (node) => (node['about'] as string[]).includes('deputy/D0005')],
    ['rule', { rule: 'OD-07' }, (node) => (node['rules'] as string[]).includes('OD-07')],
    [
      'day of the act',
      { happenedFrom: '2019-08-01', happenedTo: '2019-08-01' },
      ({ occurredAt }) => occurredAt.startsWith('2019-08-01'),
    ],
    [
      'moment of the entry',
      { enteredFrom: '2019-09-01', enteredTo: '2019-09-02T12:00:00+08:00' },
      ({ enteredAt }) => enteredAt >= '2019-09-01T00:00:00.000+08:00' && enteredAt <= '2019-09-02T12:00:00.000+08:00',
    ],
    [
      'several at once',
      { rule: 'DP-03', about: 'person/P0001', enteredTo: '2019-10-31' },
      (node) =>
        (node['rules'] as string[]).includes('DP-03') &&
        (node['about'] as string[]).includes('person/P0001') &&
        node.enteredAt < '2019-11-01',
    ],
  ])('is filtered by %s', async (_, filter, fits) => {
    const wanted = everything
      .filter(fits)
      .map(({ id }) => id)
      .sort();
    expect(wanted.length).toBeGreaterThan(0);
    expect((await pages({ filter }, 50)).map(({ id }) => id).sort()).toEqual(wanted);
  });

  it('is none for an office that nobody acted for', async () => {
    expect(await pages({ filter: { office: 'WS01' } }, 50)).toEqual([]);
  });

  it('holds at an instant what was entered by then', async () => {
    const then = await pages({ knownAt: '2019-08-15' }, 200);
    const wanted = everything.filter(({ enteredAt }) => enteredAt <= '2019-08-15T23:59:59.999+08:00');
    expect(then.length).toBeGreaterThan(0);
    expect(then.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
  });

  it('says what is said by the ledger, and when it was really written', async () => {
    const [contact] = everything.filter(
      ({ type, enteredAt }) => type === 'deputies.ContactRecorded' && enteredAt < '2020',
    );
    expect(contact).toMatchObject({ saidByLedger: true, person: 'ledger-import', ruleSet: 'zibo-2019' });
    expect(contact !== undefined && contact.recordedAt > contact.enteredAt).toBe(true);
    const [duty] = everything.filter(({ type }) => type === 'organisation.DutyAssigned');
    expect(duty).toMatchObject({ saidByLedger: false, person: 'operator', reason: '指定督查人员' });
  });

  it('chains the events of a stream', async () => {
    const stream = (await pages({ filter: { stream: 'leave-QJ001' }, order: 'ENTERED_OLDEST_FIRST' }, 50)).toSorted(
      (a, b) => Number(a.position) - Number(b.position),
    );
    expect(stream.length).toBeGreaterThan(1);
    stream.forEach((event, index) =>
      expect(event['prevHash']).toBe(index === 0 ? '0'.repeat(64) : stream[index - 1]?.['hash']),
    );
  });

  it('withholds health data (RC-17)', () => {
    const told = everything.filter(({ type }) => type.startsWith('retirees.')).map((node) => String(node['data']));
    expect(told.length).toBeGreaterThan(300);
    expect(told.join('\n')).not.toMatch(/住院|医院|治疗|患病/);
  });
});

describe('who reads the audit trail', () => {
  it('is inspectors, the leadership, and whoever sits at the machine', async () => {
    for (const token of [inspector, await server.signIn('P0001'), await server.signIn('P0006'), undefined]) {
      expect(await audit(server, { first: 1 }, token)).toHaveLength(1);
    }
  });

  it('is nobody else', async () => {
    for (const person of ['P0007', 'P0009', 'P0036']) {
      const { data } = await server.ask(AUDIT, {}, await server.signIn(person));
      expect(data.auditTrail).toMatchObject({ why: 'audit-for-inspectors', message: expect.stringContaining(person) });
    }
  });
});

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
