// Brings what is needed: dependencies when they are missing or older than the lockfile, the compiled program when it is older than its
// sources. Plain Node 20, so that it runs on whatever Node the machine has.
import { createHash } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';

/** Runs npm install when node_modules does not match the lockfile; says so, since it takes a while. */
export const ensureDependencies = () => {
  const lock = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules', '.five-ones-lock');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('正在准备依赖（npm install），首次需要一两分钟 …\n');
  const result = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  });
  if (result.status !== 0) {
    process.stderr.write('依赖安装失败：请检查网络或软件源后重试 npm install。\n');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
};

/** The Node that runs the program: this one where it is new enough, else the one among the dependencies. */
export const node = () => {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const platform = windows ? 'win' : process.platform;
  const local = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(local)) return local;
  process.stderr.write(
    `需要 Node.js 24 或更新版本（当前 ${process.version}），本机也没有可用的内置版本。请安装 Node.js 24 后重试。\n`,
  );
  process.exit(1);
};

/** Compiles where a source is newer than the last compilation. */
export const ensureBuild = () => {
  const stamp = join(root, 'dist', '.built');
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const sources = ['apps', 'libs', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  if (built > 0 && !sources.some((source) => newerThan(join(root, source), built))) return;
  process.stderr.write('正在编译 …\n');
  const started = new Date();
  const result = spawnSync(
    node(),
    [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (result.status !== 0) process.exit(1);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, started.toISOString());
};

const newerThan = (path, time) => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (!stat.isDirectory()) return stat.mtimeMs > time;
  return readdirSync(path, { withFileTypes: true }).some((entry) => newerThan(join(path, entry.name), time));
};

/** Runs a program of ours in the foreground, passes signals on, and ends with its exit status. */
export const run = (args, options = {}) => {
  const child = spawn(node(), args, {
    cwd: options.cwd ?? process.cwd(),
    stdio: 'inherit',
    env: { ...process.env, ...options.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
};
