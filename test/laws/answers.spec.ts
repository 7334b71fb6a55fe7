import { join } from 'node:path';
import fc from 'fast-check';
import { addDays, endOfDay } from '../../libs/calendar/index.js';
import { isRefusal } from '../../libs/kernel/index.js';
import type { ImportReport } from '../../libs/ledger/index.js';
import { adopting, entering, ROSTERS, someDeeds, someLedger } from './deeds.js';
import { LawHouse, RUNS } from './house.js';

/** Laws of the answers and of the ledger, through the embedded stores, for random small ledgers. */
const K = '2020-06-30T23:59:59.999+08:00';
const base = ROSTERS.map(entering);

const hundredths = (points: string): number => Math.round(Number(points) * 100);

describe('explain', () => {
  it('has parts that sum to the total of every office, for any ledger and any k', async () => {
    const someK = fc.integer({ min: 0, max: 300 }).map((days) => endOfDay(addDays('2019-07-01', days)));
    await fc.assert(
      fc.asyncProperty(someDeeds(30), someLedger(20), someK, async (deeds, ledger, k) => {
        await using house = await LawHouse.with([...base, ...ledger.map(entering)]);
        await house.perform(deeds, 'live');
        await house.foundation.catchUp();
        for (const quarter of ['2019Q3', '2019Q4']) {
          const { offices } = JSON.parse(await house.ranking(quarter, k)) as {
            readonly offices: readonly { readonly code: string; readonly total: string | null }[];
          };
          for (const { code, total } of offices) {
            const explanation = await house.tools.explain(quarter, code, k);
            if (isRefusal(explanation)) throw new Error(explanation.why);
            const sum = explanation.parts.reduce((points, part) => points + hundredths(part.points), 0);
            expect([quarter, code, sum]).toEqual([quarter, code, hundredths(total ?? '0')]);
          }
        }
      }),
      RUNS,
    );
  });
});

const importing = (house: LawHouse, file: string): Promise<ImportReport> =>
  house.tools.import({
    files: [file],
    dryRun: false,
    strict: false,
    reason: null,
    reportFile: null,
    onProgress: () => undefined,
  });

/** Exports the house, imports that again, and says what was not unchanged. */
const takenBack = async (house: LawHouse): Promise<unknown> => {
  await house.foundation.catchUp();
  const tail = await house.tail();
  const file = join(house.folder, 'export.xlsx');
  const rows = await house.tools.export(file, { csv: false, sheets: null, force: true });
  const report = await importing(house, file);
  const unchanged = report.sheets.reduce((count, sheet) => count + sheet.unchanged, 0);
  return { refused: report.refused, changed: rows - unchanged, written: (await house.tail()) - tail };
};

const NOTHING_CHANGED = { refused: [], changed: 0, written: 0n };

describe('an export', () => {
  it('imported again into its own house changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(someDeeds(30), async (deeds) => {
        await using house = await LawHouse.with(base);
        await house.perform(deeds, 'live');
        expect(await takenBack(house)).toEqual(NOTHING_CHANGED);
      }),
      RUNS,
    );
  });

  it('with an opinion that was adopted on the screen and is not handed over yet: the empty cell says nothing', async () => {
    await using house = await LawHouse.with(base);
    await house.perform([adopting('SY-live-1', '2019-09-02')], 'live');
    expect(await takenBack(house)).toEqual(NOTHING_CHANGED);
  });

  it('imported into a fresh house gives the same ranking, whenever it is asked for', async () => {
    const someK = fc.integer({ min: 0, max: 300 }).map((days) => endOfDay(addDays('2019-07-01', days)));
    await fc.assert(
      fc.asyncProperty(someLedger(25), someK, async (ledger, k) => {
        await using house = await LawHouse.with([...base, ...ledger.map(entering)]);
        const file = join(house.folder, 'export.xlsx');
        await house.tools.export(file, { csv: false, sheets: null, force: true });
        await using fresh = await LawHouse.with([]);
        const { refused } = await importing(fresh, file);
        expect(refused).toEqual([]);
        for (const quarter of ['2019Q3', '2019Q4']) {
          for (const instant of [K, k]) {
            expect(await fresh.ranking(quarter, instant)).toBe(await house.ranking(quarter, instant));
          }
        }
      }),
      RUNS,
    );
  });
});
