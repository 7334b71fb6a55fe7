import type { Day } from '../kernel/index.js';
import { addDays, addMonths, daysInMonth, makeDay, monthOf, weekday, yearOf } from './days.js';

/** A stretch of whole days; both ends are inside. */
export interface Period {
  readonly first: Day;
  readonly last: Day;
}

/** Weeks run from Monday to Sunday and fall into the quarter of their Sunday. Half-years are January–June and July–December. */
export type PeriodKind = 'week' | 'month' | 'quarter' | 'half-year' | 'year';

/** A calendar quarter, `2019Q3`. The strings' order is the order of time. */
export type Quarter = string;

const QUARTER = /^\d{4}Q[1-4]$/;

/** The first and last day of a quarter, or undefined where the text is none. */
export const parseQuarter = (text: string): Period | undefined =>
  QUARTER.test(text) && text.slice(0, 4) !== '0000' ? quarterPeriod(text) : undefined;

/** The first and last day of a quarter that is known to be one. */
export const quarterPeriod = (quarter: Quarter): Period =>
  monthsFrom(Number(quarter.slice(0, 4)), (Number(quarter.slice(5)) - 1) * 3 + 1, 3);

export const quarterOf = (day: Day): Quarter => `${day.slice(0, 4)}Q${Math.floor((monthOf(day) - 1) / 3) + 1}`;

export const previousQuarter = (quarter: Quarter): Quarter => quarterOf(addDays(quarterPeriod(quarter).first, -1));

export const nextQuarter = (quarter: Quarter): Quarter => quarterOf(addDays(quarterPeriod(quarter).last, 1));

/** The period of a kind that holds the day. */
export const periodOf = (kind: PeriodKind, day: Day): Period => {
  switch (kind) {
    case 'week': {
      const first = addDays(day, 1 - weekday(day));
      return { first, last: addDays(first, 6) };
    }
    case 'month':
      return monthsFrom(yearOf(day), monthOf(day), 1);
    case 'quarter':
      return monthsAround(day, 3);
    case 'half-year':
      return monthsAround(day, 6);
    case 'year':
      return monthsAround(day, 12);
  }
};

/** The periods of a kind whose last day falls into the quarter, oldest first. */
export const periodsEndingIn = (kind: PeriodKind, quarter: Quarter): readonly Period[] =>
  periodsEndingWithin(kind, quarterPeriod(quarter));

/** The periods of a kind whose last day falls into the given stretch, oldest first. */
export const periodsEndingWithin = (kind: PeriodKind, within: Period): readonly Period[] => {
  const periods: Period[] = [];
  let period = periodOf(kind, within.first);
  while (period.last <= within.last) {
    periods.push(period);
    period = periodOf(kind, addDays(period.last, 1));
  }
  return periods;
};

/** As the answers print a period: `2019-07-01/2019-09-30`. */
export const formatPeriod = (period: Period): string => `${period.first}/${period.last}`;

export const isWithin = (day: Day, period: Period): boolean => period.first <= day && day <= period.last;

const monthsAround = (day: Day, count: number): Period =>
  monthsFrom(yearOf(day), Math.floor((monthOf(day) - 1) / count) * count + 1, count);

const monthsFrom = (year: number, month: number, count: number): Period => {
  const first = makeDay(year, month, 1);
  const lastMonth = addMonths(first, count - 1);
  return { first, last: makeDay(year, monthOf(lastMonth), daysInMonth(year, monthOf(lastMonth))) };
};
