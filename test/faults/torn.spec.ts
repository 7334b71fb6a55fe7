import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../libs/event-store/index.js';
import type { EventStore } from '../../libs/kernel/index.js';
import { Runner } from '../../libs/projection/index.js';
import { openSqliteViewStore } from '../../libs/view-store/index.js';
import { Chance, report, times } from './chance.js';
import { eventsOf, expectedBefore, streamOf } from './deeds.js';
import { checkHistory, checkHouse, PROJECTIONS } from './history.js';

/**
 * A power cut in the middle of a write: of the sectors that were under way some are new and some are still old, in any mixture.
 * What was synced before stays: while the log is written, the file below it is not; while the log is carried over into the file,
 * the log is whole. The files are taken before and after a commit and mixed by chance.
 */
const SECTOR = 512;
const MIXTURES = times(4, 60);
const MOMENTS = [0, 1, 2, 9, 40, 41];

const chance = new Chance();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Image {
  readonly file: Buffer;
  readonly log: Buffer;
}

const imageOf = (name: string): Image => ({
  file: readFileSync(join(folder, name)),
  log: readFileSync(join(folder, `${name}-wal`)),
});

const mixed = (before: Buffer, after: Buffer): Buffer => {
  const bytes = Buffer.alloc(Math.max(before.length, after.length));
  for (let at = 0; at < bytes.length; at += SECTOR) {
    const from = chance.next() < 0.5 ? before : after;
    if (at < from.length) from.copy(bytes, at, at, Math.min(at + SECTOR, from.length));
  }
  // Where the file was to become longer, its length may be the old one still, or end in the middle of a sector.
  const shortest = Math.min(before.length, after.length);
  return chance.next() < 0.5 ? bytes : bytes.subarray(0, shortest + chance.below(bytes.length - shortest + 1));
};

const put = (place: string, name: string, image: Image): void => {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), image.file);
  writeFileSync(join(place, `${name}-wal`), image.log);
};

describe('a page that was torn by a power cut', () => {
  it('leaves the last commit of the history there or not there, whole; everything before it, and the chain, are intact', async () => {
    const store = await openSqliteEventStore({ file: join(folder, 'events.db') });
    const counts = { mixtures: 0, there: 0, absent: 0 };
    for (let n = 0; n <= 42; n += 1) {
      const before = imageOf('events.db');
      await store.append(streamOf(0), expectedBefore(n), eventsOf(0, n));
      const after = imageOf('events.db');
      if (!MOMENTS.includes(n)) continue;
      for (let m = 0; m < MIXTURES; m += 1) {
        const place = join(folder, `torn-${n}-${m}`);
        put(place, 'events.db', { file: before.file, log: mixed(before.log, after.log) });
        const held = await reopened(place, n);
        counts.mixtures += 1;
        if (held > n) counts.there += 1;
        else counts.absent += 1;
      }
    }
    await store.close();
    report('a torn commit of the history', counts, chance.seed);
    expect(counts.absent).toBeGreaterThan(0);
  }, 600_000);

  it('costs nothing where the log was being carried over into the file', async () => {
    const store = await openSqliteEventStore({ file: join(folder, 'events.db') });
    let [before, after] = [imageOf('events.db'), imageOf('events.db')];
    let commands = 0;
    // SQLite carries the log over by itself when it has become a thousand pages long.
    for (; after.file.equals(before.file); commands += 1) {
      before = imageOf('events.db');
      await store.append(streamOf(0), expectedBefore(commands), eventsOf(0, commands));
      after = imageOf('events.db');
    }
    await store.close();
    for (let m = 0; m < MIXTURES; m += 1) {
      const place = join(folder, `torn-${m}`);
      put(place, 'events.db', { file: mixed(before.file, after.file), log: after.log });
      expect(await reopened(place, commands)).toBe(commands);
    }
    report('a torn page of the file while the log is carried over', { mixtures: MIXTURES, commands }, chance.seed);
  }, 600_000);

  /** Opens what is left, goes on writing, and answers how many commands were there. */
  const reopened = async (place: string, acknowledged: number): Promise<number> => {
    const store = await openSqliteEventStore({ file: join(place, 'events.db') });
    const [held = 0] = await checkHistory(store, [acknowledged]);
    await store.append(streamOf(0), expectedBefore(held), eventsOf(0, held));
    await checkHistory(store, [held + 1]);
    await store.close();
    rmSync(place, { recursive: true });
    return held;
  };

  it('of the views costs nothing: what is missing is folded again', async () => {
    const eventStore = await openSqliteEventStore({ file: join(folder, 'events.db') });
    const viewStore = await openSqliteViewStore({ file: join(folder, 'views.db') });
    const images = [imageOf('views.db')];
    for (let n = 0; n < 30; n += 1) {
      await appendAll(eventStore, n);
      await new Runner({ eventStore, viewStore, projections: PROJECTIONS, batch: 3 }).catchUp();
      images.push(imageOf('views.db'));
    }
    await viewStore.close();
    await eventStore.close();
    const events = { file: readFileSync(join(folder, 'events.db')), log: Buffer.alloc(0) };
    for (let m = 0; m < MIXTURES * 2; m += 1) {
      const [before, after] = [m, m + 1]
        .map(() => images[chance.below(images.length)])
        .toSorted((a, b) => length(a) - length(b));
      if (before === undefined || after === undefined) throw new Error('two images');
      const place = join(folder, `torn-${m}`);
      put(place, 'events.db', events);
      put(place, 'views.db', { file: before.file, log: mixed(before.log, after.log) });
      await checkHouse(place, [30, 30]);
    }
    report('torn views', { mixtures: MIXTURES * 2 }, chance.seed);
  }, 600_000);
});

const length = (image: Image | undefined): number => image?.log.length ?? 0;

const appendAll = async (store: EventStore, n: number): Promise<void> => {
  for (const writer of [0, 1]) await store.append(streamOf(writer), expectedBefore(n), eventsOf(writer, n));
};
