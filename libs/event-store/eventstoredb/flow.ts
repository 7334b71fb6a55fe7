/** Bounded concurrency, turns by key, pauses that can be cut short. */

/** At most `limit` tasks run at a time; the others wait in the order they came. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly idlers: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /** Until nothing runs and nothing waits. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.running === 0) resolve();
      else this.idlers.push(resolve);
    });
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
      if (this.running === 0) for (const resolve of this.idlers.splice(0)) resolve();
    }
  }
}

/** Tasks of one key run one after the other. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const mine = before.then(task, task);
    const settled = mine.catch(() => undefined);
    this.last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === settled) this.last.delete(key);
    }
  }
}

export const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
    if (signal?.aborted === true) done();
  });

/** Until the work is done, however it ends, or the time is over. */
export const atMost = async (milliseconds: number, work: Promise<unknown>): Promise<void> => {
  const done = new AbortController();
  const settled = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([settled, pause(milliseconds, done.signal)]);
  done.abort();
};

/** Pauses that double from the first to the longest, with a budget of time and some chance so that many do not come back at once. */
export class Patience {
  attempt = 0;
  private began = performance.now();

  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly budgetMs: number,
  ) {}

  get exhausted(): boolean {
    return performance.now() - this.began >= this.budgetMs;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const full = Math.min(this.longestMs, this.firstMs * 2 ** Math.min(this.attempt, 20));
    this.attempt += 1;
    await pause(full / 2 + (Math.random() * full) / 2, signal);
  }

  /** Something went well: the budget is whole and the next pause a short one again. */
  restore(): void {
    this.began = performance.now();
    this.attempt = 0;
  }
}

/** A map that forgets what was set longest ago. */
export class Remembered<K, V> {
  private readonly entries = new Map<K, V>();

  constructor(private readonly limit: number) {}

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  set(key: K, value: V): void {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size <= this.limit) return;
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      return;
    }
  }

  delete(key: K): void {
    this.entries.delete(key);
  }
}
