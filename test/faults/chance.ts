/** Chance that can be repeated: `FAULTS_SEED` gives the seed of a former run, which its report named. */
export class Chance {
  private state: number;

  constructor(readonly seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000)) {
    this.state = seed >>> 0;
  }

  /** 0 ≤ x < 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** 0 ≤ n < bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}

/** How often the long form does what the short one does a few times. */
export const times = (short: number, long: number): number =>
  process.env['FAULTS'] === 'long' ? Number(process.env['FAULTS_TIMES'] ?? long) : short;

/** One line of the run's report: what was done how often, and the seed to repeat it by. */
export const report = (fault: string, counts: Readonly<Record<string, number>>, seed?: number): void => {
  const told = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  process.stderr.write(
    `${[`faults · ${fault}`, ...told, ...(seed === undefined ? [] : [`seed ${seed}`])].join(' · ')}\n`,
  );
};
