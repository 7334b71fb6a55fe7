import type { Day } from '../kernel/index.js';

/**
 * Whole-day arithmetic on days written `YYYY-MM-DD`. Inside, a day is an integer: the number of days since 1970-01-01 in the
 * proleptic Gregorian calendar. The conversion counts years from 1 March, so that the leap day is the last day of such a year and
 * a month's offset is linear in its number; 146,097 days make a cycle of 400 years. No Date, no time zone: a day is a day in
 * Asia/Shanghai wherever the program runs. Days compare as strings. Years 0001 to 9999.
 */

const DAYS_PER_ERA = 146_097;
const ERA_TO_1970 = 719_468;
const FIRST_NUMBER = -719_162;
const LAST_NUMBER = 2_932_896;
const SHAPE = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 1970-01-01 of a civil date. The month may be 1 … 12 only; the day is not checked. */
export const dayNumberOf = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - ERA_TO_1970;
};

/** Days since 1970-01-01 of a valid day. */
export const toDayNumber = (day: Day): number => dayNumberOf(yearOf(day), monthOf(day), dayOfMonth(day));

/** The day of a number of days since 1970-01-01. Throws a RangeError outside the years 0001 … 9999. */
export const fromDayNumber = (number: number): Day => {
  if (!Number.isInteger(number) || number < FIRST_NUMBER || number > LAST_NUMBER)
    throw new RangeError(
      `日期超出范围：距1970-01-01 ${number}天，只能表示公元1年至9999年的日期，请检查起算日期和天数。`,
    );
  const shifted = number + ERA_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return makeDay(year, month, dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1);
};

/** Writes a civil date as a day. The parts must make a valid date. */
export const makeDay = (year: number, month: number, day: number): Day =>
  `${year < 1000 ? String(year).padStart(4, '0') : year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;

export const yearOf = (day: Day): number =>
  digit(day, 0) * 1000 + digit(day, 1) * 100 + digit(day, 2) * 10 + digit(day, 3);

/** 1 … 12. */
export const monthOf = (day: Day): number => digit(day, 5) * 10 + digit(day, 6);

/** 1 … 31. */
export const dayOfMonth = (day: Day): number => digit(day, 8) * 10 + digit(day, 9);

const digit = (text: string, at: number): number => text.charCodeAt(at) - 48;

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** 28 … 31. */
export const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** Whether the text is a day of the calendar in the one form `YYYY-MM-DD`. */
export const isValidDay = (text: string): text is Day => {
  if (!SHAPE.test(text)) return false;
  const month = monthOf(text);
  const day = dayOfMonth(text);
  return yearOf(text) >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(yearOf(text), month);
};

/** The day `days` later (earlier where negative). */
export const addDays = (day: Day, days: number): Day => fromDayNumber(toDayNumber(day) + days);

/** How many days `to` is after `from`; negative where it is before. */
export const daysBetween = (from: Day, to: Day): number => toDayNumber(to) - toDayNumber(from);

/** ISO weekday: 1 Monday … 7 Sunday. */
export const weekday = (day: Day): number => weekdayOfNumber(toDayNumber(day));

/** ISO weekday of a day number. 1970-01-01 was a Thursday. */
export const weekdayOfNumber = (number: number): number => ((((number + 3) % 7) + 7) % 7) + 1;

/** The same day of the month `months` later, or that month's last day (2019-11-30 + 3 = 2020-02-29). */
export const addMonths = (day: Day, months: number): Day => {
  const index = yearOf(day) * 12 + monthOf(day) - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return makeDay(year, month, Math.min(dayOfMonth(day), daysInMonth(year, month)));
};

/** The same day `years` later; 29 February becomes the 28th in a common year. */
export const addYears = (day: Day, years: number): Day => addMonths(day, years * 12);
