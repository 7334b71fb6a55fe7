import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEventStore } from '../libs/composition/stores.js';
import {
  type Foundation,
  importLedger,
  layFoundation,
  projections,
  readConfig,
  registers,
  Tools,
} from '../libs/composition/index.js';
import { collect } from '../libs/ledger/testing/bytes.js';
import { largeLedger } from '../libs/ledger/testing/large-ledger.js';
import { Runner } from '../libs/projection/index.js';
import { openSqliteViewStore } from '../libs/view-store/index.js';
import { type Figure, median, milliseconds, rate, type Section } from './figure.js';

/**
 * The house as a whole: workbooks in, views built, a quarter ranked. Each figure begins with files and ends with durable events and
 * views that hold them.
 */
const examples = join(dirname(fileURLToPath(import.meta.url)), '..', 'examples');
const KNOWN = '2020-01-31T23:59:59.999+08:00';

export const houseBench = async (quick: boolean): Promise<readonly Section[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-bench-'));
  try {
    const rows = quick ? 4_000 : 40_000;
    const large = join(folder, 'large.xlsx');
    writeFileSync(large, await collect(largeLedger(registers, rows)));
    return [
      {
        title: 'the sample ledger',
        figures: await sample(join(folder, 'sample'), join(examples, 'ledger-small.xlsx')),
      },
      {
        title: `a workbook of ${rows.toLocaleString('en-US')} acts`,
        figures: await many(join(folder, 'large'), large, rows, quick ? undefined : '≤ 30,000'),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const open = (folder: string): Promise<Foundation> =>
  layFoundation(
    readConfig({
      EVENT_STORE_URL: `sqlite:${join(folder, 'events.db')}`,
      VIEW_STORE_URL: `sqlite:${join(folder, 'views.db')}`,
      SECRET_FILE: join(folder, 'secret.key'),
    }),
    'write',
  );

const importInto = async (folder: string, file: string): Promise<void> => {
  await using tools = new Tools(await open(folder));
  const { foundation } = tools;
  await foundation.catchUp();
  const { all } = await foundation.house.entries();
  await importLedger(foundation, all.values(), { files: [file], dryRun: false, strict: false, reason: null });
  await foundation.catchUp();
};

const sample = async (folder: string, file: string): Promise<readonly Figure[]> => {
  const first = await milliseconds(() => importInto(folder, file));
  const again = await milliseconds(() => importInto(folder, file));
  await using tools = new Tools(await open(folder));
  await tools.foundation.catchUp();
  const cold = await milliseconds(() => tools.ranking('2019Q3', KNOWN));
  const warm: number[] = [];
  for (let second = 10; second < 40; second += 1) {
    warm.push(await milliseconds(() => tools.ranking('2019Q3', `2019-11-01T10:00:${second}.000+08:00`)));
  }
  return [
    { name: 'import it, views built', ours: first, unit: 'ms', target: '≤ 3,000' },
    { name: 'import it again: nothing changes', ours: again, unit: 'ms' },
    { name: 'ranking of a quarter, the first after opening', ours: cold, unit: 'ms', target: '≤ 100' },
    { name: 'ranking of a quarter, at another instant each time', ours: median(warm), unit: 'ms', target: '≤ 100' },
    ...(await rebuild(folder, 'rebuild of all views')),
  ];
};

const many = async (
  folder: string,
  file: string,
  rows: number,
  target: string | undefined,
): Promise<readonly Figure[]> => {
  const taken = await milliseconds(() => importInto(folder, file));
  await using tools = new Tools(await open(folder));
  await tools.foundation.catchUp();
  const cold = await milliseconds(() => tools.ranking('2019Q3', KNOWN));
  const warm = await milliseconds(() => tools.ranking('2019Q3', '2020-01-31T12:00:00.000+08:00'));
  return [
    { name: 'import it, views built', ours: taken, unit: 'ms', ...(target === undefined ? {} : { target }) },
    { name: 'the same', ours: (rows * 1_000) / taken, unit: 'rows/s' },
    { name: 'ranking of a quarter, the first after opening', ours: cold, unit: 'ms' },
    { name: 'ranking of a quarter, at another instant', ours: warm, unit: 'ms' },
    ...(await rebuild(folder, 'rebuild of all views', '≥ 60,000')),
    ...(await eachView(folder)),
  ];
};

/** All views from the first event on, into an empty view store. */
const rebuild = async (folder: string, name: string, target?: string): Promise<readonly Figure[]> => {
  const ours = await built(folder, projections);
  return [{ name, ours, unit: 'events/s', ...(target === undefined ? {} : { target }) }];
};

const eachView = async (folder: string): Promise<readonly Figure[]> => {
  const figures: Figure[] = [];
  for (const projection of projections) {
    figures.push({
      name: `rebuild of ${projection.name} alone`,
      ours: await built(folder, [projection]),
      unit: 'events/s',
    });
  }
  return figures;
};

/** Events of the history a second. */
const built = async (folder: string, some: typeof projections): Promise<number> => {
  const eventStore = await openEventStore(`sqlite:${join(folder, 'events.db')}`, 'read');
  const place = mkdtempSync(join(folder, 'rebuilt-'));
  const viewStore = await openSqliteViewStore({ file: join(place, 'views.db') });
  const speed = await rate(Number(await eventStore.tail()), () =>
    new Runner({ eventStore, viewStore, projections: some }).catchUp(),
  );
  await viewStore.close();
  await eventStore.close();
  rmSync(place, { recursive: true });
  return speed;
};
