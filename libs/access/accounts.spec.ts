import { isRefusal } from '../kernel/index.js';
import { LocalAccounts } from './accounts.js';

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
