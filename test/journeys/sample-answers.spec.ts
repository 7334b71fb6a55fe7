import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importLedger, layFoundation, readConfig, Tools } from '../../libs/composition/index.js';
import { verifyStore } from '../../libs/event-store/index.js';
import { isRefusal } from '../../libs/kernel/index.js';
import { root } from '../architecture/sources.js';

/** The sample ledgers from the workbook to the last digit of the answers. */
const example = (name: string): string => join(root, 'examples', name);
const answer = (name: string): unknown => JSON.parse(readFileSync(example(name), 'utf8'));
const KNOWN = '2020-01-31T23:59:59.999+08:00';

const imported = async (file: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-'));
  const config = readConfig({
    EVENT_STORE_URL: `sqlite:${join(folder, 'events.db')}`,
    VIEW_STORE_URL: `sqlite:${join(folder, 'views.db')}`,
    SECRET_FILE: join(folder, 'secret.key'),
  });
  const foundation = await layFoundation(config, 'write');
  const { report } = await importLedger(foundation, [], {
    files: [example(file)],
    dryRun: false,
    strict: false,
    reason: null,
  });
  await foundation.catchUp();
  const tools = new Tools(foundation);
  return {
    report,
    tools,
    end: async () => {
      await foundation.close();
      rmSync(folder, { recursive: true });
    },
  };
};

/** What the answer files hold: an answer may have more keys. */
const only = (value: unknown, model: unknown): unknown => {
  if (Array.isArray(value) && Array.isArray(model)) {
    return value.map((item: unknown, index) => (index < model.length ? only(item, model[index]) : item));
  }
  if (typeof value === 'object' && value !== null && typeof model === 'object' && model !== null) {
    return Object.fromEntries(
      Object.keys(model).map((key) => [
        key,
        only((value as Record<string, unknown>)[key], (model as Record<string, unknown>)[key]),
      ]),
    );
  }
  return value;
};

describe('the small ledger', () => {
  let house: Awaited<ReturnType<typeof imported>>;
  beforeAll(async () => {
    house = await imported('ledger-small.xlsx');
  });
  afterAll(() => house.end());

  it('goes in without a refusal', () => {
    expect(house.report.refused).toEqual([]);
    expect(house.report.sheets).toHaveLength(22);
  });

  it.each([
    ['2019Q3', KNOWN, 'ledger-small.2019Q3.ranking.json'],
    ['2019Q4', KNOWN, 'ledger-small.2019Q4.ranking.json'],
    ['2019Q3', '2019-10-08T23:59:59.999+08:00', 'ledger-small.2019Q3.ranking.known-2019-10-08.json'],
  ])('ranks %s as known at %s', async (quarter, knownAt, file) => {
    const ranking = await house.tools.ranking(quarter, knownAt);
    expect(only(ranking, answer(file))).toEqual(answer(file));
  });

  it('lists the obligations of 2019Q3', async () => {
    const expected = answer('ledger-small.2019Q3.obligations.json') as readonly unknown[];
    const obligations = await house.tools.obligations('2019Q3', KNOWN);
    expect(obligations).toHaveLength(expected.length);
    expect(only(obligations, expected)).toEqual(expected);
  });

  it('explains every office to the last hundredth', async () => {
    const ranking = await house.tools.ranking('2019Q3', KNOWN);
    if (isRefusal(ranking)) throw new Error(ranking.why);
    for (const { code, total } of ranking.offices) {
      const explanation = await house.tools.explain('2019Q3', code, KNOWN);
      if (isRefusal(explanation)) throw new Error(explanation.why);
      const sum = explanation.parts.reduce((points, part) => points + Math.round(Number(part.points) * 100), 0);
      expect([code, sum]).toEqual([code, Math.round(Number(total) * 100)]);
    }
  });

  it('has an intact chain', async () => {
    const { findings, events } = await verifyStore(house.tools.foundation.events);
    expect(findings).toEqual([]);
    expect(events).toBeGreaterThan(2000);
  });
});

describe('the dirty ledger', () => {
  it('refuses exactly the rows that must be refused', async () => {
    const house = await imported('ledger-dirty.xlsx');
    const refused = house.report.refused.map(({ sheet, row, column, reason, rule }) => ({
      sheet,
      row,
      column,
      reason,
      rule,
    }));
    await house.end();
    expect(refused).toEqual(answer('ledger-dirty.refusals.json'));
  });
});
