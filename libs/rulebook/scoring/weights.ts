import { fromDecimal, ONE } from '../../kernel/index.js';
import type { Rational } from '../../kernel/index.js';
import type { ScoringPolicy } from '../policy.js';
import { DIMENSIONS } from '../rule.js';
import type { Dimension } from '../rule.js';

/** The numbers of a policy that weigh, as exact numbers. */
export interface Weights {
  readonly objectiveShare: Rational;
  readonly lateCredit: Rational;
  readonly dimension: Readonly<Record<Dimension, Rational>>;
  /** Of a rule within its dimension or workstream; 1 where the policy does not name it. */
  rule(id: string): Rational;
}

export const weightsOf = (policy: ScoringPolicy): Weights => {
  const named = new Map(Object.entries(policy.ruleWeights).map(([rule, weight]) => [rule, fromDecimal(weight)]));
  const { party, business, publicity, retirees } = policy.dimensionWeights;
  return {
    objectiveShare: fromDecimal(policy.objectiveShare),
    lateCredit: fromDecimal(policy.lateCredit),
    dimension: {
      party: fromDecimal(party),
      business: fromDecimal(business),
      publicity: fromDecimal(publicity),
      retirees: fromDecimal(retirees),
    },
    rule: (id) => named.get(id) ?? ONE,
  };
};

/** The dimensions in the order of the answers: party, business, publicity, retirees. */
export const inOrder = <T>(of: (dimension: Dimension) => readonly T[]): readonly T[] => DIMENSIONS.flatMap(of);
