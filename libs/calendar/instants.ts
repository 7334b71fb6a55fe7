import type { Day, Instant } from '../kernel/index.js';
import { fromDayNumber, isValidDay, toDayNumber } from './days.js';

/**
 * Instants are strings in one form, `2019-08-01T09:05:00.000+08:00`: milliseconds and the offset of Asia/Shanghai, so that their
 * order as strings is their order in time. The house's time zone is UTC+8 without summer time on every day the house keeps
 * (the summer times of 1986–1991 touch no instant of the history).
 */

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;
const SHANGHAI_MS = 8 * 3_600_000;
const ISO = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d{2}):?(\d{2}))$/;
const HOUSE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+08:00$/;

/**
 * Reads an ISO 8601 instant with an offset (`Z`, `+08:00`, `+0800`), to the minute or finer, into the house's form; what is finer
 * than a millisecond is cut off. Undefined where it is no such instant: no offset, no such date, hour 24, second 60.
 */
export const parseInstant = (text: string): Instant | undefined => {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [
    ,
    day = '',
    hour = '',
    minute = '',
    second = '0',
    fraction = '',
    ,
    sign,
    offsetHour = '0',
    offsetMinute = '0',
  ] = match;
  if (!isValidDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 14 || Number(offsetMinute) > 59) return undefined;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + milliseconds;
  return fromEpochMs(toDayNumber(day) * MS_PER_DAY + clock - offset * MS_PER_MINUTE);
};

/** Whether the text is an instant in the house's form. */
export const isInstant = (text: string): text is Instant => HOUSE.test(text) && parseInstant(text) === text;

/** Whole milliseconds since 1970-01-01T00:00:00Z. */
export const epochMs = (instant: Instant): number =>
  toDayNumber(instant) * MS_PER_DAY +
  Number(instant.slice(11, 13)) * 3_600_000 +
  Number(instant.slice(14, 16)) * MS_PER_MINUTE +
  Number(instant.slice(17, 19)) * 1000 +
  Number(instant.slice(20, 23)) -
  SHANGHAI_MS;

/** The instant of whole milliseconds since 1970-01-01T00:00:00Z. */
export const fromEpochMs = (milliseconds: number): Instant => {
  const local = Math.floor(milliseconds) + SHANGHAI_MS;
  const number = Math.floor(local / MS_PER_DAY);
  const rest = local - number * MS_PER_DAY;
  const part = (unit: number, modulus: number, width: number) =>
    String(Math.floor(rest / unit) % modulus).padStart(width, '0');
  return `${fromDayNumber(number)}T${part(3_600_000, 24, 2)}:${part(MS_PER_MINUTE, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}+08:00`;
};

/** 00:00 of the day. */
export const startOfDay = (day: Day): Instant => `${day}T00:00:00.000+08:00`;

/** The last millisecond of the day. */
export const endOfDay = (day: Day): Instant => `${day}T23:59:59.999+08:00`;
