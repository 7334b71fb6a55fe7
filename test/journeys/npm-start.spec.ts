import { writeFileSync } from 'node:fs';
import type { Answer } from '../support/house.js';
import { ensureCompiled, openDesk, type Desk } from '../support/program.js';
import { expected, RANKING, REFUSED } from '../support/words.js';

/** A new user: `npm start` in an empty folder, the ranking as a table, GraphQL from then on. */
let desk: Desk;
beforeAll(async () => {
  await ensureCompiled();
  desk = openDesk();
}, 120_000);
afterAll(() => desk.clear());

const STARTED = /GraphQL 已启动：(http:\S+?)\/graphql/;
const ask = async (url: string, query: string, variables: Readonly<Record<string, unknown>> = {}, token?: string) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as Answer).data;
};
const start = (more: Readonly<Record<string, string>> = {}) => desk.start('start.mjs', [], more);

it('imports the sample, shows its ranking, says how to sign in, answers, and ends when told', async () => {
  const program = start();
  const url = await program.says(STARTED);
  await program.says(/按 Ctrl\+C 停止/);

  const model = expected('ledger-small.2019Q3.ranking.json');
  const { ranking } = await ask(url, RANKING, { quarter: '2019Q3', knownAt: '2020-01-31' });
  expect(ranking).toEqual({ ...(model as object), incompleteSince: null });
  expect((await fetch(`${url}/ready`)).status).toBe(200);

  // As the screen says, word for word.
  const [, person, password] = /台账员.*?person "(\w+)"，password "(\w+)"/.exec(await program.says(/(台账员.*)/)) ?? [];
  const signedIn = await ask(
    url,
    `mutation { signIn(input: { person: "${person}", password: "${password}" }) { ... on SignedIn { token } ... on Refused { message } } }`,
  );
  const { me } = await ask(url, '{ me { person posts { office } } }', {}, signedIn.signIn.token);
  expect(me).toEqual({ person, posts: [{ office: 'WS01' }] });

  // Beside the running server: a command that reads, one that would write, another server on the same address.
  const reading = await desk.fiveOnes(['ranking', '2019Q3', '--known-at', '2020-01-31', '--json']);
  expect([reading.status, JSON.parse(reading.stdout)]).toEqual([0, model]);
  const writing = await desk.fiveOnes(['duty', 'P0009', '--reason', '试']);
  expect([writing.status, writing.stderr]).toEqual([1, expect.stringMatching(/正由进程 \d+.*写入.*只能有一个写入者/)]);
  const { port } = new URL(url);
  const elsewhere = openDesk();
  const occupied = await elsewhere.start('five-ones.mjs', ['serve'], { PORT: port }).ended;
  expect([occupied.status, occupied.stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${port} 已被占用.*PORT`)),
  ]);
  await elsewhere.clear();

  const { status, stdout, stderr } = await program.stop();
  expect(status).toBe(0);
  expect(stdout).toMatch(/先导入示例台账/);
  expect(stdout).toMatch(/2019Q3 排名/);
  expect(stdout).toMatch(/WS01\s+办公室\s+\d+\.\d\d/);
  expect(stdout).toMatch(/督查人员 \S+：person "P0047"/);
  expect(stdout).toMatch(/正在停止/);
  expect(stderr).not.toMatch(/Error|at .*\.js:/);
}, 90_000);

it('the second time imports nothing, and knows what was done the first time', async () => {
  const program = start();
  const url = await program.says(STARTED);
  const { auditTrail } = await ask(
    url,
    `{ auditTrail(first: 1) { ... on AuditTrail { entries { edges { node { position person } } } } ${REFUSED} } }`,
  );
  expect(auditTrail.entries.edges[0].node.person).toBe('operator');
  const second = await desk.start('start.mjs').ended;
  expect([second.status, second.stderr]).toEqual([1, expect.stringMatching(/正由进程 \d+/)]);
  const { status, stdout } = await program.stop();
  expect(status).toBe(0);
  expect(stdout).not.toMatch(/先导入示例台账/);
  expect(stdout).toMatch(/2019Q3 排名/);
}, 60_000);

it('with a wrong configuration names every wrong value, and exits with 2', async () => {
  const { status, stdout, stderr } = await start({
    EVENT_STORE_URL: 'postgres://nobody',
    PORT: 'http',
    TOKEN_HOURS: '0',
  }).ended;
  expect([status, stdout]).toEqual([2, '']);
  for (const wrong of ['EVENT_STORE_URL', 'postgres://nobody', 'PORT', 'TOKEN_HOURS']) expect(stderr).toContain(wrong);
  expect(stderr).not.toMatch(/at .*\.js:/);
}, 30_000);

it('with an event store where no file can be is told so, without a stack', async () => {
  writeFileSync(desk.path('a-file'), '');
  const { status, stderr } = await start({ EVENT_STORE_URL: `sqlite:${desk.path('a-file')}/events.db` }).ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/\p{Script=Han}/u);
  expect(stderr).toContain(desk.path('a-file'));
  expect(stderr).not.toMatch(/at .*\.js:/);
}, 30_000);

it('with a secret that is none starts nothing, and says what to do', async () => {
  writeFileSync(desk.path('empty.key'), '\n');
  const { status, stderr } = await start({ SECRET_FILE: desk.path('empty.key') }).ended;
  expect([status, stderr]).toEqual([1, expect.stringMatching(/密钥文件 .*empty\.key 的内容不对/)]);
}, 30_000);
