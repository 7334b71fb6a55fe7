/**
 * Two kinds of time, both strings so that they compare by code point, print as they are and are the same on every machine.
 * Arithmetic on them lives in `libs/calendar`, once.
 */

/** A calendar day in Asia/Shanghai: `2019-08-01`. */
export type Day = string;

/**
 * An instant, always written with milliseconds at +08:00: `2019-08-01T09:05:00.000+08:00`. One form only, so that the order
 * of the strings is the order of time and the first ten characters are the day in Shanghai.
 */
export type Instant = string;

/** The wall clock, read at the edge only and handed in. */
export interface Clock {
  now(): Instant;
}

/** The day of a day or an instant. */
export const dayOf = (time: Day | Instant): Day => time.slice(0, 10);
