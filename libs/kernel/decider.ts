import type { Actor, Fact, Json, RecordedEvent } from './envelope.js';
import type { Refusal } from './refusal.js';
import type { Day, Instant } from './time.js';

/**
 * An aggregate is three pure functions. `decide` says whether a wish becomes facts, `evolve` only remembers. Neither reads a clock,
 * chance, the environment or a store: what they need is handed in.
 */
export interface Decider<C, S, F extends Fact = Fact> {
  readonly initial: S;
  /** The facts of a granted wish (none where it is already true), or why not. */
  decide(command: C, state: S, context: DecisionContext): readonly F[] | Refusal;
  evolve(state: S, event: RecordedEvent): S;
}

export interface DecisionContext {
  readonly now: Instant;
  readonly actor: Actor;
  readonly rules: Rules;
}

/** The rule set in force, as far as a decider needs it: parameters by rule, name and day. */
export interface Rules {
  /** The name that events carry as `ruleSet`, for example `zibo-2019`. */
  readonly name: string;
  /** Errors: throws where the rule has no such parameter on that day (a mistake of ours, not of the user). */
  parameter(rule: string, name: string, day: Day): Json;
}
