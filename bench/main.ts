import { cpus, platform, release, totalmem } from 'node:os';
import { eventStoreBench } from './event-store.bench.js';
import { type Figure, printed, type Section } from './figure.js';
import { growthBench } from './growth.bench.js';
import { houseBench } from './house.bench.js';
import { peerBench } from './peer.bench.js';
import { projectionBench } from './projection.bench.js';

/**
 * `npm run bench [-- --quick] [part …]`: one table of one run. The ratios come first: the machine and whoever else works on it
 * change the figures, not so much the ratios. What is to be reached is printed beside; nothing is asserted.
 */
const PARTS: Readonly<Record<string, (quick: boolean) => Promise<readonly Section[]>>> = {
  store: async () => [
    {
      title: 'the embedded event store, against bare node:sqlite',
      figures: (await eventStoreBench()).map(storeFigure),
    },
  ],
  peer: async (quick) => [await peerBench(quick)],
  views: async () => [{ title: 'folding projections, against folding alone', figures: await projectionFigures() }],
  house: houseBench,
  growth: async (quick) => [growthBench(quick)],
};

const TARGETS: readonly (readonly [string, string])[] = [
  ['single durable append', '≥ 0.67 ×'],
  ['64 writers', '≥ 5 ×'],
  ['reading all', '≥ 0.50 ×'],
];

const storeFigure = (row: {
  readonly name: string;
  readonly ours: number;
  readonly bare: number;
  readonly ratio: number;
}): Figure => {
  const target = TARGETS.find(([start]) => row.name.startsWith(start))?.[1];
  const { name, ours, bare, ratio } = row;
  return { name, ours, other: bare, ratio, unit: 'events/s', ...(target === undefined ? {} : { target }) };
};

const projectionFigures = async (): Promise<readonly Figure[]> =>
  (await projectionBench()).map(({ name, ours, bare, ratio, unit }) => ({
    name,
    ours,
    unit,
    ...(bare === undefined ? {} : { other: bare }),
    // Of a time the smaller is the better.
    ...(ratio === undefined ? {} : { ratio: unit === 'ms' ? 1 / ratio : ratio }),
    ...(name.startsWith('rebuild') ? { target: '≥ 60,000 events/s' } : {}),
  }));

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const unknown = wanted.filter((part) => PARTS[part] === undefined);
if (unknown.length > 0) {
  process.stderr.write(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}

const sections: Section[] = [];
for (const [name, measure] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measuring: ${name} …\n`);
  sections.push(...(await measure(quick)));
}
const [processor] = cpus();
const memory = Math.round(totalmem() / 2 ** 30);
process.stdout.write(
  `${new Date().toISOString().slice(0, 10)} · Node ${process.versions.node} · ${platform()} ${release()} · ` +
    `${cpus().length} × ${processor?.model ?? 'unknown processor'} · ${memory} GB\n${printed(sections)}\n`,
);
