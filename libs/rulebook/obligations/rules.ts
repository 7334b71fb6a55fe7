import type { Day, Json } from '../../kernel/index.js';
import type { InForce } from '../world.js';

export type Dimension = 'party' | 'business' | 'publicity' | 'retirees';

export type Workstream = 'N1' | 'N2' | 'N3' | 'N4' | 'N5' | 'M1' | 'M2' | 'M3' | 'M4' | 'M5' | 'M6';

/** What the engine asks the rulebook. */
export interface ObligationRules {
  rule(id: string): RuleFacts;
  /** Errors: throws where the rule has no such parameter on that day. */
  parameter(rule: string, name: string, day: Day): Json;
}

export interface RuleFacts {
  /** From the day its regulation was adopted. */
  readonly inForce: InForce;
  readonly dimension: Dimension;
  readonly workstream: Workstream;
}
