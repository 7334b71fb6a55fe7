import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../architecture/sources.js';

/** A folder of somebody's own, in which they use the program as it is installed: by its scripts and the compiled code. */
export interface Desk {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A path in the folder. */
  path(name: string): string;
  /** `five-ones …`, to its end. */
  fiveOnes(args: readonly string[], more?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Starts a script of ours and leaves it running. */
  start(script: string, args?: readonly string[], more?: Readonly<Record<string, string>>): Running;
  clear(): Promise<void>;
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Resolves with what a pattern finds in the output (its first group); rejects when the program ends without it. */
  says(pattern: RegExp): Promise<string>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export const openDesk = (): Desk => {
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-desk-'));
  const environment = {
    EVENT_STORE_URL: `sqlite:${join(folder, 'events.db')}`,
    VIEW_STORE_URL: `sqlite:${join(folder, 'views.db')}`,
    SECRET_FILE: join(folder, 'secret.key'),
    HOST: '127.0.0.1',
    PORT: '0',
  };
  const running = new Set<Running>();
  const begin = (args: readonly string[], more: Readonly<Record<string, string>>): Running => {
    const program = run(args, folder, { ...environment, ...more });
    running.add(program);
    void program.ended.then(() => running.delete(program));
    return program;
  };
  return {
    folder,
    environment,
    path: (name) => join(folder, name),
    fiveOnes: (args, more = {}) => begin([join(root, 'dist', 'apps', 'cli', 'main.js'), ...args], more).ended,
    start: (script, args = [], more = {}) => begin([join(root, 'scripts', script), ...args], more),
    clear: async () => {
      await Promise.all([...running].map((program) => program.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Brings the compiled program up to date, as each of the scripts does before it runs it. */
export const ensureCompiled = async (): Promise<void> => {
  const { status, stderr } = await run([join(root, 'scripts', 'five-ones.mjs'), '--help'], root, {}).ended;
  if (status !== 0) throw new Error(stderr);
};

const run = (args: readonly string[], cwd: string, environment: Readonly<Record<string, string>>): Running => {
  const child: ChildProcessWithoutNullStreams = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...args],
    {
      cwd,
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
    },
  );
  child.stdin.end();
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  const heard = (): void => listeners.forEach((listener) => listener());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
  return {
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(stdout);
          if (found === null) return;
          listeners.delete(look);
          resolve(found[1] ?? found[0]);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`the program ended without saying ${pattern}:\n${stdout}\n${stderr}`)));
      }),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
};
