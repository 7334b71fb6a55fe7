import type { Quarter, WorkCalendar } from '../../calendar/index.js';
import { decline, formatHundredths, toDecimal, toFraction } from '../../kernel/index.js';
import type { Hundredths, Instant, Refusal } from '../../kernel/index.js';
import type { ScoringPolicy } from '../policy.js';
import type { Dimension } from '../rule.js';
import type { Rulebook } from '../rulebook.js';
import type { World } from '../world.js';
import type { Tally } from './objective.js';
import { standingsOf } from './standings.js';
import type { DimensionStanding, OfficeStanding, Ranked, WorkstreamStanding } from './standings.js';

/** The answer of `five-ones ranking`. Decimals are strings with two places, weights fractions in lowest terms. */
export interface Ranking {
  readonly quarter: Quarter;
  readonly knownAt: Instant;
  readonly policy: string;
  readonly offices: readonly OfficeRank[];
  readonly patterns: readonly WorkstreamRank[];
  readonly mechanisms: readonly WorkstreamRank[];
}

export interface OfficeRank {
  readonly rank: number | null;
  readonly code: string;
  readonly name: string;
  readonly total: string | null;
  readonly complete: boolean;
  readonly dimensions: readonly DimensionRank[];
}

export interface DimensionRank {
  readonly dimension: Dimension;
  readonly weight: string;
  readonly objective: string | null;
  readonly review: string | null;
  readonly deductions: string;
  readonly bonuses: string;
  readonly score: string | null;
  readonly rules: readonly RuleCount[];
}

export interface WorkstreamRank {
  readonly rank: number | null;
  readonly code: string;
  readonly score: string | null;
  readonly objective: string | null;
  readonly review: string | null;
  readonly rules: readonly RuleCount[];
}

/** `n` is what is counted and not waived. */
export interface RuleCount {
  readonly rule: string;
  readonly n: number;
  readonly onTime: number;
  readonly late: number;
  readonly missed: number;
  readonly waived: number;
}

/**
 * The three lists of a quarter as known at the world's *k*, under a policy. Refused (`policy-not-in-force`) for a quarter before
 * the policy's first. Errors: RangeError where the quarter is none.
 */
export const ranking = (
  world: World,
  quarter: Quarter,
  policy: ScoringPolicy,
  rulebook: Rulebook,
  calendar?: WorkCalendar,
): Ranking | Refusal => {
  const refusal = refusedUnder(policy, quarter);
  if (refusal !== null) return refusal;
  const { offices, patterns, mechanisms } = standingsOf(world, quarter, policy, rulebook, calendar);
  return {
    quarter,
    knownAt: world.knownAt,
    policy: policy.name,
    offices: offices.map(officeRank),
    patterns: patterns.map(workstreamRank),
    mechanisms: mechanisms.map(workstreamRank),
  };
};

/** A policy never reaches backwards. */
export const refusedUnder = (policy: ScoringPolicy, quarter: Quarter): Refusal | null =>
  quarter < policy.inForceFrom
    ? decline('policy-not-in-force', { policy: policy.name, quarter, inForceFrom: policy.inForceFrom })
    : null;

const officeRank = ({ rank, code, name, total, complete, dimensions }: Ranked<OfficeStanding>): OfficeRank => ({
  rank,
  code,
  name,
  total: printed(total),
  complete,
  dimensions: dimensions.map(dimensionRank),
});

const dimensionRank = (standing: DimensionStanding): DimensionRank => ({
  dimension: standing.dimension,
  weight: toFraction(standing.weight),
  objective: printed(standing.objective),
  review: printed(standing.review),
  deductions: toDecimal(standing.deductions),
  bonuses: toDecimal(standing.bonuses),
  score: printed(standing.score),
  rules: standing.tallies.map(ruleCount),
});

const workstreamRank = ({
  rank,
  code,
  score,
  objective,
  review,
  tallies,
}: Ranked<WorkstreamStanding>): WorkstreamRank => ({
  rank,
  code,
  score: printed(score),
  objective: printed(objective),
  review: printed(review),
  rules: tallies.map(ruleCount),
});

const ruleCount = ({ rule, onTime, late, missed, waived }: Tally): RuleCount => ({
  rule,
  n: onTime + late + missed,
  onTime,
  late,
  missed,
  waived,
});

export const printed = (score: Hundredths | null): string | null => (score === null ? null : formatHundredths(score));
