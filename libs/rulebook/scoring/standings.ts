import { calendarKnownAt, quarterPeriod } from '../../calendar/index.js';
import type { Quarter, WorkCalendar } from '../../calendar/index.js';
import {
  ZERO,
  add,
  clamp,
  compare,
  divide,
  fromDecimal,
  fromHundredths,
  multiply,
  negate,
  rational,
  subtract,
  sum,
  toHundredths,
  ONE,
} from '../../kernel/index.js';
import type { Hundredths, Rational } from '../../kernel/index.js';
import { byCodePoint, inForceOn, obligationsOf } from '../obligations/index.js';
import type { ScoringPolicy } from '../policy.js';
import { MECHANISMS, PATTERNS } from '../rule.js';
import type { Dimension, Workstream } from '../rule.js';
import type { Rulebook } from '../rulebook.js';
import type { Obligation, OfficeMark, World } from '../world.js';
import { adjustmentsIn } from './deductions.js';
import type { Adjustment } from './deductions.js';
import { meanOf, objectiveOf, talliesOf } from './objective.js';
import type { Tally } from './objective.js';
import { inOrder, weightsOf } from './weights.js';
import type { Weights } from './weights.js';

/**
 * How offices and workstreams stand in a quarter, with all that the figures rest on. `objective`, `review`, `score` and `total` are each
 * rounded half up, each computed from the rounded ones before it, nothing else is: whoever has the printed page can check it.
 */
export interface Standings {
  readonly weights: Weights;
  /** In order of rank, then code; those without a total last. */
  readonly offices: readonly Ranked<OfficeStanding>[];
  readonly patterns: readonly Ranked<WorkstreamStanding>[];
  readonly mechanisms: readonly Ranked<WorkstreamStanding>[];
}

export type Ranked<T> = T & { readonly rank: number | null };

export interface OfficeStanding {
  readonly code: string;
  readonly name: string;
  readonly total: Hundredths | null;
  /** Counted in all four dimensions. */
  readonly complete: boolean;
  /** In the order of the answers; left-out ones only where they have a deduction or bonus. */
  readonly dimensions: readonly DimensionStanding[];
}

export interface DimensionStanding {
  readonly dimension: Dimension;
  /** The weight really used; zero where the dimension is left out. */
  readonly weight: Rational;
  readonly tallies: readonly Tally[];
  readonly marks: readonly Mark[];
  readonly objective: Hundredths | null;
  readonly review: Hundredths | null;
  readonly adjustments: readonly Adjustment[];
  readonly deductions: Rational;
  /** At most what the policy allows. */
  readonly bonuses: Rational;
  /** Before it is brought between 0 and 100; null where the dimension is left out. */
  readonly unclamped: Rational | null;
  readonly score: Hundredths | null;
}

/** One mark that a member gave. */
export interface Mark {
  readonly marker: string;
  readonly mark: Rational;
  readonly events: readonly string[];
}

export interface WorkstreamStanding {
  readonly code: Workstream;
  readonly tallies: readonly Tally[];
  readonly marks: readonly Mark[];
  readonly objective: Hundredths | null;
  readonly review: Hundredths | null;
  readonly score: Hundredths | null;
}

export const standingsOf = (
  world: World,
  quarter: Quarter,
  policy: ScoringPolicy,
  rulebook: Rulebook,
  calendar: WorkCalendar = calendarKnownAt(world.knownAt),
): Standings => {
  const weights = weightsOf(policy);
  const period = quarterPeriod(quarter);
  const obligations = obligationsOf(world, quarter, rulebook, calendar);
  const owned = Map.groupBy(obligations, ({ owner }) => owner);
  const adjustments = Map.groupBy(adjustmentsIn(world, period, policy, rulebook, calendar), ({ office }) => office);
  const marks = Map.groupBy(
    world.officeMarks.filter((mark) => mark.quarter === quarter),
    ({ office }) => office,
  );
  const offices = world.offices
    .filter((office) => office.category === '委室' && inForceOn(office, period.last))
    .map(({ id, name }) => {
      const own = {
        obligations: owned.get(id) ?? [],
        marks: marks.get(id) ?? [],
        adjustments: adjustments.get(id) ?? [],
      };
      return { code: id, name, ...officeStanding(own, policy, weights, rulebook) };
    });
  const workstream = workstreamStanding(world, quarter, obligations, weights, rulebook);
  return {
    weights,
    offices: ranked(offices, ({ total }) => total),
    patterns: ranked(PATTERNS.map(workstream), ({ score }) => score),
    mechanisms: ranked(MECHANISMS.map(workstream), ({ score }) => score),
  };
};

interface OfficeFacts {
  readonly obligations: readonly Obligation[];
  readonly marks: readonly OfficeMark[];
  readonly adjustments: readonly Adjustment[];
}

const officeStanding = (
  facts: OfficeFacts,
  policy: ScoringPolicy,
  weights: Weights,
  rulebook: Rulebook,
): Omit<OfficeStanding, 'code' | 'name'> => {
  const byDimension = Map.groupBy(facts.obligations, ({ rule }) => rulebook.rule(rule).dimension);
  const standings = inOrder((dimension) => [
    dimensionStanding(
      dimension,
      byDimension.get(dimension) ?? [],
      marksIn(facts.marks, dimension),
      facts.adjustments.filter((adjustment) => adjustment.dimension === dimension),
      policy,
      weights,
    ),
  ]);
  const counted = standings.filter(({ score }) => score !== null);
  const together = sum(counted.map(({ dimension }) => weights.dimension[dimension]));
  const weighed = standings.map((standing) => ({
    ...standing,
    weight:
      standing.score === null || compare(together, ZERO) === 0
        ? ZERO
        : divide(weights.dimension[standing.dimension], together),
  }));
  return {
    total: compare(together, ZERO) === 0 ? null : toHundredths(clamp(unclampedTotal(weighed, weights), ZERO, HUNDRED)),
    complete: counted.length === standings.length,
    dimensions: weighed.filter(({ score, adjustments }) => score !== null || adjustments.length > 0),
  };
};

