/**
 * Builds and starts the MongoDB-compatible test server of this folder. Plain Node 20, no dependencies.
 *
 *     node test/mongodb-server/start.mjs               prints the URL and serves until SIGTERM or SIGINT
 *     node test/mongodb-server/start.mjs npm test      runs the command with MONGO_TEST_URL set; its status is the command's
 *     import { startMongoServer } from './start.mjs'   the same from a program
 *
 * The binary is built once into node_modules/.cache/five-ones, under a name that holds a digest of the sources, so that a
 * changed source is built anew and an unchanged one never. Needs Go 1.26 or newer and, for the first build, Go's module proxy.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { URL, fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '../../node_modules/.cache/five-ones');
const sources = ['go.mod', 'go.sum', 'main.go', 'turns.go'];
const run = promisify(execFile);

/** True where a `go` command answers. */
export const goIsThere = async () => {
  try {
    await run('go', ['version']);
    return true;
  } catch {
    return false;
  }
};

/** The path of the server's binary, built if it is not there yet. */
export const buildMongoServer = async () => {
  const digest = createHash('sha256');
  for (const name of sources) digest.update(name).update(await readFile(join(here, name)));
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binary = join(cache, `mongodb-server-${digest.digest('hex').slice(0, 16)}${suffix}`);
  if (existsSync(binary)) return binary;
  await mkdir(cache, { recursive: true });
  // Built beside its place and moved there in one step, so that two builders at once cannot disturb each other.
  const draft = `${binary}.${process.pid}`;
  await run('go', ['build', '-p', '2', '-trimpath', '-o', draft, '.'], { cwd: here, maxBuffer: 16 * 1024 * 1024 });
  await rename(draft, binary);
  return binary;
};

/**
 * Starts a server on loopback and answers when it takes connections.
 * `directory` (default: a fresh temporary one, removed by `stop`) keeps the databases; `port` 0 takes a free one.
 * `stop` ends it in order; `kill` at once, as a crash would; both leave a given directory as it is.
 *
 * @param {{ directory?: string, port?: number }} [options]
 * @returns {Promise<{ url: string, port: number, directory: string, stop: () => Promise<void>, kill: () => Promise<void> }>}
 */
export const startMongoServer = async (options = {}) => {
  const binary = await buildMongoServer();
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'five-ones-mongodb-')));
  const server = spawn(binary, ['-leash', '-directory', directory, '-port', String(options.port ?? 0)]);
  const ended = new Promise((resolve) => server.once('close', resolve));
  let complaints = '';
  server.stderr.setEncoding('utf8').on('data', (text) => (complaints = (complaints + text).slice(-4096)));
  const end = async (signal) => {
    server.kill(signal);
    const cutOff = setTimeout(() => server.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(cutOff);
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  };
  const url = await new Promise((resolve, reject) => {
    createInterface(server.stdout).on('line', (line) => line.startsWith('ready ') && resolve(line.slice(6)));
    server.once('error', reject);
    void ended.then((code) =>
      reject(new Error(`mongodb-server ended with ${code} before it was ready: ${complaints}`)),
    );
  });
  return { url, port: Number(new URL(url).port), directory, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
};

const serveUntilTold = async () => {
  const server = await startMongoServer();
  console.log(server.url);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void server.stop());
};

const runWith = async ([command, ...args]) => {
  const server = await startMongoServer();
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, MONGO_TEST_URL: server.url } });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve) => {
    child.once('close', (code) => resolve(code ?? 1));
    child.once('error', (error) => resolve((console.error(error.message), 127)));
  });
  await server.stop();
};

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) {
  const command = process.argv.slice(2);
  await (command.length === 0 ? serveUntilTold() : runWith(command));
}
