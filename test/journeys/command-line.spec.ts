import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Parsed } from '../support/house.js';
import { type Desk, type Ended, ensureCompiled, openDesk } from '../support/program.js';
import { example, expected } from '../support/words.js';

/** A clerk, an inspector and an operator at the command line. Every command prints for people, and one JSON document with --json. */
const TIMEOUT = 60_000;
let desk: Desk;
beforeAll(async () => {
  await ensureCompiled();
  desk = openDesk();
}, 120_000);
afterAll(() => desk.clear());

/** The one document on stdout. */
const json = async (args: readonly string[], status = 0): Promise<Parsed> => {
  const ended = await desk.fiveOnes([...args, '--json']);
  expect([ended.status, ended.stderr]).toEqual([status, expect.not.stringMatching(/at .*\.js:/)]);
  return JSON.parse(ended.stdout);
};
const people = async (args: readonly string[], status = 0): Promise<Ended> => {
  const ended = await desk.fiveOnes(args);
  expect([ended.status, ended.stderr]).toEqual([status, expect.not.stringMatching(/at .*\.js:/)]);
  return ended;
};

describe('a ledger comes in', () => {
  it(
    'is checked first, and nothing is written',
    async () => {
      const report = await json(['import', example('ledger-small.xlsx'), '--dry-run']);
      expect(report).toMatchObject({ files: ['ledger-small.xlsx'], dryRun: true, refused: [] });
      expect((await json(['status'])).tail).toBe('0');
    },
    TIMEOUT,
  );

  it(
    'then imported, and imported again with nothing to do',
    async () => {
      const report = await json(['import', example('ledger-small.xlsx')]);
      expect(report.sheets).toHaveLength(22);
      for (const { rows, unchanged, ...sheet } of report.sheets) {
        expect(sheet).toMatchObject({ new: rows - unchanged, updated: 0, corrected: 0, refused: 0 });
      }
      const { stdout } = await people(['import', example('ledger-small.xlsx')]);
      expect(stdout).toMatch(/代表联系 +(\d+) +0 +0 +\1 +0 +0/);
    },
    TIMEOUT,
  );

  it(
    'with bad rows: the good go in, the bad are told and go into a report',
    async () => {
      const other = openDesk();
      const { status, stdout, stderr } = await other.fiveOnes([
        'import',
        example('ledger-dirty.xlsx'),
        '--report',
        other.path('report.xlsx'),
        '--json',
      ]);
      const refusals = JSON.parse(stdout).refused.map(
        ({ sheet, row, column, reason, rule }: Record<string, unknown>) => ({ sheet, row, column, reason, rule }),
      );
      expect([status, refusals]).toEqual([0, expected('ledger-dirty.refusals.json')]);
      expect(stderr).toMatch(/report\.xlsx/);
      expect(readFileSync(other.path('report.xlsx')).subarray(0, 2).toString()).toBe('PK');
      await other.clear();
    },
    TIMEOUT,
  );

  it(
    'and under --strict all or nothing',
    async () => {
      const before = await json(['status']);
      writeFileSync(
        desk.path('代表联系.csv'),
        '编号,组成人员工号,代表证号,日期,方式,内容\nLX9001,P0001,D0005,2019-09-18,电话,反映停车难\nLX9002,P0001,D0005,2019-13-40,电话,反映停车难\n',
      );
      const report = await json(['import', desk.path('代表联系.csv'), '--strict'], 1);
      expect(report.refused).toMatchObject([
        {
          sheet: '代表联系',
          row: 3,
          column: '日期',
          value: '2019-13-40',
          reason: 'type',
          rule: null,
          message: expect.stringMatching(/\p{Script=Han}/u),
        },
      ]);
      expect((await json(['status'])).tail).toBe(before.tail);
    },
    TIMEOUT,
  );

  it(
    'a changed row is a conflict, and a correction with a reason',
    async () => {
      const lines = (content: string): string =>
        `编号,组成人员工号,代表证号,日期,方式,内容\nLX9003,P0001,D0005,2019-09-18,电话,${content}\n`;
      const file = desk.path('代表联系.csv');
      writeFileSync(file, lines('反映停车难'));
      await json(['import', file]);
      writeFileSync(file, lines('反映停车太难'));
      expect((await json(['import', file])).refused).toMatchObject([{ reason: 'conflict', column: '编号' }]);
      expect((await desk.fiveOnes(['import', file, '--correct'])).status).toBe(2);
      const corrected = await json(['import', file, '--correct', '--reason', '内容记错']);
      expect(corrected).toMatchObject({ refused: [], sheets: [{ corrected: 1 }] });
    },
    TIMEOUT,
  );
});

