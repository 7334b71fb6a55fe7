import type { Day } from '../kernel/index.js';
import { dayNumberOf, fromDayNumber, toDayNumber } from './days.js';
import { FIRST_LUNAR_YEAR, LUNAR_YEARS } from './data/lunar-years.js';

/**
 * Lunar days: conversion both ways by the table of lunar years, the festivals the regulations name (05 §三(四): 春节, 重阳节), and
 * birthdays kept by the lunar calendar. Never the runtime's own Chinese calendar: it is wrong about some years.
 */
export interface LunarDate {
  /** The lunar year, named by the civil year in which it begins. */
  readonly year: number;
  /** 1 … 12. */
  readonly month: number;
  /** Whether it is the leap month of that number (闰月). */
  readonly leap: boolean;
  /** 1 … 30. */
  readonly day: number;
}

/** The first and last lunar year the table holds. */
export const LUNAR_YEAR_RANGE = { first: FIRST_LUNAR_YEAR, last: FIRST_LUNAR_YEAR + LUNAR_YEARS.length - 1 } as const;

/** The lunar date of a day, 1900-01-31 … 2101-01-28; a RangeError outside. */
export const toLunar = (day: Day): LunarDate => {
  const number = toDayNumber(day);
  let year = Math.min(Number(day.slice(0, 4)), LUNAR_YEAR_RANGE.last);
  if (year >= LUNAR_YEAR_RANGE.first && number < newYearNumber(year)) year -= 1;
  if (year < LUNAR_YEAR_RANGE.first) throw outOfTable(day);
  let left = number - newYearNumber(year);
  for (const { month, leap, days } of monthsOf(year)) {
    if (left < days) return { year, month, leap, day: left + 1 };
    left -= days;
  }
  throw outOfTable(day);
};

/** The day of a lunar date; undefined where there is no such date (no such leap month, no 30th). A RangeError outside the table. */
export const fromLunar = (date: LunarDate): Day | undefined => {
  let before = 0;
  for (const { month, leap, days } of monthsOf(date.year)) {
    if (month === date.month && leap === date.leap)
      return date.day >= 1 && date.day <= days
        ? fromDayNumber(newYearNumber(date.year) + before + date.day - 1)
        : undefined;
    before += days;
  }
  return undefined;
};

/** 春节: the first day of the lunar year. */
export const springFestival = (year: number): Day => fromDayNumber(newYearNumber(year));

/** 重阳节: the ninth day of the ninth month of the lunar year; never of a leap month. */
export const doubleNinth = (year: number): Day => lunarBirthday({ month: 9, leap: false, day: 9 }, year);

/**
 * The day on which a lunar birthday falls in a lunar year. Somebody born in a leap month keeps it in that leap month where the year has
 * it, otherwise in the month of the same number; somebody born on a 30th keeps it on the 29th of a short month.
 */
export const lunarBirthday = (born: Omit<LunarDate, 'year'>, year: number): Day => {
  const leap = born.leap && leapMonthOf(year) === born.month;
  const day = fromLunar({ ...born, leap, year }) ?? fromLunar({ ...born, leap, year, day: Math.min(born.day, 29) });
  if (day === undefined)
    throw new RangeError(`没有农历${born.month}月${born.day}日：月应为1至12，日应为1至30，请改正。`);
  return day;
};

/** The leap month's number in a lunar year, 0 for none. */
export const leapMonthOf = (year: number): number => (entryOf(year) >> 13) & 0b1111;

interface LunarMonth {
  readonly month: number;
  readonly leap: boolean;
  readonly days: number;
}

const MONTHS = new Map<number, readonly LunarMonth[]>();

const monthsOf = (year: number): readonly LunarMonth[] => {
  const known = MONTHS.get(year);
  if (known !== undefined) return known;
  const entry = entryOf(year);
  const leapMonth = leapMonthOf(year);
  const months = Array.from({ length: leapMonth === 0 ? 12 : 13 }, (_, index): LunarMonth => {
    const afterLeap = leapMonth > 0 && index >= leapMonth;
    return {
      month: afterLeap ? index : index + 1,
      leap: afterLeap && index === leapMonth,
      days: (entry >> index) & 1 ? 30 : 29,
    };
  });
  MONTHS.set(year, months);
  return months;
};

const newYearNumber = (year: number): number => dayNumberOf(year, 1, 20) + ((entryOf(year) >> 17) & 0b11111);

const entryOf = (year: number): number => {
  const entry = LUNAR_YEARS[year - FIRST_LUNAR_YEAR];
  if (entry === undefined) throw outOfTable(`农历${year}年`);
  return entry;
};

const outOfTable = (what: string): RangeError =>
  new RangeError(
    `没有${what}的农历数据：农历表只收${LUNAR_YEAR_RANGE.first}年至${LUNAR_YEAR_RANGE.last}年，请检查日期，或者先补充农历表。`,
  );
