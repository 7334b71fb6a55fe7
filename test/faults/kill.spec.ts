import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance, report, times } from './chance.js';
import { Child } from './child.js';
import { checkHouse, PROJECTIONS } from './history.js';

/**
 * A house is killed while it appends and projects, again and again: while it opens, mends what the last kill left, rebuilds a view,
 * in the middle of transactions, between a document and its checkpoint. Half of the kills meet a house that nobody has looked
 * after since the kill before.
 */
const KILLS = times(32, 1_000);
const KILLS_PER_HOUSE = 16;
const WRITERS = 4;

describe('kill −9 while events are appended and views follow', () => {
  const chance = new Chance();
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faults-'));
  });
  afterEach(async () => {
    await Child.endAll();
    rmSync(folder, { recursive: true });
  });

  it(
    'loses nothing acknowledged, keeps nothing twice, breaks no chain, and the views equal a rebuild',
    async () => {
      const counts = { kills: 0, checks: 0, acknowledged: 0, unacknowledged: 0 };
      for (let house = 0; counts.kills < KILLS; house += 1) {
        const place = join(folder, String(house));
        const acknowledged = Array.from({ length: WRITERS }, () => 0);
        for (let kill = 1; kill <= KILLS_PER_HOUSE && counts.kills < KILLS; kill += 1) {
          await killOnce(place, acknowledged, chance);
          counts.kills += 1;
          const last = kill === KILLS_PER_HOUSE || counts.kills === KILLS;
          if (!last && chance.next() < 0.5) continue;
          const held = await checkHouse(place, acknowledged);
          counts.checks += 1;
          counts.unacknowledged += sum(held) - sum(acknowledged);
        }
        counts.acknowledged += sum(acknowledged);
        rmSync(place, { recursive: true });
      }
      report('kill −9 during appends and projections', counts, chance.seed);
      expect(counts.acknowledged).toBeGreaterThan(counts.kills);
    },
    KILLS * 10_000,
  );
});

/** Runs the house for a random while and kills it; what it had acknowledged by then is added up. */
const killOnce = async (folder: string, acknowledged: number[], chance: Chance): Promise<void> => {
  const rebuild = chance.next() < 0.4 ? PROJECTIONS[chance.below(PROJECTIONS.length)]?.name : undefined;
  const child = Child.start('writer.child.ts', {
    folder,
    acknowledged,
    ...(rebuild === undefined ? {} : { rebuild, commands: 2 }),
  });
  if (chance.next() < 0.2) await pause(40 + chance.below(80));
  else {
    await child.line('done', 1 + chance.below(4));
    await pause(chance.below(160));
  }
  child.kill();
  const { signal } = await child.ended;
  expect({ signal, said: child.lines.filter((line) => !/^(open|done) ?/.test(line)) }).toEqual({
    signal: 'SIGKILL',
    said: [],
  });
  for (const line of child.lines) {
    const [what, writer, n] = line.split(' ');
    if (what === 'done') acknowledged[Number(writer)] = Math.max(acknowledged[Number(writer)] ?? 0, Number(n) + 1);
  }
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
