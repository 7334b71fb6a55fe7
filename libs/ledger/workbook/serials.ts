import { addDays, daysBetween } from '../../calendar/index.js';
import { type Day, dayOf, type Instant } from '../../kernel/index.js';

/**
 * Excel keeps a date as a number of days and shows it by a number format. In the 1900 system 1 is 1900-01-01 and 60 is a 29 February that
 * never was; in the 1904 system 0 is 1904-01-01. The fraction is the time of day; it is taken to the second, the finest that a ledger says.
 */
const LAST_SERIAL = 2_958_465;
const SECONDS_PER_DAY = 86_400;
/** Day 0 of the 1900 system for numbers after the 29 February that never was. */
const EPOCH_1900 = '1899-12-30';
const EPOCH_1904 = '1904-01-01';
const LAST_SERIAL_1904 = LAST_SERIAL - 1_462;

/** The day of a date number, with its time of day where there is one; null where the number is no date. */
export const dateOfSerial = (serial: number, since1904: boolean): Day | Instant | null => {
  if (!Number.isFinite(serial)) return null;
  const seconds = Math.round((serial - Math.floor(serial)) * SECONDS_PER_DAY);
  const whole = Math.floor(serial) + (seconds === SECONDS_PER_DAY ? 1 : 0);
  const day = dayOfSerial(whole, since1904);
  const rest = seconds % SECONDS_PER_DAY;
  return day === null || rest === 0 ? day : `${day}T${clock(rest)}.000+08:00`;
};

/** The date number (1900 system) of a day or an instant, as an export writes it; null before 1900-03-01, which Excel counts amiss. */
export const serialOfDate = (value: Day | Instant): number | null => {
  if (value < '1900-03-01') return null;
  const days = daysBetween(EPOCH_1900, dayOf(value));
  if (value.length === 10) return days;
  const [hour, minute, second] = value.slice(11, 19).split(':').map(Number);
  return days + ((hour ?? 0) * 3600 + (minute ?? 0) * 60 + (second ?? 0)) / SECONDS_PER_DAY;
};

const dayOfSerial = (whole: number, since1904: boolean): Day | null => {
  if (since1904) return whole < 0 || whole > LAST_SERIAL_1904 ? null : addDays(EPOCH_1904, whole);
  if (whole < 1 || whole === 60 || whole > LAST_SERIAL) return null;
  return addDays(EPOCH_1900, whole < 60 ? whole + 1 : whole);
};

const clock = (seconds: number): string =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');

/** Number formats that Excel knows by number and shows as dates, the East Asian ones (27–36, 50–58) included. */
const BUILT_IN = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

export const isBuiltInDateFormat = (id: number): boolean => BUILT_IN.some(([first, last]) => id >= first && id <= last);

/**
 * Whether a number format shows a date or a time: its first section has a letter of years, months, days, hours, minutes or seconds outside
 * of quotation marks, escapes and brackets (colours, locales; `[h]`, `[m]`, `[s]` count).
 */
export const isDateFormat = (format: string): boolean => {
  const bare = format
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
    .split(';', 1)[0];
  return bare !== undefined && !/general/i.test(bare) && /[ymdhs]/i.test(bare);
};
