import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { openTestServer, type TestServer } from '../support/house.js';
import { listen, type Listener } from '../support/listener.js';

/** A dashboard that follows the ranking of 2019Q3 while people work. */
let server: TestServer;
let clerk: string;
const open: Listener[] = [];
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
  clerk = await server.signIn('P0027');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
  await followers(0);
});
afterAll(() => server.close());

const QUERY = 'subscription($quarter: String!) { rankingChanged(quarter: $quarter) { quarter knownAt changed } }';
const follow = async (
  says: Readonly<Record<string, unknown>> = {},
  quarter = '2019Q3',
  query = QUERY,
): Promise<Listener> => {
  const listener = await listen(server.url, { query, variables: { quarter }, says });
  open.push(listener);
  return listener;
};

/** Resolves when so many follow the rankings. */
const followers = async (count: number): Promise<void> => {
  while (server.foundation.house.listening !== count) await new Promise((resolve) => setTimeout(resolve, 5));
};

const visit = async (retiree: string, on: string): Promise<void> => {
  const { data } = await server.ask(
    'mutation($input: RecordRetireeVisitInput!) { done: recordRetireeVisit(input: $input) { ... on RetireeVisitRecorded { visit } ... on Refused { why } } }',
    { input: { commandId: randomUUID(), retiree, on, channel: 'PHONE', occasion: 'ROUTINE' } },
    clerk,
  );
  expect(data.done).toEqual({ visit: expect.any(String) });
};

/** Months of 2019Q3 in which nobody called on these retirees. A call that is recorded today meets the month late, and lifts N4. */
const MISSED = [
  ['T001', '2019-07-15'],
  ['T005', '2019-07-15'],
  ['T007', '2019-07-15'],
  ['T016', '2019-07-15'],
  ['T021', '2019-08-15'],
  ['T024', '2019-09-15'],
] as const;
let made = 0;
const changeTheRanking = async (): Promise<void> => {
  const [retiree, on] = MISSED[made] ?? [];
  made += 1;
  if (retiree === undefined || on === undefined) throw new Error('no month is left that was missed');
  await visit(retiree, on);
};

describe('who follows the ranking of a quarter', () => {
  it('is told when somebody’s act has changed it, and whose rank or score', async () => {
    const listener = await follow({ authorization: `Bearer ${clerk}` });
    await followers(1);
    await changeTheRanking();
    const [told] = (await listener.hears(1)) as readonly {
      data: { rankingChanged: { quarter: string; changed: string[] } };
    }[];
    expect(told?.data.rankingChanged.quarter).toBe('2019Q3');
    expect(told?.data.rankingChanged.changed).toEqual(expect.arrayContaining(['WS01', 'N4']));
  });

  it('is told nothing where nothing changed', async () => {
    const listener = await follow();
    await followers(1);
    // An act of another quarter, and one that adds nothing to an obligation that is met.
    await visit('T001', '2021-03-03');
    await visit('T001', '2021-03-04');
    await changeTheRanking();
    const told = await listener.hears(1);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).toContain('N4');
  });

  it('reads at the machine itself without signing in, and nowhere with a token that is not good', async () => {
    const local = await follow();
    await followers(1);
    const forged = await follow({ authorization: 'Bearer nobody' });
    await forged.hears(0);
    await changeTheRanking();
    await local.hears(1);
    expect(forged.told).toEqual([]);
    expect(forged.errors).toMatchObject([
      { message: expect.stringMatching(/尚未登录/), extensions: { code: 'sign-in-to-read' } },
    ]);
  });

  it('is told in Chinese what is wrong', async () => {
    const wrongQuarter = await follow({}, '2019Q5');
    const unknownField = await follow(
      {},
      '2019Q3',
      'subscription($quarter: String!) { rankingChanged(quarter: $quarter) { nobody } }',
    );
    while (wrongQuarter.errors.length + unknownField.errors.length < 2)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(wrongQuarter.errors).toMatchObject([
      { message: expect.stringMatching(/2019Q5.*不是季度/), extensions: { code: 'bad-quarter' } },
    ]);
    expect(JSON.stringify(unknownField.errors)).toContain('nobody');
    expect(server.foundation.house.listening).toBe(0);
  });
});

