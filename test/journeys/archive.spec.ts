import { openTestServer, type TestServer } from '../support/house.js';
import { type ArchiveRow, ARCHIVE, archive } from '../support/words.js';

/** The performance archives of the sample: of an office, a member, a deputy, a retiree. */
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
});
afterAll(() => server.close());

const cell = (row: ArchiveRow, name: string): string | undefined => row.cells.find((one) => one.name === name)?.value;
const sheets = (rows: readonly ArchiveRow[]): readonly string[] => [...new Set(rows.map(({ sheet }) => sheet))].sort();
const dayOfRow = (row: ArchiveRow): string =>
  (cell(row, 'on') ?? cell(row, 'adopted') ?? cell(row, 'assigned') ?? cell(row, 'asked') ?? '').slice(0, 10);

describe('the archive of a deputy (DP-15, DP-20)', () => {
  it('lists what they did, newest first, and says who they are', async () => {
    const { data } = await server.ask(ARCHIVE, { subject: 'DEPUTY', code: 'D0005' });
    expect(data.archive).toMatchObject({ code: 'D0005', name: '魏若水', incompleteSince: null });
    expect(data.archive.roster.map(({ sheet }: { sheet: string }) => sheet)).toEqual(['代表']);
    const rows = await archive(server, 'DEPUTY', 'D0005');
    expect(sheets(rows)).toEqual(expect.arrayContaining(['代表联系']));
    for (const row of rows) expect(row.cells.map(({ value }) => value)).toContain('D0005');
    const contacts = rows.filter(({ sheet }) => sheet === '代表联系').map(dayOfRow);
    expect(contacts).toEqual([...contacts].sort().reverse());
  });

  it('has no figure of any kind: no type with it has one to ask for', async () => {
    const { data } = await server.ask('{ __type(name: "Archive") { fields { name } } }');
    expect(data.__type.fields.map(({ name }: { name: string }) => name)).toEqual([
      'code',
      'incompleteSince',
      'knownAt',
      'name',
      'roster',
      'rows',
      'subject',
    ]);
  });
});

describe('the archive of an office', () => {
  it('is the same by pages of any size', async () => {
    const whole = await archive(server, 'OFFICE', 'WS01', { first: 200 });
    expect(whole.length).toBeGreaterThan(20);
    expect(await archive(server, 'OFFICE', 'WS01', { first: 7 })).toEqual(whole);
  });

  it('grows with what is known, and never shows what was entered later', async () => {
    const early = await archive(server, 'OFFICE', 'WS01', { knownAt: '2019-08-15' });
    const late = await archive(server, 'OFFICE', 'WS01', { knownAt: '2020-01-31' });
    expect(early.length).toBeGreaterThan(0);
    expect(late.length).toBeGreaterThan(early.length);
    for (const row of early) expect(row.enteredAt <= '2019-08-15T23:59:59.999+08:00').toBe(true);
    const codes = new Set(late.map(({ sheet, code }) => `${sheet}/${code}`));
    expect(early.filter(({ sheet, code }) => !codes.has(`${sheet}/${code}`))).toEqual([]);
  });

  it('is nothing before it was set up', async () => {
    const { data } = await server.ask(ARCHIVE, { subject: 'OFFICE', code: 'WS09', knownAt: '2019-11-15' });
    expect(data.archive).toMatchObject({
      why: 'not-found',
      facts: expect.arrayContaining([{ name: 'id', value: 'WS09' }]),
    });
  });
});

describe('the archive of a member', () => {
  it('holds contacts, leave and attendance, as the old ledger said', async () => {
    const rows = await archive(server, 'MEMBER', 'P0020');
    expect(sheets(rows)).toEqual(expect.arrayContaining(['代表联系', '会议出勤', '请假']));
    expect(rows.find(({ code }) => code === 'QJ001')?.saidByLedger).toBe(true);
  });

  it('shows all posts, ended ones too', async () => {
    const { data } = await server.ask(ARCHIVE, { subject: 'MEMBER', code: 'P0015' });
    expect(data.archive.roster).toHaveLength(2);
  });

  it('shows a leave only to whom it concerns, the leadership, the Office and inspectors', async () => {
    const leavesSeenBy = async (person: string): Promise<readonly string[]> => {
      const rows = await archive(server, 'MEMBER', 'P0020', {}, await server.signIn(person));
      return rows.filter(({ sheet }) => sheet === '请假').map(({ code }) => code);
    };
    expect(await leavesSeenBy('P0020')).toContain('QJ001');
    expect(await leavesSeenBy('P0006')).toContain('QJ001');
    expect(await leavesSeenBy('P0009')).toContain('QJ001');
    expect(await leavesSeenBy('P0036')).toEqual([]);
  });
});

describe('the archive of a retiree (RC-17)', () => {
  it('lists the visits and leaves health out', async () => {
    const rows = await archive(server, 'RETIREE', 'T001');
    expect(sheets(rows)).toEqual(expect.arrayContaining(['老干部情况', '老干部服务']));
    const text = JSON.stringify(rows);
    expect(text).not.toMatch(/住院|医院|治疗/);
    expect(rows.filter(({ sheet }) => sheet === '老干部情况').map((row) => cell(row, 'kind'))).toContain(
      '（健康信息，此处不显示）',
    );
  });

  it('keeps what is no illness', async () => {
    const rows = await archive(server, 'RETIREE', 'T004');
    expect(rows.map((row) => cell(row, 'kind'))).toContain('特殊困难');
  });
});
