import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './program.js';

describe('five-ones with --json', () => {
  const before = { ...process.env };
  const stdout = process.stdout.write.bind(process.stdout);
  const stderr = process.stderr.write.bind(process.stderr);
  let folder: string;
  let printed: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cli-'));
    process.env['EVENT_STORE_URL'] = `sqlite:${join(folder, 'events.db')}`;
    process.env['VIEW_STORE_URL'] = `sqlite:${join(folder, 'views.db')}`;
    printed = '';
    process.stdout.write = (text: string | Uint8Array) => {
      printed += String(text);
      return true;
    };
    process.stderr.write = () => true;
  });
  afterEach(() => {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
    process.env = { ...before };
    rmSync(folder, { recursive: true, force: true });
  });

  const run = async (...args: readonly string[]) => {
    const status = await runCli(['node', 'five-ones', ...args, '--json']);
    return { status, refused: (JSON.parse(printed) as { readonly refused: object }).refused };
  };

  it('says what of the configuration is wrong, as wrong usage', async () => {
    process.env['EVENT_STORE_URL'] = 'oracle://nowhere';
    const { status, refused } = await run('status');
    expect(status).toBe(2);
    expect(refused).toMatchObject({
      code: 'bad-configuration',
      message: expect.stringContaining('EVENT_STORE_URL') as unknown,
    });
  });

  it('says that no former build of a view is kept', async () => {
    const { status, refused } = await run('rebuild', 'audit-trail', '--step-back');
    expect(status).toBe(1);
    expect(refused).toMatchObject({ code: 'no-former-build', rule: null });
  });

  it('says that there is no such view', async () => {
    expect(await run('rebuild', 'nothing')).toMatchObject({ status: 1, refused: { code: 'not-found' } });
  });

  it('finds a code that was typed in full width', async () => {
    expect((await run('account', 'Ｐ０００１')).refused).toMatchObject({
      code: 'not-found',
      message: '今天的名册中没有工号 P0001。请核对工号，或先导入人员表。',
    });
  });
});
