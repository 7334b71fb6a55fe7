import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore, verifyStore } from '../../libs/event-store/index.js';
import { openEventStore } from '../../libs/composition/stores.js';
import type { EventStore, RecordedEvent } from '../../libs/kernel/index.js';
import { root } from '../architecture/sources.js';
import { EventStoreDbDouble } from '../eventstoredb-double/index.js';
import { Chance, report, times } from './chance.js';
import { Child } from './child.js';
import { eventsOf, expectedBefore, streamOf } from './deeds.js';
import { historyOf } from './history.js';

/** Long undertakings that are killed on their way and begun again: in the end it is as if nobody had disturbed them. */
const COPY_KILLS = times(3, 100);
const IMPORT_KILLS = times(2, 40);
const COMMANDS = 400;
const WRITERS = 4;

const chance = new Chance();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faults-'));
});
afterEach(async () => {
  await Child.endAll();
  rmSync(folder, { recursive: true });
});

describe('kill −9 while a history is copied', () => {
  let expected: readonly string[];
  const from = (): string => `sqlite:${join(folder, 'source.db')}`;
  beforeEach(async () => {
    const source = await openSqliteEventStore({ file: join(folder, 'source.db') });
    for (let n = 0; n < COMMANDS; n += 1) {
      const appends = Array.from({ length: WRITERS }, (_, writer) =>
        source.append(streamOf(writer), expectedBefore(n), eventsOf(writer, n)),
      );
      await Promise.all(appends);
    }
    expected = await contentOf(source);
    await source.close();
  });

  it(
    'goes on from where it was, into a file',
    () => copyWithKills((n) => `sqlite:${join(folder, `target-${n}.db`)}`),
    COPY_KILLS * 20_000,
  );

  it(
    'goes on from where it was, into EventStoreDB',
    async () => {
      const doubles: EventStoreDbDouble[] = [];
      try {
        await copyWithKills(async () => {
          const double = await EventStoreDbDouble.start();
          doubles.push(double);
          return double.url;
        });
      } finally {
        await Promise.all(doubles.map((double) => double.kill()));
      }
    },
    COPY_KILLS * 20_000,
  );

  const copyWithKills = async (newTarget: (n: number) => string | Promise<string>): Promise<void> => {
    const counts = { kills: 0, copies: 0 };
    while (counts.kills < COPY_KILLS) {
      const to = await newTarget(counts.copies);
      counts.kills += await copyOnce(to);
      counts.copies += 1;
      const target = await openEventStore(to, 'read');
      expect(await contentOf(target)).toEqual(expected);
      await target.close();
    }
    const [scheme] = (await newTarget(counts.copies)).split(':');
    report(`kill −9 during a copy (${scheme})`, counts, chance.seed);
  };

  /** Copies to the end; answers how many kills that took. */
  const copyOnce = async (to: string): Promise<number> => {
    for (let kills = 0; ; kills += 1) {
      const child = Child.start('copy.child.ts', { from: from(), to });
      const finished = child.ended;
      if (kills < 3) {
        await child.reaches('page');
        await Promise.race([finished, pause(chance.below(60))]);
        child.kill();
      }
      const { code } = await finished;
      if (code === null) continue;
      expect(child.lines.at(-1)).toMatch(/^copied /);
      return kills;
    }
  };
});

describe('kill −9 while a ledger is imported', () => {
  it(
    'comes to the same answers by importing again',
    async () => {
      const expected = await importUntilDone('calm', 0);
      const counts = { kills: 0, imports: 0 };
      while (counts.kills < IMPORT_KILLS) {
        const kills = Math.min(2, IMPORT_KILLS - counts.kills);
        expect(await importUntilDone(`house-${counts.imports}`, kills)).toBe(expected);
        counts.kills += kills;
        counts.imports += 1;
      }
      report('kill −9 during an import', counts, chance.seed);
    },
    (IMPORT_KILLS + 1) * 60_000,
  );

  /** The answers (with the ids of their evidence) after an import that was killed so many times. */
  const importUntilDone = async (name: string, kills: number): Promise<string> => {
    const place = join(folder, name);
    const environment = {
      EVENT_STORE_URL: `sqlite:${join(place, 'events.db')}`,
      VIEW_STORE_URL: `sqlite:${join(place, 'views.db')}`,
      SECRET_FILE: join(place, 'secret.key'),
    };
    const options = { environment, ledger: join(root, 'examples', 'ledger-small.xlsx') };
    for (let killed = 0; killed < kills; killed += 1) {
      const child = Child.start('import.child.ts', options);
      await child.reaches('writing');
      await Promise.race([child.ended, pause(chance.below(600))]);
      child.kill();
      await child.ended;
    }
    const child = Child.start('import.child.ts', options);
    const answer = await child.line('answer');
    await child.ended;
    expect(child.lines).toContain('refused 0');
    const store = await openSqliteEventStore({ file: join(place, 'events.db') });
    expect((await verifyStore(store)).findings).toEqual([]);
    await store.close();
    return answer;
  };
});

/** All events but for their positions, each as a text. */
const contentOf = async (store: EventStore): Promise<readonly string[]> => {
  const texts: string[] = [];
  for await (const event of historyOf(store)) texts.push(text(event));
  return texts;
};

const text = ({ position: _, ...content }: RecordedEvent): string =>
  JSON.stringify(content, (__, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
