import { readFileSync, statSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { LocalAccounts, readSecret } from '../../libs/access/index.js';
import { openTestServer, type TestServer } from '../support/house.js';
import { ARCHIVE, AUDIT, RANKING, REFUSED } from '../support/words.js';

/** Who somebody is, by a token; who they are not. The server listens beyond this machine here, so nobody reads without one. */
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx', { HOST: '0.0.0.0' });
});
afterAll(() => server.close());

const SIGN_IN = `mutation($input: SignInInput!) { signIn(input: $input) { ... on SignedIn { token expiresAt me { person name duties posts { office title role } } } ${REFUSED} } }`;
const signIn = async (person: string, password: string) =>
  (await server.ask(SIGN_IN, { input: { person, password } })).data.signIn;
const passwordOf = async (person: string): Promise<string> => (await server.tools.account(person))?.password ?? '';
const me = async (token?: string): Promise<unknown> => (await server.ask('{ me { person } }', {}, token)).data.me;

describe('signing in', () => {
  it('answers a token and who one is today', async () => {
    const answer = await signIn('P0009', await passwordOf('P0009'));
    expect(answer).toMatchObject({
      me: {
        person: 'P0009',
        name: '施建业',
        duties: [],
        posts: [{ office: 'WS01', title: '综合科科长', role: '科长' }],
      },
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+08:00$/),
    });
    expect(await me(answer.token)).toEqual({ person: 'P0009' });
  });

  it('refuses a wrong password and somebody unknown with one answer', async () => {
    const wrong = await signIn('P0010', 'not-the-password');
    expect(wrong).toMatchObject({ why: 'wrong-password', facts: [] });
    expect(await signIn('P9999', 'not-the-password')).toEqual(wrong);
    // Somebody who has left, with the password that was theirs.
    const accounts = new LocalAccounts(readSecret(server.environment['SECRET_FILE'] ?? ''), 12);
    expect(await signIn('P0046', accounts.password('P0046'))).toEqual(wrong);
  });

  it('locks for a while after five failures in a row, even against the right password', async () => {
    const password = await passwordOf('P0012');
    for (let failure = 1; failure <= 5; failure += 1)
      expect(await signIn('P0012', 'wrong')).toMatchObject({ why: 'wrong-password' });
    const locked = await signIn('P0012', password);
    expect(locked).toMatchObject({ why: 'too-many-attempts', message: expect.stringMatching(/\d+ 秒后再试/) });
    expect(await signIn('P0013', await passwordOf('P0013'))).toMatchObject({ me: { person: 'P0013' } });
  });

  it('takes at most nine guesses in one request', async () => {
    const guesses = (count: number) =>
      server.ask(
        `mutation { ${Array.from({ length: count }, (_, i) => `a${i}: signIn(input: { person: "P0020", password: "x${i}" }) { __typename }`).join(' ')} }`,
      );
    const { errors } = await guesses(10);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'too-costly' });
    expect(await signIn('P0020', await passwordOf('P0020'))).toMatchObject({ me: { person: 'P0020' } });
  });

  it('never repeats a password', async () => {
    const secret = 'correct-horse-battery';
    const answers = await Promise.all([
      server.ask(SIGN_IN, { input: { person: 'P0021', password: secret } }),
      server.ask(SIGN_IN, { input: { person: 'a b', password: secret } }),
      server.ask(SIGN_IN, { input: { person: 5, password: secret, more: secret } }),
      server.ask(SIGN_IN, { input: { person: 'P0021', password: [secret] } }),
      server.ask(SIGN_IN, { input: secret }),
    ]);
    expect(JSON.stringify(answers)).not.toContain(secret);
    expect(answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions?.['code']) ?? [])).not.toContain(
      'internal',
    );
  });
});

