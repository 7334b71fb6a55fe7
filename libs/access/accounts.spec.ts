import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRefusal } from '../kernel/index.js';
import { LocalAccounts, readSecret, SecretError } from './accounts.js';

describe('signing in with a local account', () => {
  let now: number;
  let accounts: LocalAccounts;
  beforeEach(() => {
    now = Date.parse('2019-09-02T02:00:00.000Z');
    accounts = new LocalAccounts(Buffer.alloc(32, 7), 12, () => now);
  });

  const why = async (person: string, password: string): Promise<string | null> => {
    const answer = await accounts.signIn(person, password);
    return isRefusal(answer) ? answer.why : null;
  };

  it('gives a token that tells who it is until its hours are over', async () => {
    const answer = await accounts.signIn('P0001', accounts.password('P0001'));
    if (isRefusal(answer)) throw new Error(answer.why);
    expect(answer.expiresAt).toBe(now + 12 * 3_600_000);
    expect(await accounts.personOf(answer.token)).toBe('P0001');
    now = answer.expiresAt - 1000;
    expect(await accounts.personOf(answer.token)).toBe('P0001');
    now = answer.expiresAt + 1000;
    expect(await accounts.personOf(answer.token)).toBeNull();
  });

  it('refuses a wrong password, and somebody else’s', async () => {
    expect(await why('P0001', 'guess')).toBe('wrong-password');
    expect(await why('P0001', accounts.password('P0002'))).toBe('wrong-password');
  });

  it('waits a minute after five wrong passwords, the right one included, and for nobody else', async () => {
    for (let attempt = 1; attempt <= 5; attempt += 1) expect(await why('P0001', 'guess')).toBe('wrong-password');
    expect(await accounts.signIn('P0001', accounts.password('P0001'))).toMatchObject({
      why: 'too-many-attempts',
      facts: { seconds: 60 },
    });
    expect(await why('P0002', accounts.password('P0002'))).toBeNull();
    now += 60_001;
    expect(await why('P0001', accounts.password('P0001'))).toBeNull();
  });
});

describe('a lock', () => {
  it('is not lifted by thousands of made-up names in a moment', async () => {
    let now = 0;
    const accounts = new LocalAccounts(Buffer.alloc(32, 7), 12, () => now);
    for (let name = 0; name < 9_000; name += 1) await accounts.signIn(`early-${name}`, 'wrong');
    for (let failure = 0; failure < 5; failure += 1) await accounts.signIn('P0001', 'wrong');
    for (let name = 0; name < 9_000; name += 1) await accounts.signIn(`late-${name}`, 'wrong');
    expect(await accounts.signIn('P0001', accounts.password('P0001'))).toMatchObject({ why: 'too-many-attempts' });
    now = 61_000;
    expect(await accounts.signIn('P0001', accounts.password('P0001'))).toMatchObject({ token: expect.any(String) });
  });
});

describe('the secret', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'five-ones-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is made once, for its owner alone, and is the same from then on', () => {
    const file = join(folder, 'data', 'secret.key');
    const secret = readSecret(file);
    expect(secret).toHaveLength(32);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readSecret(file)).toEqual(secret);
    expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);
  });

  it.each([
    ['empty', ''],
    ['half written', 'a1b2'],
    ['something else', 'not a secret, but long enough to be one: not a secret at all, no'],
  ])('that is %s is refused: with it anybody could sign in as anybody', (_, text) => {
    const file = join(folder, 'secret.key');
    writeFileSync(file, text);
    expect(() => readSecret(file)).toThrow(SecretError);
    expect(() => readSecret(file)).toThrow(/密钥文件 .* 的内容不对/);
  });

  it('that cannot be read is told as such', () => {
    expect(() => readSecret(join(folder, '.'))).toThrow(SecretError);
  });
});
