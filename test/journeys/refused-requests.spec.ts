import { request } from 'node:http';
import { GraphQLError } from 'graphql';
import { formatErrors } from '../../libs/composition/api/errors.js';
import { openTestServer, type TestServer } from '../support/house.js';

/** What a client sees of a request that is not even asked: a stable code and a sentence. */
describe('a request that is refused at the door', () => {
  let server: TestServer;
  beforeAll(async () => (server = await openTestServer('ledger-small.xlsx')));
  afterAll(() => server.close());

  interface Failed {
    readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  }

  const send = async (
    path: string,
    init: RequestInit,
  ): Promise<readonly [status: number, code: string | undefined]> => {
    const response = await fetch(`${server.url}${path}`, init);
    const { errors } = (await response.json()) as Failed;
    expect(errors?.[0]?.message).toMatch(/[\u4e00-\u9fff]/);
    return [response.status, errors?.[0]?.extensions.code];
  };
  const JSON_TYPE = { 'content-type': 'application/json' };
  const ask = (query: string) =>
    send('/graphql', { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ query }) });

  it('is no JSON by its header', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(await send('/graphql', { method: 'POST', headers, body: '{}' })).toEqual([415, 'json-only']);
  });

  it('is no JSON by its content', async () => {
    expect(await send('/graphql', { method: 'POST', headers: JSON_TYPE, body: '{"query":' })).toEqual([
      400,
      'bad-json',
    ]);
  });

  it('is not one query', async () => {
    expect((await send('/graphql', { method: 'POST', headers: JSON_TYPE, body: '["a"]' }))[1]).toBe('bad-request');
  });

  it('would write by GET', async () => {
    const mutation = encodeURIComponent(
      'mutation { declineLeave(input: {commandId: "c-0000001", leave: "Q", reason: "ab"}) { __typename } }',
    );
    expect((await send(`/graphql?query=${mutation}`, { method: 'GET' }))[1]).toBe('post-only');
  });

  it('calls the machine by another name', async () => {
    const { hostname, port } = new URL(server.url);
    // The header Host is not for fetch to set.
    const body = await new Promise<string>((resolve, reject) => {
      request({ hostname, port, path: '/graphql', headers: { host: 'evil.example' } }, (response) => {
        response.setEncoding('utf8').once('data', resolve);
      })
        .on('error', reject)
        .end();
    });
    expect((JSON.parse(body) as Failed).errors?.[0]?.extensions.code).toBe('other-host');
  });

  it('goes nowhere', async () => {
    expect(await send('/nowhere', { method: 'GET' })).toEqual([404, 'not-found']);
  });

  it('asks too deeply, or for too much', async () => {
    const deep = `{ __type(name: "Row") ${'{ ofType '.repeat(20)} { name } ${' }'.repeat(20)} }`;
    expect((await ask(deep))[1]).toBe('too-deep');
    const many = `{ ${Array.from({ length: 11 }, (_, index) => `r${index}: ranking(quarter: "2019Q3") { __typename }`).join(' ')} }`;
    expect((await ask(many))[1]).toBe('too-costly');
  });

  it('asks for what is not in the schema', async () => {
    expect((await ask('{ nothing }'))[1]).toBe('bad-query');
  });

  it('finds a code that was typed in full width, in arguments and in inputs', async () => {
    const { data } = await server.ask(
      '{ archive(subject: RETIREE, code: "Ｔ００１") { __typename ... on Archive { code } } }',
    );
    expect(data).toEqual({ archive: { __typename: 'Archive', code: 'T001' } });
    const account = await server.tools.account('P0001');
    const wide = await server.ask(
      'mutation($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { me { person } } ... on Refused { why } } }',
      { input: { person: '　Ｐ０００１ ', password: account?.password ?? '' } },
    );
    expect(wide.data).toEqual({ signIn: { me: { person: 'P0001' } } });
    const one = await server.ask('{ reviewOpinion(opinion: "Ｓ Ｙ") { __typename } }');
    expect(one.errors?.[0]?.extensions?.['problems']).toEqual(['opinion 应为审议意见编号']);
  });
});

describe('an error of ours', () => {
  it('is told by a number alone, never by its words', () => {
    const { response } = formatErrors({ errors: [new GraphQLError('x', { originalError: new Error('secret path') })] });
    const [error] = response.errors ?? [];
    expect(error?.extensions['code']).toBe('internal');
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(error?.message).toMatch(/^系统内部错误，编号 [0-9a-f-]{36}。/);
  });
});
