import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const loader = pathToFileURL(join(here, '../../scripts/typescript.mjs')).href;

/** A process of its own that runs one of the programs of this folder, to be ended at any moment. What it says, it says in lines. */
export class Child {
  readonly lines: string[] = [];
  /** Resolves when it has ended and everything it said has been read. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  private complaints = '';
  private readonly listeners = new Set<(line: string) => void>();
  private static readonly alive = new Set<Child>();

  private constructor(private readonly process: ChildProcess) {
    const { stdout, stderr } = process;
    if (stdout === null || stderr === null) throw new Error('the child has no pipes');
    stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    createInterface(stdout).on('line', (line) => {
      this.lines.push(line);
      for (const listener of this.listeners) listener(line);
    });
    Child.alive.add(this);
    this.ended = new Promise((resolve) => {
      process.on('close', (code, signal) => {
        Child.alive.delete(this);
        if (code !== 0 && signal === null) this.lines.push(`failed ${this.complaints}`);
        resolve({ code, signal });
      });
    });
  }

  /** `limit`: most bytes that a file may have for it, as `ulimit -f` sets it; only the soft limit, so that it can be lifted. */
  static start(program: string, options: object, limit?: number): Child {
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--import',
      loader,
      join(here, program),
      JSON.stringify(options),
    ];
    if (limit === undefined) return new Child(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] }));
    return new Child(
      spawn('prlimit', [`--fsize=${limit}:unlimited`, process.execPath, ...args], { stdio: ['pipe', 'pipe', 'pipe'] }),
    );
  }

  /** For after a test that failed: no child outlives it. */
  static async endAll(): Promise<void> {
    const alive = [...Child.alive];
    for (const child of alive) child.kill();
    await Promise.all(alive.map((child) => child.ended));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  /** Lets a child that reads its input go on. */
  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Waits for a line that begins so, or for the end. */
  async reaches(start: string, count = 1): Promise<void> {
    await this.line(start, count).catch(() => undefined);
  }

  /** The first (second, …) line that begins so. Errors: where the child ends without having said it. */
  async line(start: string, count = 1): Promise<string> {
    const found = (): string | undefined => this.lines.filter((line) => line.startsWith(start))[count - 1];
    const known = found();
    if (known !== undefined) return known;
    const said = new Promise<string>((resolve) => {
      const listener = (): void => {
        const line = found();
        if (line === undefined) return;
        this.listeners.delete(listener);
        resolve(line);
      };
      this.listeners.add(listener);
    });
    return Promise.race([
      said,
      this.ended.then(() => {
        const line = found();
        if (line !== undefined) return line;
        throw new Error(
          `the child ended without saying '${start}': ${this.lines.map((text) => text.slice(0, 120)).join(' | ')} ${this.complaints}`,
        );
      }),
    ]);
  }
}
