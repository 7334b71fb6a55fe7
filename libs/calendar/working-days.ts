import { dayOf } from '../kernel/index.js';
import type { Day, Instant } from '../kernel/index.js';
import { dayNumberOf, fromDayNumber, toDayNumber, weekdayOfNumber } from './days.js';
import { HOLIDAY_PAPERS } from './data/papers.js';
import type { DayRange, HolidayPaper } from './data/papers.js';

/**
 * Chinese working days **as known at a moment**. Saturdays and Sundays are free and the other days worked, but for what the
 * State Council's papers say that were out by then: each names free days and worked weekends, a later paper overrides an earlier
 * one day by day. A paper is known from the start of its day. In a year whose paper is not out (and in the years before the first paper kept
 * here, 2012 and earlier) weekends alone decide, and whatever rests on a day of such a year is marked provisional.
 *
 * There are as many calendars as papers, and each is built once: a table with one byte a day over the papers' years.
 */
export interface WorkCalendar {
  /** The papers it rests on, oldest first. */
  readonly papers: readonly HolidayPaper[];
  isWorkingDay(day: Day): { readonly working: boolean; readonly provisional: boolean };
  /**
   * The n-th working day after the day (n ≥ 0; the count starts on the next working day; n = 0 gives the day itself). Provisional where
   * a day counted over lies in a year whose paper is not out.
   */
  addWorkingDays(day: Day, n: number): { readonly day: Day; readonly provisional: boolean };
  /** How many working days there are after `from` up to and including `to`; 0 where `to` is not after `from`. */
  workingDaysBetween(from: Day, to: Day): { readonly count: number; readonly provisional: boolean };
}

/** The calendar as known at a moment; a day stands for any moment of it. */
export const calendarKnownAt = (k: Instant | Day): WorkCalendar => {
  const today = dayOf(k);
  let known = 0;
  for (const paper of PAPERS) {
    if (paper.known > today) break;
    known += 1;
  }
  const built = CALENDARS[known];
  if (built !== undefined) return built;
  const calendar = buildCalendar(PAPERS.slice(0, known));
  CALENDARS[known] = calendar;
  return calendar;
};

const PAPERS = [...HOLIDAY_PAPERS].sort((a, b) => (a.known < b.known ? -1 : a.known > b.known ? 1 : 0));
const CALENDARS: WorkCalendar[] = [];

const isWeekday = (number: number): boolean => weekdayOfNumber(number) <= 5;

const buildCalendar = (papers: readonly HolidayPaper[]): WorkCalendar => {
  const years = new Set(papers.map((paper) => paper.year));
  const start = papers.length === 0 ? 0 : dayNumberOf(Math.min(...years) - 1, 1, 1);
  const end = papers.length === 0 ? 0 : dayNumberOf(Math.max(...years) + 2, 1, 1);
  const table = workTable(papers, start, end);
  const provisional = new Uint8Array(end - start).map((_, i) => (years.has(yearOfNumber(start + i)) ? 0 : 1));
  const works = (number: number): boolean => (table[number - start] ?? (isWeekday(number) ? 1 : 0)) === 1;
  const isProvisional = (number: number): boolean => (provisional[number - start] ?? 1) === 1;

  return {
    papers,
    isWorkingDay: (day) => {
      const number = toDayNumber(day);
      return { working: works(number), provisional: isProvisional(number) };
    },
    addWorkingDays: (day, n) => {
      if (!Number.isInteger(n) || n < 0) throw new RangeError(`工作日数必须是不小于0的整数，现为${n}。`);
      let number = toDayNumber(day);
      let unsure = false;
      for (let left = n; left > 0;) {
        number += 1;
        unsure ||= isProvisional(number);
        if (works(number)) left -= 1;
      }
      return { day: fromDayNumber(number), provisional: unsure };
    },
    workingDaysBetween: (from, to) => {
      const last = toDayNumber(to);
      let count = 0;
      let unsure = false;
      for (let number = toDayNumber(from) + 1; number <= last; number += 1) {
        unsure ||= isProvisional(number);
        if (works(number)) count += 1;
      }
      return { count, provisional: unsure };
    },
  };
};

/** One byte a day from `start` (inside) to `end` (outside): 1 where it is worked. */
const workTable = (papers: readonly HolidayPaper[], start: number, end: number): Uint8Array => {
  const table = new Uint8Array(end - start).map((_, i) => (isWeekday(start + i) ? 1 : 0));
  for (const paper of papers) {
    for (const holiday of paper.free) forEachDay(holiday.days, (n) => (table[n - start] = 0));
    for (const day of paper.worked) table[toDayNumber(day) - start] = 1;
  }
  return table;
};

const forEachDay = ([first, last]: DayRange, visit: (number: number) => void): void => {
  for (let number = toDayNumber(first); number <= toDayNumber(last); number += 1) visit(number);
};

const yearOfNumber = (number: number): number => Number(fromDayNumber(number).slice(0, 4));
