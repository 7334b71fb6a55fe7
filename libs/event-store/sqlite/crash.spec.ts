import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { randomUUID } from 'node:crypto';
import { transformFileSync } from '@swc/core';
import type { EventStore, NewEvent } from '../../kernel/index.js';
import { openSqliteEventStore, verifyStore } from '../index.js';

/**
 * What happens to the history when the process, the disk or the file is hurt. The writer that is hurt is a process of its own
 * (`writer.child.ts`, compiled here into a directory of its own): it appends as fast as it can and prints a line for each append
 * that was acknowledged. Whatever it printed must be there afterwards.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const ROUNDS = 24;

describe('the embedded event store, hurt', () => {
  let directory: string;
  let child: string;
  let file: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'event-store-crash-'));
    child = compile(join(directory, 'compiled'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  beforeEach(() => {
    file = join(mkdtempSync(join(directory, 'case-')), 'events.db');
  });

  test(`killed ${ROUNDS} times in the middle of appends, it has every acknowledged event once and an intact chain`, async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = new Writer(
        spawn(process.execPath, [child, file, `r${round}`], { stdio: ['pipe', 'pipe', 'inherit'] }),
      );
      // Chance decides how far it gets: after so many acknowledgements, in the middle of whatever it is doing then.
      await writer.acknowledgements(1 + Math.floor(Math.random() * 300));
      writer.kill();
      for (const id of await writer.ended()) acknowledged.add(id);
      await expectWhole(acknowledged);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(ROUNDS);
  }, 120_000);

  const expectWhole = async (acknowledged: ReadonlySet<string>): Promise<void> => {
    const store = await openSqliteEventStore({ file });
    const ids: string[] = [];
    for (let position = 0n, end = false; !end;) {
      const page = await store.readAll(position);
      ids.push(...page.events.map((e) => e.id));
      ({ position, end } = page);
    }
    const found = new Set(ids);
    expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
    expect(found.size).toBe(ids.length);
    expect((await verifyStore(store)).findings).toEqual([]);
    await store.close();
  };

  test('a killed writer leaves no lock behind, and a living one is named', async () => {
    const writer = new Writer(spawn(process.execPath, [child, file, 'w'], { stdio: ['pipe', 'pipe', 'inherit'] }));
    await writer.acknowledgements(1);
    const refusal = await openSqliteEventStore({ file }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'locked' });
    expect((refusal as Error).message).toContain(`进程 ${writer.pid}`);
    const reader = await openSqliteEventStore({ file, mode: 'read' });
    expect((await reader.readAll(0n, undefined, 1)).events).toHaveLength(1);
    await reader.close();
    writer.kill();
    await writer.ended();
    await (await openSqliteEventStore({ file })).close();
  });

  test('a reader opens what a killed writer left, log and all', async () => {
    const writer = new Writer(spawn(process.execPath, [child, file, 'w'], { stdio: ['pipe', 'pipe', 'inherit'] }));
    await writer.acknowledgements(50);
    writer.kill();
    const ids = await writer.ended();
    const reader = await openSqliteEventStore({ file, mode: 'read' });
    const found = new Set<string>();
    for (let position = 0n, end = false; !end;) {
      const page = await reader.readAll(position);
      for (const e of page.events) found.add(e.id);
      ({ position, end } = page);
    }
    expect(ids.filter((id) => !found.has(id))).toEqual([]);
    await reader.close();
  });

  test('a log whose end was torn off loses only what was in the end, never the middle, and the rest is whole', async () => {
    const store = await openSqliteEventStore({ file });
    const appended: string[] = [];
    for (let n = 0; n < 40; n += 1) appended.push(await append(store, 'a', n));
    // What a crashed machine leaves: the file and its log as they are at this moment.
    const torn = join(directory, 'torn', 'events.db');
    mkdirSync(dirname(torn));
    const log = readFileSync(`${file}-wal`);
    for (const cut of [1, 24, 2_000, 4_120, 30_000, log.length - 40]) {
      rmSync(`${torn}-shm`, { force: true });
      copyFileSync(file, torn);
      writeFileSync(`${torn}-wal`, log);
      truncateSync(`${torn}-wal`, log.length - cut);
      const outcome = await openSqliteEventStore({ file: torn });
      const ids = (await outcome.readAll(0n)).events.map((e) => e.id);
      expect(ids).toEqual(appended.slice(0, ids.length));
      expect(ids.length).toBeLessThan(40);
      expect((await verifyStore(outcome)).findings).toEqual([]);
      await append(outcome, 'b', 0);
      await outcome.close();
    }
    await store.close();
  });

  test('a log with a spoilt byte is read up to there', async () => {
    const store = await openSqliteEventStore({ file });
    for (let n = 0; n < 20; n += 1) await append(store, 'a', n);
    const torn = join(directory, 'spoilt.db');
    copyFileSync(file, torn);
    const log = readFileSync(`${file}-wal`);
    const middle = Math.floor(log.length / 2);
    log.writeUInt8(log.readUInt8(middle) ^ 0xff, middle);
    writeFileSync(`${torn}-wal`, log);
    const outcome = await openSqliteEventStore({ file: torn });
    expect((await verifyStore(outcome)).findings).toEqual([]);
    expect(await outcome.tail()).toBeLessThan(20n);
    await outcome.close();
    await store.close();
  });

  const limited = spawnSync('sh', ['-c', 'ulimit -S -f 2000 && command -v prlimit']).status === 0;
  (limited ? test : test.skip)(
    'on a full disk appends fail as full, nothing acknowledged is lost, and with room again it goes on',
    async () => {
      // A limit on the size of files stands in for the end of the disk; it is lifted from outside while the writer lives.
      const command = `ulimit -S -f 600; exec "${process.execPath}" "${child}" "${file}" w`;
      const writer = new Writer(spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] }));
      await writer.says('full');
      const before = writer.acknowledged().length;
      expect(before).toBeGreaterThan(0);
      expect(spawnSync('prlimit', ['--pid', String(writer.pid), '--fsize=unlimited:unlimited']).status).toBe(0);
      writer.tell('room');
      await writer.acknowledgements(before + 50);
      writer.kill();
      await expectWhole(new Set(await writer.ended()));
    },
  );

  // A disk whose sync fails can only be had from a library put between the process and the system.
  const syncFails = spawnSync('cc', ['--version']).status === 0;
  (syncFails ? test : test.skip)(
    'when the disk fails to sync, the outcome is unknown and nothing more is written',
    async () => {
      const [source, library, failing] = ['sync.c', 'sync.so', 'failing'].map((name) => join(directory, name));
      if (source === undefined || library === undefined || failing === undefined) throw new Error('three names');
      writeFileSync(
        source,
        ['fsync', 'fdatasync']
          .map(
            (name) =>
              `int ${name}(int fd) { if (access("${failing}", 0) == 0) { errno = 5; return -1; } return syscall(SYS_${name}, fd); }`,
          )
          .reduce(
            (text, line) => `${text}${line}\n`,
            '#include <errno.h>\n#include <unistd.h>\n#include <sys/syscall.h>\n',
          ),
      );
      expect(spawnSync('cc', ['-shared', '-fPIC', '-D_GNU_SOURCE', '-o', library, source]).status).toBe(0);
      const env = { ...process.env, LD_PRELOAD: library };
      const writer = new Writer(
        spawn(process.execPath, [child, file, 'w'], { stdio: ['pipe', 'pipe', 'inherit'], env }),
      );
      await writer.acknowledgements(20);
      writeFileSync(failing, '');
      await writer.says('outcome-unknown');
      rmSync(failing);
      writer.tell('go on');
      await writer.says('unavailable');
      await expectWhole(new Set(await writer.ended()));
    },
  );

  const immutable = (path: string, on: boolean): boolean => spawnSync('chattr', [on ? '+i' : '-i', path]).status === 0;

  test('in a place that cannot be written, opening for writing is refused and reading works', async () => {
    const store = await openSqliteEventStore({ file });
    await append(store, 'a', 0);
    await store.close();
    // Permissions do not hold root back; the attribute does, where the file system has it.
    const side = `${file}-writer`;
    const paths = [side, file, dirname(file)];
    if (!paths.every((path) => immutable(path, true))) {
      paths.forEach((path) => immutable(path, false));
      process.stdout.write('left out: this file system cannot make a file immutable, or we may not\n');
      return;
    }
    try {
      await expect(openSqliteEventStore({ file })).rejects.toMatchObject({ code: 'read-only' });
      await expect(openSqliteEventStore({ file: join(dirname(file), 'new.db') })).rejects.toMatchObject({
        code: 'read-only',
      });
      await expect(openSqliteEventStore({ file: join(dirname(file), 'sub', 'new.db') })).rejects.toMatchObject({
        code: 'read-only',
      });
      const reader = await openSqliteEventStore({ file, mode: 'read' });
      expect((await reader.readAll(0n)).events).toHaveLength(1);
      await reader.close();
      paths.slice(1).forEach((path) => immutable(path, false));
      // Only the lock cannot be taken: then nothing would keep a second writer out.
      await expect(openSqliteEventStore({ file })).rejects.toMatchObject({ code: 'read-only' });
    } finally {
      paths.forEach((path) => immutable(path, false));
    }
  });

  test('where a directory is expected to be but a file is, opening is refused as read-only', async () => {
    writeFileSync(join(dirname(file), 'data'), '');
    await expect(openSqliteEventStore({ file: join(dirname(file), 'data', 'events.db') })).rejects.toMatchObject({
      code: 'read-only',
    });
  });

  test('closing waits for appends that were begun', async () => {
    const store = await openSqliteEventStore({ file });
    const appending = append(store, 'a', 0);
    await store.close();
    await appending;
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(statSync(file).size).toBeGreaterThan(0);
    const again = await openSqliteEventStore({ file });
    expect(await again.tail()).toBe(1n);
    await again.close();
  });
});

const append = async (store: EventStore, stream: string, n: number): Promise<string> => {
  const event: NewEvent = {
    id: randomUUID(),
    type: 'contract.Happened',
    schema: 1,
    occurredAt: '2019-08-01',
    data: { n },
    meta: {
      commandId: 'c',
      correlationId: 'c',
      causationId: 'c',
      actor: { person: 'P0001', post: '主任', office: 'WS01' },
      ruleSet: 'zibo-2019',
    },
  };
  await store.append(stream, n === 0 ? 'no-stream' : BigInt(n - 1), [event]);
  return event.id;
};

/** The writer's process: what it has acknowledged so far, and its end. */
class Writer {
  private readonly ids: string[] = [];
  private readonly words = new Set<string>();
  private wake = (): void => undefined;
  private readonly over: Promise<void>;
  private gone = false;