describe('what is asked', () => {
  it(
    'is answered as agreed',
    async () => {
      const small = openDesk();
      await small.fiveOnes(['import', example('ledger-small.xlsx')]);
      const ask = async (args: readonly string[]) =>
        JSON.parse((await small.fiveOnes([...args, '--known-at', '2020-01-31', '--json'])).stdout);
      expect(await ask(['ranking', '2019Q3'])).toEqual(expected('ledger-small.2019Q3.ranking.json'));
      const obligations = expected('ledger-small.2019Q3.obligations.json') as readonly Record<string, unknown>[];
      expect(await ask(['obligations', '2019Q3', '--rule', 'RC-01', '--owner', 'WS01'])).toMatchObject(
        obligations.filter(({ rule, owner }) => rule === 'RC-01' && owner === 'WS01'),
      );
      const explanation = await ask(['explain', '2019Q3', 'WS01']);
      const points = explanation.parts.reduce(
        (sum: number, part: { points: string }) => sum + Math.round(Number(part.points) * 100),
        0,
      );
      expect(points).toBe(Math.round(Number(explanation.total) * 100));
      await small.clear();
    },
    TIMEOUT,
  );

  it(
    'is printed for people as tables',
    async () => {
      expect((await people(['ranking', '2019Q3'])).stdout).toMatch(
        /2019Q3 排名（截至 .*WS01\s+办公室.*五大格局.*六项机制/s,
      );
      expect((await people(['obligations', '2019Q3', '--rule', 'PB-13'])).stdout).toMatch(/PB-13\s+ZB01.*共 \d+ 项/s);
      expect((await people(['explain', '2019Q3', 'WS01'])).stdout).toMatch(/总分 \d+\.\d\d/);
    },
    TIMEOUT,
  );

  it(
    'is refused as a document, with exit status 1',
    async () => {
      expect(await json(['ranking', '2019Q2'], 1)).toEqual({
        refused: { code: 'policy-not-in-force', rule: null, message: expect.stringMatching(/2019Q2 没有排名/) },
      });
      expect(await json(['explain', '2019Q3', 'WS99'], 1)).toMatchObject({ refused: { code: 'office-not-ranked' } });
      expect(await json(['account', 'P9999'], 1)).toMatchObject({ refused: { code: 'not-found' } });
      expect(await json(['import', desk.path('nowhere.xlsx')], 1)).toMatchObject({
        refused: { code: 'file-not-found' },
      });
    },
    TIMEOUT,
  );

  it(
    'wrongly exits with 2 and says how',
    async () => {
      const wrong = [
        ['ranking'],
        ['ranking', '2019Q5'],
        ['obligations', '9999Q4'],
        ['ranking', '2019Q3', '--known-at', 'yesterday'],
        ['explain', '2019Q3'],
        ['duty', 'P0009'],
        ['nothing'],
        ['ranking', '2019Q3', '--nothing'],
      ];
      const ended = await Promise.all(wrong.map((args) => desk.fiveOnes(args)));
      expect(ended.map(({ status, stdout }) => [status, stdout])).toEqual(wrong.map(() => [2, '']));
      for (const { stderr } of ended) expect(stderr).toMatch(/^(?!.*at .*\.js:).{10,}/s);
    },
    TIMEOUT,
  );

  it(
    'a wrong configuration exits with 2 and names it',
    async () => {
      const ended = await desk.fiveOnes(['ranking', '2019Q3', '--json'], { VIEW_STORE_URL: 'file:views' });
      expect(ended.status).toBe(2);
      expect(JSON.parse(ended.stdout)).toEqual({
        refused: { code: 'bad-configuration', rule: null, message: expect.stringContaining('VIEW_STORE_URL') },
      });
    },
    TIMEOUT,
  );
});

