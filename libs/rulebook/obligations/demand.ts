import type { Period, WorkCalendar } from '../../calendar/index.js';
import type { Day } from '../../kernel/index.js';
import type { ObligationPattern, Rule } from '../rule.js';
import type { Rulebook } from '../rulebook.js';
import type { Act, EvidenceSheet } from '../world.js';
import type { Registers } from './registers.js';

/** What is known at *k*: the registers, the rules, the calendar, the day. */
export interface Known {
  readonly registers: Registers;
  readonly rulebook: Rulebook;
  readonly calendar: WorkCalendar;
  /** The day of *k*. */
  readonly today: Day;
}

/** One version of a rule that the workbook feeds. */
export interface FedRule extends Rule {
  readonly obligation: ObligationPattern;
}

/** Who or what owes a periodic rule, on which days, and the acts that meet it, earliest first. */
export interface Bound {
  readonly subject: readonly string[];
  readonly stretches: readonly Period[];
  readonly acts: readonly Act[];
  /** The 委室 in whose ranking it counts, by the rows in force on the due day. */
  owner(due: Day): string | null;
}

/** A clock that a row or a birthday starts. */
export interface Clock {
  readonly subject: readonly string[];
  /** 编号 of the row that starts the clock; null for a birthday. */
  readonly trigger: string | null;
  readonly due: Day;
  /** Whether the due day rests on a year whose paper was not out. */
  readonly provisional: boolean;
  readonly owner: string | null;
  readonly acts: readonly Act[];
  /** An act before this day meets nothing. */
  readonly earliest: Day;
  /** Nor does one after this day; null where it may come at any time, late. */
  readonly latest: Day | null;
}

/** An obligation before anybody looked whether it is met. */
export interface Demand {
  readonly rule: FedRule;
  readonly subject: readonly string[];
  /** As printed, `2019-07-01/2019-09-30`; null for a deadline. */
  readonly period: string | null;
  readonly trigger: string | null;
  readonly due: Day;
  readonly provisional: boolean;
  readonly owner: string | null;
  readonly sheet: EvidenceSheet;
  /** Earliest first; only those from `earliest` to `latest` count. */
  readonly acts: readonly Act[];
  readonly earliest: Day;
  readonly latest: Day | null;
  /** What an act between the two would give if it is true. */
  grade(act: Act): Grade;
}

export interface Grade {
  readonly onTime: boolean;
  /** Whether that rests on a year whose paper was not out. */
  readonly provisional: boolean;
}