  constructor(private readonly process: ChildProcess) {
    const { stdout } = process;
    if (stdout === null) throw new Error('the writer has no output');
    const lines = createInterface(stdout);
    lines.on('line', (line) => {
      const [kind, id] = line.split(' ');
      if (kind === 'ok' && id !== undefined) this.ids.push(id);
      else this.words.add(line);
      this.wake();
    });
    this.over = new Promise((resolve) => {
      lines.on('close', () => {
        this.gone = true;
        this.wake();
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  acknowledged(): readonly string[] {
    return this.ids;
  }

  acknowledgements(count: number): Promise<void> {
    return this.until(() => this.ids.length >= count);
  }

  says(word: string): Promise<void> {
    return this.until(() => this.words.has(word));
  }

  tell(word: string): void {
    this.process.stdin?.write(`${word}\n`);
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  async ended(): Promise<readonly string[]> {
    await this.over;
    return this.ids;
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.gone) throw new Error(`the writer ended by itself: ${[...this.words].join('; ')}`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/** Compiles the writer and what it imports into a directory that node can run from. */
const compile = (target: string): string => {
  const done = new Set<string>();
  const compileOne = (source: string): void => {
    if (done.has(source)) return;
    done.add(source);
    const { code } = transformFileSync(join(root, source), { configFile: join(root, '.swcrc'), sourceMaps: false });
    const out = join(target, source.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, code);
    for (const [, imported] of code.matchAll(/from\s*["'](\.[^"']+)\.js["']/g)) {
      compileOne(join(dirname(source), `${imported ?? ''}.ts`));
    }
  };
  compileOne('libs/event-store/sqlite/testing/writer.child.ts');
  writeFileSync(join(target, 'package.json'), '{"type":"module"}');
  return join(target, 'libs/event-store/sqlite/testing/writer.child.js');
};