/** Σ weight·dimension − what the left-out dimensions take off, before it is brought between 0 and 100. */
export const unclampedTotal = (dimensions: readonly DimensionStanding[], weights: Weights): Rational =>
  sum(
    dimensions.map((standing) =>
      standing.score === null
        ? negate(multiply(weights.dimension[standing.dimension], excessOf(standing)))
        : multiply(standing.weight, fromHundredths(standing.score)),
    ),
  );

/** What the deductions of a left-out dimension exceed its bonuses by: a fault is never a gain. */
export const excessOf = ({ deductions, bonuses }: DimensionStanding): Rational => {
  const excess = subtract(deductions, bonuses);
  return compare(excess, ZERO) < 0 ? ZERO : excess;
};

export const HUNDRED = rational(100n);

const dimensionStanding = (
  dimension: Dimension,
  obligations: readonly Obligation[],
  marks: readonly Mark[],
  adjustments: readonly Adjustment[],
  policy: ScoringPolicy,
  weights: Weights,
): DimensionStanding => {
  const points = (kind: Adjustment['kind']): Rational =>
    sum(adjustments.filter((adjustment) => adjustment.kind === kind).map((adjustment) => adjustment.points));
  const deductions = points('deduction');
  const bonuses = clamp(points('bonus'), ZERO, fromDecimal(policy.bonus.atMost));
  const scored = scoreOf(obligations, marks, weights);
  const unclamped = scored.base === null ? null : add(subtract(scored.base, deductions), bonuses);
  return {
    dimension,
    weight: ZERO,
    marks,
    adjustments,
    deductions,
    bonuses,
    tallies: scored.tallies,
    objective: scored.objective,
    review: scored.review,
    unclamped,
    score: unclamped === null ? null : toHundredths(clamp(unclamped, ZERO, HUNDRED)),
  };
};

/** An empty cell is no mark. */
const marksIn = (marks: readonly OfficeMark[], dimension: Dimension): readonly Mark[] =>
  marks.flatMap((row) => {
    const mark = row[dimension];
    return mark === null ? [] : [{ marker: row.marker, mark: fromDecimal(mark), events: row.events }];
  });

const workstreamStanding = (
  world: World,
  quarter: Quarter,
  obligations: readonly Obligation[],
  weights: Weights,
  rulebook: Rulebook,
): ((code: Workstream) => WorkstreamStanding) => {
  const owed = Map.groupBy(obligations, ({ rule }) => rulebook.rule(rule).workstream);
  const given = Map.groupBy(
    world.workstreamMarks.filter((mark) => mark.quarter === quarter),
    ({ code }) => code,
  );
  return (code) => {
    const marks = (given.get(code) ?? []).map(({ marker, mark, events }) => ({
      marker,
      mark: fromDecimal(mark),
      events,
    }));
    const { base, tallies, objective, review } = scoreOf(owed.get(code) ?? [], marks, weights);
    const score = base === null ? null : toHundredths(clamp(base, ZERO, HUNDRED));
    return { code, tallies, marks, objective, review, score };
  };
};

interface Scored {
  readonly tallies: readonly Tally[];
  readonly objective: Hundredths | null;
  readonly review: Hundredths | null;
  /** a·objective + (1−a)·review, from the rounded two; the one that is there where the other is not; null where neither is. */
  readonly base: Rational | null;
}

const scoreOf = (obligations: readonly Obligation[], marks: readonly Mark[], weights: Weights): Scored => {
  const tallies = talliesOf(obligations, weights);
  const objective = objectiveOf(tallies);
  const mean = meanOf(marks.map(({ mark }) => mark));
  const review = mean === null ? null : toHundredths(mean);
  if (objective === null) return { tallies, objective, review, base: review === null ? null : fromHundredths(review) };
  const share = review === null ? ONE : weights.objectiveShare;
  const byRules = multiply(share, fromHundredths(objective));
  const byReview = review === null ? ZERO : multiply(subtract(ONE, share), fromHundredths(review));
  return { tallies, objective, review, base: add(byRules, byReview) };
};

/** By score, ties share a rank and the next is skipped (1, 2, 2, 4), within a tie by code; those without a score last. */
const ranked = <T extends { readonly code: string }>(
  standings: readonly T[],
  scoreOfOne: (standing: T) => Hundredths | null,
): readonly Ranked<T>[] => {
  const scored = standings
    .map((standing) => ({ standing, score: scoreOfOne(standing) }))
    .sort((a, b) => byScore(a.score, b.score) || byCodePoint(a.standing.code, b.standing.code));
  return scored.map(({ standing, score }) => ({
    ...standing,
    rank: score === null ? null : 1 + scored.findIndex((other) => other.score === score),
  }));
};

const byScore = (a: Hundredths | null, b: Hundredths | null): number => {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return a > b ? -1 : a < b ? 1 : 0;
};