describe('what goes out', () => {
  it(
    'comes in again and changes nothing',
    async () => {
      await people(['export', desk.path('out.xlsx')]);
      const report = await json(['import', desk.path('out.xlsx')]);
      expect(report.refused).toEqual([]);
      for (const { sheet, rows, unchanged } of report.sheets) expect([sheet, unchanged]).toEqual([sheet, rows]);
      const again = await desk.fiveOnes(['export', desk.path('out.xlsx')]);
      expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/已经存在.*--force/)]);
    },
    TIMEOUT,
  );

  it(
    'as an empty template holds no row',
    async () => {
      await people(['template', desk.path('template.xlsx')]);
      const report = await json(['import', desk.path('template.xlsx'), '--dry-run']);
      expect(report.refused).toEqual([]);
      expect(report.sheets.every(({ rows }: { rows: number }) => rows === 0)).toBe(true);
    },
    TIMEOUT,
  );
});

describe('the operator', () => {
  it(
    'sees where the views are, and rebuilds them to the same',
    async () => {
      const status = await json(['status']);
      expect(status.projections.map(({ name }: { name: string }) => name).sort()).toEqual([
        'audit-trail',
        'duties',
        'leaves',
        'register-entries',
        'review-opinions',
      ]);
      for (const { lag, poison } of status.projections) expect([Number(lag), poison]).toEqual([0, null]);
      const rebuilt = await json(['rebuild']);
      expect(rebuilt.map(({ name }: { name: string }) => name)).toEqual(
        status.projections.map(({ name }: { name: string }) => name),
      );
      for (const one of rebuilt) expect(one).toMatchObject({ added: 0, removed: 0, changed: 0 });
      expect(await json(['rebuild', 'nothing'], 1)).toMatchObject({ refused: { code: 'not-found' } });
    },
    TIMEOUT,
  );

  it(
    'tells somebody their password, which is the one that signs them in',
    async () => {
      expect(await json(['account', 'P0009'])).toMatchObject({
        person: 'P0009',
        name: '施建业',
        password: expect.stringMatching(/^[2-9a-z]{12}$/),
      });
    },
    TIMEOUT,
  );
});

describe('the inspector', () => {
  it(
    'finds the chain intact, and then the one byte that somebody changed',
    async () => {
      const intact = await json(['verify']);
      expect(intact).toMatchObject({ ok: true, digest: 'sm3', findings: [] });
      const database = new DatabaseSync(desk.path('events.db'));
      const { position, data } = database
        .prepare("SELECT position, data FROM events WHERE data LIKE '%反映停车难%' LIMIT 1")
        .get() as { position: number; data: string };
      database
        .prepare('UPDATE events SET data = ? WHERE position = ?')
        .run(data.replace('反映停车难', '反映停车易'), position);
      database.close();
      const changed = await json(['verify'], 1);
      expect(changed).toMatchObject({
        ok: false,
        events: intact.events,
        findings: [{ kind: 'changed', position, message: expect.stringMatching(/\p{Script=Han}/u) }],
      });
      const told = await people(['verify', desk.path('events.db')], 1);
      expect(told.stdout).toMatch(new RegExp(`位置 ${position}.*被改动`));
    },
    TIMEOUT,
  );
});
