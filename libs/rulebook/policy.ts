import type { Dimension } from './rule.js';
import type { Attendance, Inspection } from './world.js';

/**
 * The numbers of the ranking (DESIGN §6): a default of the house's own, since the regulations fix none. They are data
 * (`data/policy/*.yaml`), in force from a quarter on, never backwards. Numbers are decimal strings (`0.70`), taken exactly.
 */
export interface ScoringPolicy {
  /** Stable, as the answers print it: `default-2019`. */
  readonly name: string;
  /** In Chinese, as users read it. */
  readonly title: string;
  /** The first quarter it may rank, `2019Q3`; an earlier one is refused (`policy-not-in-force`). */
  readonly inForceFrom: string;
  /** a: the share of the objective, 0 … 1, where there is a review too. */
  readonly objectiveShare: string;
  /** The credit of an obligation met late, 0 … 1. */
  readonly lateCredit: string;
  /** Weights of the four dimensions; together 1. */
  readonly dimensionWeights: Readonly<Record<Dimension, string>>;
  /** Weights of single rules within their dimension; a rule that is not named weighs 1. */
  readonly ruleWeights: Readonly<Record<string, string>>;
  readonly deductions: Deductions;
  readonly bonus: Bonus;
}

export interface Deductions {
  /** 催办单, on the office that carries the item out. */
  readonly urgingSlip: FixedDeduction;
  /** 责令书, likewise. */
  readonly order: FixedDeduction;
  /** Once a leave: not approved in time, or not reported back in time. */
  readonly unauthorisedAbsence: FixedDeduction;
  /** The five important meetings: points by what is said of somebody, dimension by the meeting. */
  readonly meeting: {
    readonly rule: string;
    readonly points: Readonly<Record<FaultAtMeeting, string>>;
    readonly dimensions: Readonly<Record<Attendance['meeting'], Dimension>>;
  };
  /** By the worst finding; in the dimension of the obligation that the inspected act could meet. */
  readonly inspection: {
    readonly rule: string;
    readonly points: Readonly<Record<BadFinding, string>>;
  };
}

export interface FixedDeduction {
  /** The rule of the catalogue it goes by. */
  readonly rule: string;
  readonly dimension: Dimension;
  readonly points: string;
}

export type FaultAtMeeting = Exclude<Attendance['state'], '出席' | '请假'>;
export type BadFinding = Exclude<Inspection['finding'], '属实'>;

/** An innovation (自选动作) accepted by the lead group. */
export interface Bonus {
  readonly rule: string;
  readonly each: string;
  /** At most this an office, quarter and dimension. */
  readonly atMost: string;
}
