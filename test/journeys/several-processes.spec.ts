import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../architecture/sources.js';
import { EventStoreDbDouble } from '../eventstoredb-double/index.js';

/**
 * The house beyond one machine, as its operators run it: compiled processes over EventStoreDB's double and a MongoDB. Two workers share the
 * views, two apis answer, the command line imports; a worker is killed in the middle.
 */
const mongo = process.env['MONGO_TEST_URL'];
if (mongo === undefined) process.stdout.write('several processes: left out, MONGO_TEST_URL is not set\n');

const KNOWN = '2020-01-31';
const answer = (name: string): unknown => JSON.parse(readFileSync(join(root, 'examples', name), 'utf8'));

(mongo === undefined ? describe.skip : describe)('the house in several processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-'));
  const started: ChildProcess[] = [];
  let double: EventStoreDbDouble;
  let environment: NodeJS.ProcessEnv;

  const start = (program: string, args: readonly string[] = [], more: NodeJS.ProcessEnv = {}): ChildProcess => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'dist', 'apps', program, 'main.js'), ...args],
      {
        env: { ...environment, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    started.push(child);
    return child;
  };

  const output = async (child: ChildProcess): Promise<{ readonly text: string; readonly code: number | null }> => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr?.resume();
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { text, code };
  };

  const command = async (...args: string[]): Promise<{ readonly text: string; readonly code: number | null }> =>
    output(start('cli', args));

  /** The URL of an api, once it says that it listens. */
  const listening = async (child: ChildProcess): Promise<string> =>
    new Promise((resolve, reject) => {
      let text = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const url = /GraphQL 已启动：(http:\S+)\/graphql/.exec(text)?.[1];
        if (url !== undefined) resolve(url);
      });
      child.on('close', (code) => reject(new Error(`the api ended with ${code}: ${text}`)));
    });

  const ask = async (url: string, query: string, token?: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { data: Record<string, unknown> }).data;
  };

  const until = async (what: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await what()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('it did not come about within twenty seconds');
  };

  beforeAll(async () => {
    double = await EventStoreDbDouble.start();
    const database = `five-ones-${randomUUID().slice(0, 8)}`;
    environment = {
      ...process.env,
      EVENT_STORE_URL: double.url,
      VIEW_STORE_URL: `${mongo?.replace(/\/+$/, '')}/${database}`,
      SECRET_FILE: join(folder, 'secret.key'),
      PORT: '0',
    };
  });

  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await double.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers as one process does, and goes on when a worker is killed', async () => {
    const workers = [start('worker'), start('worker')];
    workers.forEach((worker) => worker.stdout?.resume());

    const imported = await command('import', join(root, 'examples', 'ledger-small.xlsx'), '--json');
    expect(imported.code).toBe(0);
    expect((JSON.parse(imported.text) as { refused: unknown[] }).refused).toEqual([]);

    const ranking = await command('ranking', '2019Q3', '--known-at', KNOWN, '--json');
    expect(JSON.parse(ranking.text)).toEqual(answer('ledger-small.2019Q3.ranking.json'));

    const [one, two] = await Promise.all([listening(start('cli', ['serve'])), listening(start('cli', ['serve']))]);
    const account = JSON.parse((await command('account', 'P0009', '--json')).text) as { password: string };
    const signedIn = await ask(
      one,
      `mutation { signIn(input: { person: "P0009", password: "${account.password}" }) { ... on SignedIn { token } } }`,
    );
    const { token } = signedIn['signIn'] as { token: string };

    workers[0]?.kill('SIGKILL');
    const recorded = await ask(
      one,
      `mutation { recordRetireeVisit(input: { commandId: "visit-after-the-loss", retiree: "T001", visitor: "P0010", on: "2026-11-20", channel: HOME, occasion: ROUTINE, content: "上门看望" }) { __typename ... on RetireeVisitRecorded { visit events } ... on Refused { why message } } }`,
      token,
    );
    expect(recorded['recordRetireeVisit']).toMatchObject({ __typename: 'RetireeVisitRecorded' });
    await until(async () => {
      const seen = await ask(
        two,
        '{ archive(subject: RETIREE, code: "T001", first: 5) { ... on Archive { rows { edges { node { code } } } } } }',
      );
      return JSON.stringify(seen).includes('FW-visit-after-the-loss');
    });
    const rebuilt = await command('rebuild', '--json');
    expect(rebuilt.code).toBe(0);
    for (const view of JSON.parse(rebuilt.text) as {
      name: string;
      added: number;
      removed: number;
      changed: number;
    }[]) {
      expect(view).toMatchObject({ added: 0, removed: 0, changed: 0 });
    }
    const built = JSON.parse((await command('status', '--json')).text) as {
      projections: readonly { next: unknown; previous: number | null }[];
    };
    for (const view of built.projections) expect(view).toMatchObject({ next: null, previous: expect.any(Number) });
    const status = JSON.parse((await command('status', '--json')).text) as {
      projections: readonly { lag: string; poison: unknown }[];
    };
    expect(status.projections.every(({ poison }) => poison === null)).toBe(true);
  }, 120_000);
});
