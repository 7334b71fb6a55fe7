import type { Quarter, WorkCalendar } from '../../calendar/index.js';
import {
  ONE,
  ZERO,
  add,
  clamp,
  compare,
  decline,
  distribute,
  formatHundredths,
  fromHundredths,
  multiply,
  negate,
  subtract,
  sum,
  toHundredths,
} from '../../kernel/index.js';
import type { Day, Hundredths, Instant, Rational, Refusal } from '../../kernel/index.js';
import type { ScoringPolicy } from '../policy.js';
import type { Dimension } from '../rule.js';
import type { Rulebook } from '../rulebook.js';
import type { Obligation, World } from '../world.js';
import type { Adjustment } from './deductions.js';
import { namesIn } from './evidence-names.js';
import type { NameOf } from './evidence-names.js';
import { contributionsOf } from './objective.js';
import type { Tally } from './objective.js';
import { printed, refusedUnder } from './ranking.js';
import { HUNDRED, excessOf, standingsOf, unclampedTotal } from './standings.js';
import type { DimensionStanding, Mark, OfficeStanding } from './standings.js';
import type { Weights } from './weights.js';

/**
 * The answer of `five-ones explain`: the total of an office taken apart. Each part has the points of the total that it gives or
 * takes, after the dimension's weight; what rounding leaves over goes to the largest remainders, so that the parts add up to the
 * total exactly.
 */
export interface Explanation {
  readonly quarter: Quarter;
  readonly office: string;
  readonly name: string;
  readonly knownAt: Instant;
  readonly policy: string;
  readonly total: string | null;
  readonly parts: readonly Part[];
}

interface PartFacts {
  /** Null for what is brought between 0 and 100 of the total itself. */
  readonly dimension: Dimension | null;
  /** The 编号 of the acts behind it; where no rule says the sheet and two sheets have it, `工作表/编号`. */
  readonly evidence: readonly string[];
  /** Ids of the events that say so. */
  readonly events: readonly string[];
}

export type Part = PartFacts & { readonly points: string } & (
    | { readonly kind: 'rule'; readonly rule: string; readonly obligations: readonly ExplainedObligation[] }
    | { readonly kind: 'review'; readonly rule: null; readonly marks: readonly ExplainedMark[] }
    /** `concerns`: the rule of the catalogue by which points are taken or given; `on`: the day to which it is dated. */
    | { readonly kind: 'deduction' | 'bonus'; readonly rule: null; readonly concerns: string; readonly on: Day }
    /** What is lost or gained because a score stays between 0 and 100, bonuses under their limit, a fault never a gain. */
    | { readonly kind: 'cap'; readonly rule: null }
  );

/** An obligation with its share of the rule's points. */
export type ExplainedObligation = Omit<Obligation, 'rule' | 'counted' | 'owner'> & { readonly points: string };

/** A member's mark with its share of the review's points. */
export interface ExplainedMark {
  readonly marker: string;
  readonly mark: string;
  readonly points: string;
  readonly events: readonly string[];
}

/**
 * Takes an office's total of a quarter apart. Refused as the ranking is (`policy-not-in-force`), and for an office that is not ranked in that
 * quarter (`office-not-ranked`). Errors: RangeError where the quarter is none.
 */
export const explain = (
  world: World,
  quarter: Quarter,
  office: string,
  policy: ScoringPolicy,
  rulebook: Rulebook,
  calendar?: WorkCalendar,
): Explanation | Refusal => {
  const refusal = refusedUnder(policy, quarter);
  if (refusal !== null) return refusal;
  const { offices, weights } = standingsOf(world, quarter, policy, rulebook, calendar);
  const standing = offices.find(({ code }) => code === office);
  if (standing === undefined) return decline('office-not-ranked', { office, quarter });
  const { name, total } = standing;
  const parts = partsOf(standing, weights, namesIn(world));
  return { quarter, office, name, knownAt: world.knownAt, policy: policy.name, total: printed(total), parts };
};

/** A part before it is brought to hundredths. */
interface ExactPart {
  readonly points: Rational;
  print(points: Hundredths): Part;
}

const partsOf = (standing: OfficeStanding, weights: Weights, nameOf: NameOf): readonly Part[] => {
  const exact = [
    ...standing.dimensions.flatMap((dimension) =>
      dimension.score === null
        ? leftOutParts(dimension, weights, standing.total !== null, nameOf)
        : countedParts(dimension, weights, nameOf),
    ),
    ...totalCap(standing, weights),
  ];
  return inHundredths(exact, standing.total ?? 0n);
};

/** By largest remainder. Parts that are whole hundredths anyway stay as they are while there are others to take up the rounding. */
const inHundredths = (exact: readonly ExactPart[], total: Hundredths): readonly Part[] => {
  const isWhole = ({ points }: ExactPart): boolean => compare(points, fromHundredths(toHundredths(points))) === 0;
  const fixed = exact.some((part) => !isWhole(part)) ? exact.filter(isWhole) : [];
  const open = exact.filter((part) => !fixed.includes(part));
  const rest = total - fixed.reduce((together, { points }) => together + toHundredths(points), 0n);
  const given = new Map(
    distribute(
      open.map(({ points }) => points),
      rest,
    ).map((points, index) => [open[index], points]),
  );
  return exact.map((part) => part.print(given.get(part) ?? toHundredths(part.points)));
};

