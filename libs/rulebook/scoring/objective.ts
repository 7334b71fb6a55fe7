import { ZERO, add, compare, divide, multiply, rational, sum, toHundredths } from '../../kernel/index.js';
import type { Hundredths, Rational } from '../../kernel/index.js';
import { byCodePoint } from '../obligations/index.js';
import type { Obligation } from '../world.js';
import type { Weights } from './weights.js';

/** How one rule was kept: its obligations that are counted, and its rate. */
export interface Tally {
  readonly rule: string;
  readonly weight: Rational;
  readonly onTime: number;
  readonly late: number;
  readonly missed: number;
  readonly waived: number;
  /** Σ credit / n over what is counted and not waived; null where all is waived. */
  readonly rate: Rational | null;
  readonly obligations: readonly Obligation[];
}

/** Sorted by rule. What is not counted yet is left out. */
export const talliesOf = (obligations: readonly Obligation[], weights: Weights): readonly Tally[] =>
  [
    ...Map.groupBy(
      obligations.filter((obligation) => obligation.counted),
      ({ rule }) => rule,
    ),
  ]
    .map(([rule, counted]) => tallyOf(rule, counted, weights))
    .sort((a, b) => byCodePoint(a.rule, b.rule));

const tallyOf = (rule: string, counted: readonly Obligation[], weights: Weights): Tally => {
  const number = (status: Obligation['status']): number =>
    counted.filter((obligation) => obligation.status === status).length;
  const [onTime, late, waived] = [number('met'), number('met-late'), number('waived')];
  const missed = counted.length - onTime - late - waived;
  const n = BigInt(counted.length - waived);
  const credit = add(rational(BigInt(onTime)), multiply(weights.lateCredit, rational(BigInt(late))));
  const rate = n === 0n ? null : divide(credit, rational(n));
  return { rule, weight: weights.rule(rule), onTime, late, missed, waived, rate, obligations: counted };
};

/** 100 × Σ w·rate / Σ w, as exact contributions of the single rules; empty where there is no rule to go by. */
export const contributionsOf = (tallies: readonly Tally[]): ReadonlyMap<string, Rational> => {
  const rated = tallies.flatMap(({ rule, weight, rate }) => (rate === null ? [] : [{ rule, weight, rate }]));
  const together = sum(rated.map(({ weight }) => weight));
  if (compare(together, ZERO) === 0) return new Map();
  const scale = divide(rational(100n), together);
  return new Map(rated.map(({ rule, weight, rate }) => [rule, multiply(scale, multiply(weight, rate))]));
};

/** Rounded; null where no rule has anything to count. */
export const objectiveOf = (tallies: readonly Tally[]): Hundredths | null => {
  const contributions = contributionsOf(tallies);
  return contributions.size === 0 ? null : toHundredths(sum(contributions.values()));
};

/** The mean of the marks, exact; null where there is none. */
export const meanOf = (marks: readonly Rational[]): Rational | null =>
  marks.length === 0 ? null : divide(sum(marks), rational(BigInt(marks.length)));
