import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../libs/event-store/index.js';
import { report } from './chance.js';
import { Child } from './child.js';
import { eventsOf, expectedBefore, streamOf } from './deeds.js';
import { checkHouse } from './history.js';

/** A disk that is full, by a limit on the size of files that is lifted from outside while the house lives. */
const LIMIT = 300_000;
const limitable = spawnSync('prlimit', ['--version']).status === 0;

(limitable ? describe : describe.skip)('a full disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'faults-'));
  });
  afterEach(async () => {
    await Child.endAll();
    rmSync(folder, { recursive: true });
  });

  const lift = (child: Child): void => {
    expect(spawnSync('prlimit', [`--pid=${child.pid}`, '--fsize=unlimited:unlimited']).status).toBe(0);
    child.tell('better');
  };

  it('makes appends fail as full; with room again the house goes on without a restart, and nothing is lost', async () => {
    const child = Child.start('writer.child.ts', { folder, acknowledged: [0, 0, 0, 0], commands: 400 }, LIMIT);
    expect(await child.line('refused')).toMatch(/^refused EventStoreError full: /);
    const acknowledged = child.lines.filter((line) => line.startsWith('done')).length;
    expect(acknowledged).toBeGreaterThan(0);
    lift(child);
    await child.line('closed');
    await child.ended;
    expect(await checkHouse(folder, [400, 400, 400, 400])).toEqual([400, 400, 400, 400]);
    report('a full disk under the history', { 'acknowledged before': acknowledged, 'in the end': 1_600 });
  }, 60_000);

  it('stops the views alone as full, and they go on when there is room again', async () => {
    const events = await openSqliteEventStore({ file: join(folder, 'events.db') });
    for (let n = 0; n < 800; n += 1) await events.append(streamOf(0), expectedBefore(n), eventsOf(0, n));
    await events.close();
    const child = Child.start('writer.child.ts', { folder, acknowledged: [800], commands: 1 }, LIMIT);
    expect(await child.line('trouble')).toMatch(/^trouble ViewStoreError full: /);
    expect(await child.line('done 0 800')).toBe('done 0 800');
    lift(child);
    await child.line('closed');
    await child.ended;
    expect(await checkHouse(folder, [801])).toEqual([801]);
    report('a full disk under the views', { 'events folded in the end': 1_001 });
  }, 60_000);
});

if (!limitable) process.stderr.write('faults · a full disk: left out, there is no prlimit on this machine\n');
