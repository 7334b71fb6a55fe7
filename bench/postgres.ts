import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of our own for as long as the bench runs, with its own settings of durability (fsync, synchronous commit): they are the default. */
export interface Postgres {
  readonly url: string;
  stop(): void;
}

/** Starts one on loopback from the programs of this machine, or uses `BENCH_POSTGRES_URL`. Answers why not where there is none. */
export const startPostgres = async (): Promise<Postgres | string> => {
  const { BENCH_POSTGRES_URL } = process.env;
  if (BENCH_POSTGRES_URL !== undefined) return { url: BENCH_POSTGRES_URL, stop: () => undefined };
  const programs = placeOfPrograms();
  if (programs === undefined)
    return 'no PostgreSQL on this machine (apt install postgresql, or BENCH_POSTGRES_URL=postgresql://…)';
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-bench-pg-'));
  const owner = ownerOf(folder);
  if (typeof owner === 'string') return owner;
  const run = (program: string, args: readonly string[]): string | undefined => {
    // The server inherits what it is given: with pipes nobody would ever see their end.
    const { status, error } = spawnSync(join(programs, program), args, { cwd: folder, stdio: 'ignore', ...owner });
    return status === 0 ? undefined : `${program} failed${error === undefined ? '' : `: ${error.message}`}`;
  };
  const data = join(folder, 'data');
  const port = await freePort();
  const failed =
    run('initdb', ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-locale']) ??
    run('pg_ctl', [
      '-D',
      data,
      '-w',
      '-l',
      join(folder, 'log'),
      '-o',
      `-c listen_addresses=127.0.0.1 -p ${port} -k ${folder}`,
      'start',
    ]);
  const stop = (): void => {
    run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
    rmSync(folder, { recursive: true, force: true });
  };
  if (failed === undefined) return { url: `postgresql://bench@127.0.0.1:${port}/postgres`, stop };
  stop();
  return failed;
};

const placeOfPrograms = (): string | undefined => {
  const debian = '/usr/lib/postgresql';
  const versions = ((): readonly string[] => {
    try {
      return readdirSync(debian).map((version) => join(debian, version, 'bin'));
    } catch {
      return [];
    }
  })();
  const places = [...versions.toReversed(), ...(process.env['PATH'] ?? '').split(':')];
  return places.find((place) => spawnSync(join(place, 'initdb'), ['--version']).status === 0);
};

/** PostgreSQL does not run as root: then it runs as its own user, who must own the folder. */
const ownerOf = (folder: string): { readonly uid?: number; readonly gid?: number } | string => {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (!(uid > 0)) return 'PostgreSQL does not run as root and there is no user postgres';
  chownSync(folder, uid, gid);
  return { uid, gid };
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
