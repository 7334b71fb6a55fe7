import type { Period, PeriodKind, WorkCalendar } from '../../calendar/index.js';
import type { Day } from '../../kernel/index.js';
import type { Evidence } from './evidence.js';
import type { Registers } from './registers.js';
import type { Parameters } from './parameters.js';

/**
 * A rule as the engine knows it: one row of the table "which rows meet which rule". A **period** rule is owed once a week, month,
 * quarter, half-year or year; a **window** rule once inside some days of a year or quarter; a **deadline** rule once for each row or
 * birthday that starts a clock. What differs from rule to rule is only who is bound and by which acts it is met.
 */
export type Specification = PeriodRule | WindowRule | DeadlineRule;

export interface PeriodRule {
  readonly kind: 'period';
  readonly rule: string;
  readonly every: PeriodKind;
  bound(known: Known, parameters: Parameters): readonly Bound[];
}

export interface WindowRule {
  readonly kind: 'window';
  readonly rule: string;
  /** How often the window comes; an act after the window but still inside this period is late. */
  readonly every: 'quarter' | 'year';
  /** The window inside such a period. */
  window(period: Period, parameters: Parameters): Period;
  bound(known: Known, parameters: Parameters): readonly Bound[];
}

export interface DeadlineRule {
  readonly kind: 'deadline';
  readonly rule: string;
  /**
   * All clocks that fall due inside `due`; others besides do no harm. Null asks for all clocks that an act known by now could meet.
   */
  clocks(known: Known, parameters: Parameters, due: Period | null): Iterable<Clock>;
}

/** What is known at *k*: the registers, the calendar, the day. */
export interface Known {
  readonly registers: Registers;
  readonly calendar: WorkCalendar;
  /** The day of *k*. */
  readonly today: Day;
}

/** Who or what owes it, on which days, and the acts that meet it, earliest first. */
export interface Bound {
  readonly subject: readonly string[];
  readonly stretches: readonly Period[];
  readonly acts: readonly Evidence[];
  /** The 委室 in whose ranking it counts, by the rows in force on the due day. */
  owner(due: Day): string | null;
}

export interface Clock {
  readonly subject: readonly string[];
  /** 编号 of the row that starts the clock. */
  readonly trigger: string | null;
  readonly due: Day;
  /** Whether the due day rests on a year whose paper was not out. */
  readonly provisional: boolean;
  readonly owner: string | null;
  readonly acts: readonly Evidence[];
  /** An act before this day meets nothing. */
  readonly earliest: Day;
  /** Nor does one after this day; null where it may come at any time, late. */
  readonly latest: Day | null;
}