const countedParts = (standing: DimensionStanding, weights: Weights, nameOf: NameOf): readonly ExactPart[] => {
  const { dimension, weight, tallies, marks, adjustments, objective, review, unclamped } = standing;
  const share = review === null ? ONE : objective === null ? ZERO : weights.objectiveShare;
  const contributions = contributionsOf(tallies);
  const rules = tallies.map((tally) => {
    const points = multiply(multiply(weight, share), contributions.get(tally.rule) ?? ZERO);
    return rulePart(dimension, tally, points, weights);
  });
  const reviewed =
    review === null
      ? []
      : [reviewPart(dimension, marks, multiply(multiply(weight, subtract(ONE, share)), fromHundredths(review)))];
  const beyond = unclamped === null ? ZERO : subtract(clamp(unclamped, ZERO, HUNDRED), unclamped);
  return [
    ...rules,
    ...reviewed,
    ...adjustments.map((adjustment) => adjustmentPart(adjustment, weight, nameOf)),
    ...capPart(dimension, multiply(weight, add(beyond, bonusBeyondLimit(standing)))),
  ];
};

/** Of a left-out dimension only what its deductions exceed its bonuses by counts, at its own weight. */
const leftOutParts = (
  standing: DimensionStanding,
  weights: Weights,
  hasTotal: boolean,
  nameOf: NameOf,
): readonly ExactPart[] => {
  const { dimension, adjustments, deductions, bonuses } = standing;
  const weight = hasTotal ? weights.dimension[dimension] : ZERO;
  const neverAGain = negate(add(excessOf(standing), subtract(bonuses, deductions)));
  return [
    ...adjustments.map((adjustment) => adjustmentPart(adjustment, weight, nameOf)),
    ...capPart(dimension, multiply(weight, add(neverAGain, bonusBeyondLimit(standing)))),
  ];
};

/** Negative: the bonuses are listed one by one, and together give no more than the limit. */
const bonusBeyondLimit = ({ adjustments, bonuses }: DimensionStanding): Rational =>
  subtract(bonuses, sum(adjustments.filter(({ kind }) => kind === 'bonus').map(({ points }) => points)));

const totalCap = ({ total, dimensions }: OfficeStanding, weights: Weights): readonly ExactPart[] => {
  if (total === null) return [];
  const unclamped = unclampedTotal(dimensions, weights);
  return capPart(null, subtract(clamp(unclamped, ZERO, HUNDRED), unclamped));
};

const capPart = (dimension: Dimension | null, points: Rational): readonly ExactPart[] =>
  compare(points, ZERO) === 0
    ? []
    : [
        {
          points,
          print: (given) => ({
            dimension,
            kind: 'cap',
            rule: null,
            points: formatHundredths(given),
            evidence: [],
            events: [],
          }),
        },
      ];

const rulePart = (dimension: Dimension, tally: Tally, points: Rational, weights: Weights): ExactPart => ({
  points,
  print: (given) => ({
    dimension,
    kind: 'rule',
    rule: tally.rule,
    points: formatHundredths(given),
    evidence: unique(tally.obligations.flatMap(({ evidence }) => evidence)),
    events: unique(tally.obligations.flatMap(({ events }) => events)),
    obligations: explainedObligations(tally, points, given, weights),
  }),
});

/** Each obligation gives its credit's share of the rule's points. */
const explainedObligations = (
  tally: Tally,
  points: Rational,
  given: Hundredths,
  weights: Weights,
): readonly ExplainedObligation[] => {
  const credits = tally.obligations.map(({ status }) => creditOf(status, weights));
  const together = sum(credits);
  const shares = credits.map((credit) =>
    compare(together, ZERO) === 0 ? ZERO : multiply(points, multiply(credit, inverse(together))),
  );
  const hundredths = distribute(shares, given);
  return tally.obligations.map(({ rule: _rule, counted: _counted, owner: _owner, ...obligation }, index) => ({
    ...obligation,
    points: formatHundredths(hundredths[index] ?? 0n),
  }));
};

const creditOf = (status: Obligation['status'], weights: Weights): Rational => {
  switch (status) {
    case 'met':
      return ONE;
    case 'met-late':
      return weights.lateCredit;
    case 'missed':
    case 'open':
    case 'waived':
      return ZERO;
  }
};

const inverse = ({ numerator, denominator }: Rational): Rational => ({
  numerator: denominator,
  denominator: numerator,
});

const reviewPart = (dimension: Dimension, marks: readonly Mark[], points: Rational): ExactPart => ({
  points,
  print: (given) => ({
    dimension,
    kind: 'review',
    rule: null,
    points: formatHundredths(given),
    evidence: [],
    events: unique(marks.flatMap(({ events }) => events)),
    marks: explainedMarks(marks, points, given),
  }),
});

const explainedMarks = (marks: readonly Mark[], points: Rational, given: Hundredths): readonly ExplainedMark[] => {
  const together = sum(marks.map(({ mark }) => mark));
  const shares = marks.map(({ mark }) =>
    compare(together, ZERO) === 0 ? ZERO : multiply(points, multiply(mark, inverse(together))),
  );
  const hundredths = distribute(shares, given);
  return marks.map(({ marker, mark, events }, index) => ({
    marker,
    mark: formatHundredths(toHundredths(mark)),
    points: formatHundredths(hundredths[index] ?? 0n),
    events,
  }));
};

const adjustmentPart = (adjustment: Adjustment, weight: Rational, nameOf: NameOf): ExactPart => {
  const { kind, dimension, concerns, on, evidence, events } = adjustment;
  const points = multiply(weight, adjustment.points);
  return {
    points: kind === 'deduction' ? negate(points) : points,
    print: (given) => ({
      dimension,
      kind,
      rule: null,
      concerns,
      on,
      points: formatHundredths(given),
      evidence: evidence.map(({ sheet, id }) => nameOf(sheet, id)),
      events,
    }),
  };
};

const unique = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
