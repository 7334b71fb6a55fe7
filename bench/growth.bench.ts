import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Figure, Section } from './figure.js';

/** Memory and the cost of an event as the history grows; both are to stay flat, memory but for the views' caches. */
interface Grown {
  readonly size: number;
  /** Events a second, filled in batches with two views carried along. */
  readonly filled: number;
  /** Microseconds of a single durable append, the median. */
  readonly single: number;
  /** Events a second of the last page. */
  readonly page: number;
  /** MB after a collection of garbage. */
  readonly heap: number;
  readonly rss: number;
}

const here = dirname(fileURLToPath(import.meta.url));

export const growthBench = (quick: boolean): Section => {
  const folder = mkdtempSync(join(tmpdir(), 'five-ones-bench-'));
  const sizes = quick ? [10_000, 50_000] : [10_000, 100_000, 1_000_000];
  try {
    const args = ['--expose-gc', ...process.execArgv, join(here, 'growth.child.ts'), JSON.stringify({ folder, sizes })];
    const { stdout, status } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error('the growing house failed');
    const grown = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Grown);
    const [first] = grown;
    if (first === undefined) throw new Error('the growing house said nothing');
    return {
      title: 'as the history grows, against its first size',
      figures: grown.flatMap((one) => figuresOf(one, first)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const figuresOf = (one: Grown, first: Grown): readonly Figure[] => {
  const at = `${one.size.toLocaleString('en-US')} events`;
  return [
    {
      name: `${at}: single durable append`,
      ours: one.single,
      other: first.single,
      ratio: first.single / one.single,
      unit: 'µs',
      target: 'flat',
    },
    {
      name: `${at}: filled with two views`,
      ours: one.filled,
      other: first.filled,
      ratio: one.filled / first.filled,
      unit: 'events/s',
      target: 'flat',
    },
    {
      name: `${at}: reading the last page`,
      ours: one.page,
      other: first.page,
      ratio: one.page / first.page,
      unit: 'events/s',
      target: 'flat',
    },
    {
      name: `${at}: heap in use`,
      ours: one.heap,
      other: first.heap,
      ratio: first.heap / one.heap,
      unit: 'MB',
      target: 'flat',
    },
    {
      name: `${at}: resident memory`,
      ours: one.rss,
      other: first.rss,
      ratio: first.rss / one.rss,
      unit: 'MB',
      target: 'flat',
    },
  ];
};
