import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createServer,
  type Foundation,
  importLedger,
  layFoundation,
  readConfig,
  Tools,
} from '../../libs/composition/index.js';
import { root } from '../architecture/sources.js';

/** A whole house over real stores in a folder of its own, for journeys: the sample ledger in it where asked for. */
export interface TestHouse {
  readonly foundation: Foundation;
  readonly tools: Tools;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Takes in a sheet as somebody would have typed it: its name, its header, its rows, cells separated by commas. */
  importSheet(sheet: string, ...lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export const openTestHouse = async (
  sample?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<TestHouse> => {
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-'));
  const environment = {
    EVENT_STORE_URL: `sqlite:${join(folder, 'events.db')}`,
    VIEW_STORE_URL: `sqlite:${join(folder, 'views.db')}`,
    SECRET_FILE: join(folder, 'secret.key'),
    ...more,
  };
  const foundation = await layFoundation(readConfig(environment), 'write');
  const tools = new Tools(foundation);
  if (sample !== undefined) {
    await importLedger(foundation, [], {
      files: [join(root, 'examples', sample)],
      dryRun: false,
      strict: false,
      reason: null,
    });
  }
  await foundation.runner?.catchUp();
  return {
    foundation,
    tools,
    folder,
    environment,
    importSheet: async (sheet, ...lines) => {
      const file = join(folder, `${sheet}.csv`);
      writeFileSync(file, `${lines.join('\n')}\n`);
      const { all } = await foundation.house.entries();
      const wish = { files: [file], dryRun: false, strict: true, reason: null };
      const { report } = await importLedger(foundation, all.values(), wish);
      if (report.refused.length > 0) throw new Error(report.refused.map(({ message }) => message).join('\n'));
      await foundation.catchUp();
    },
    close: async () => {
      await foundation.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** JSON of an answer: what a query of a test asks for is known to the test, and looked into without further ado. */
export type Parsed = ReturnType<JSON['parse']>;

export interface Answer {
  readonly data?: Parsed;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** The same house with its api listening on a free port, asked over HTTP as a user would. */
export interface TestServer extends TestHouse {
  readonly url: string;
  ask(query: string, variables?: Record<string, unknown>, token?: string): Promise<Answer>;
  /** A token for somebody of the rosters. */
  signIn(person: string): Promise<string>;
}

export const openTestServer = async (
  sample?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<TestServer> => {
  const house = await openTestHouse(sample, more);
  const stopping = new AbortController();
  const following = house.foundation.follow(stopping.signal);
  const app = await createServer(house.foundation);
  await app.listen(0, house.foundation.config.host);
  const url = (await app.getUrl()).replace('0.0.0.0', '127.0.0.1');
  const ask = async (query: string, variables: Record<string, unknown> = {}, token?: string): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };
  return {
    ...house,
    url,
    ask,
    signIn: async (person) => {
      const account = await house.tools.account(person);
      const answer = await ask(
        'mutation($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { token } ... on Refused { message } } }',
        { input: { person, password: account?.password ?? '' } },
      );
      const { token } = answer.data?.['signIn'] as { token?: string };
      if (token === undefined) throw new Error(`${person} cannot sign in: ${JSON.stringify(answer)}`);
      return token;
    },
    close: async () => {
      house.foundation.house.close();
      await app.close();
      stopping.abort();
      await following;
      await house.close();
    },
  };
};