describe('a token', () => {
  const day = 24 * 3600;
  const now = Math.floor(Date.now() / 1000);
  const key = (): Uint8Array =>
    createHmac('sha256', Buffer.from(readFileSync(server.environment['SECRET_FILE'] ?? '', 'utf8').trim(), 'hex'))
      .update('token')
      .digest();
  const token = (
    claims: { issuer?: string; audience?: string; from?: number; to?: number; subject?: string },
    signedBy: Uint8Array = key(),
    alg = 'HS256',
  ) =>
    new SignJWT({})
      .setProtectedHeader({ alg })
      .setIssuer(claims.issuer ?? 'five-ones')
      .setAudience(claims.audience ?? 'five-ones')
      .setSubject(claims.subject ?? 'P0001')
      .setIssuedAt(claims.from ?? now)
      .setExpirationTime(claims.to ?? now + day)
      .sign(signedBy);

  it('of ours is good', async () => {
    expect(await me(await token({}))).toEqual({ person: 'P0001' });
  });

  it.each<[string, () => Promise<string> | string]>([
    [
      'unsigned',
      () =>
        new UnsecuredJWT({})
          .setIssuer('five-ones')
          .setAudience('five-ones')
          .setSubject('P0001')
          .setExpirationTime(now + day)
          .encode(),
    ],
    ['signed by another key', () => token({}, Buffer.alloc(32, 1))],
    ['signed by another algorithm', () => token({}, Buffer.concat([key(), key()]), 'HS512')],
    ['expired', () => token({ from: now - 2 * day, to: now - day })],
    ['of another issuer', () => token({ issuer: 'somebody' })],
    ['for another audience', () => token({ audience: 'somebody' })],
    ['for somebody unknown', () => token({ subject: 'P9999' })],
    ['for somebody who has left', () => token({ subject: 'P0046' })],
    [
      'with its payload changed',
      async () => {
        const [head, , signature] = (await token({})).split('.');
        const payload = Buffer.from(
          JSON.stringify({ iss: 'five-ones', aud: 'five-ones', sub: 'P0002', exp: now + day }),
        ).toString('base64url');
        return `${head}.${payload}.${signature}`;
      },
    ],
    [
      'without an end',
      async () =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('five-ones')
          .setAudience('five-ones')
          .setSubject('P0001')
          .sign(key()),
    ],
    ['that is none', () => 'abc'],
  ])('%s makes nobody', async (_, forge) => {
    const forged = await forge();
    expect(await me(forged)).toBeNull();
    const { data } = await server.ask(RANKING, { quarter: '2019Q3' }, forged);
    expect(data.ranking).toMatchObject({ why: 'sign-in-to-read' });
  });
});

describe('without signing in', () => {
  it('nothing is read where the server listens beyond this machine', async () => {
    const answers = await Promise.all([
      server.ask(RANKING, { quarter: '2019Q3' }),
      server.ask(ARCHIVE, { subject: 'OFFICE', code: 'WS01' }),
      server.ask(AUDIT),
      server.ask(`{ a: explain(quarter: "2019Q3", office: "WS01") { ${REFUSED} } }`),
      server.ask(`{ a: obligations(quarter: "2019Q3") { ${REFUSED} } }`),
      server.ask(`{ a: leave(leave: "QJ001") { ${REFUSED} } }`),
      server.ask(`{ a: reviewOpinion(opinion: "SY001") { ${REFUSED} } }`),
    ]);
    for (const { data } of answers) {
      expect(Object.values(data as Record<string, unknown>)).toEqual([
        expect.objectContaining({ why: 'sign-in-to-read', message: expect.stringMatching(/signIn/) }),
      ]);
    }
  });

  it('the schema, the state of the house and GraphiQL are open, and tell no content', async () => {
    for (const path of ['/health', '/ready', '/graphiql']) {
      const response = await fetch(server.url + path);
      expect(response.status).toBe(200);
      expect(await response.text()).not.toMatch(/WS01|P0001/);
    }
  });
});

describe('the secret', () => {
  it('is readable by its owner alone', () => {
    expect(statSync(server.environment['SECRET_FILE'] ?? '').mode & 0o077).toBe(0);
  });
});