describe('who leaves', () => {
  it('is forgotten at once, whether the connection or only the subscription ends', async () => {
    const leaving = await follow();
    const stopping = await follow();
    const staying = await follow();
    await followers(3);
    await leaving.close();
    await followers(2);
    stopping.stop();
    await followers(1);
    await changeTheRanking();
    await staying.hears(1);
    expect(stopping.told).toEqual([]);
  });

  it('without a word is forgotten too', async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write(frame({ type: 'connection_init' }));
    await new Promise((resolve) => socket.once('data', resolve));
    // Twice under one id, which a client should not do.
    const subscribe = { id: '1', type: 'subscribe', payload: { query: QUERY, variables: { quarter: '2019Q3' } } };
    socket.write(Buffer.concat([frame(subscribe), frame(subscribe)]));
    await followers(2);
    socket.destroy();
    await followers(0);
  });
});

/** A masked text frame of a WebSocket (RFC 6455), the mask all zeros. */
const frame = (message: unknown): Buffer => {
  const text = Buffer.from(JSON.stringify(message));
  const length = text.length < 126 ? [0x80 | text.length] : [0x80 | 126, text.length >> 8, text.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), text]);
};

describe('one connection', () => {
  it('may subscribe so many times and no more', async () => {
    const socket = new WebSocket(server.url.replace(/^http/, 'ws') + '/graphql', 'graphql-transport-ws');
    const refused: unknown[] = [];
    await new Promise<void>((resolve) => {
      socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
      socket.addEventListener('message', ({ data }) => {
        const message = JSON.parse(String(data)) as { type: string };
        if (message.type === 'connection_ack') {
          for (let id = 1; id <= 21; id += 1) {
            socket.send(
              JSON.stringify({
                id: String(id),
                type: 'subscribe',
                payload: { query: QUERY, variables: { quarter: '2019Q3' } },
              }),
            );
          }
        }
        if (message.type === 'error') {
          refused.push(message);
          resolve();
        }
      });
    });
    await followers(20);
    expect(refused).toMatchObject([{ id: '21', payload: [{ extensions: { code: 'too-many-subscriptions' } }] }]);
    socket.close();
    await followers(0);
  });

  it('takes no query and no mutation, and none from a page of another site', async () => {
    const query = await follow({}, '2019Q3', 'query { me { name } }');
    while (query.errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(query.told).toEqual([]);
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n`,
    );
    const answer = await new Promise((resolve) => socket.once('data', resolve));
    expect(String(answer)).toMatch(/^HTTP\/1\.1 403/);
    socket.destroy();
  });
});

describe('when somebody’s authority ends', () => {
  it('they are told nothing more', async () => {
    await server.importSheet(
      '人员',
      '工号,姓名,单位代码,职务,岗位,任职日期',
      'P9001,区里来人,QX01,科员,工作人员,2019-01-01',
    );
    const outside = await server.signIn('P9001');
    const listener = await follow({ authorization: `Bearer ${outside}` });
    const inside = await follow({ authorization: `Bearer ${clerk}` });
    await followers(2);
    await server.importSheet(
      '人员',
      '工号,姓名,单位代码,职务,岗位,任职日期,离任日期',
      'P9001,区里来人,QX01,科员,工作人员,2019-01-01,2019-06-30',
    );
    await changeTheRanking();
    await inside.hears(1);
    expect(await listener.ended).toBe(0);
    expect(listener.told).toEqual([]);
  });
});

describe('when the house closes', () => {
  it('those who listen are let go', async () => {
    const listener = await follow();
    await followers(1);
    server.foundation.house.close();
    expect(await listener.ended).toBe(0);
  });
});
