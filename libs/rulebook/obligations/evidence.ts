import type { Day, Instant } from '../../kernel/index.js';
import type { Act, Dated, EvidenceSheet } from '../world.js';
import { byCodePoint } from './order.js';

/** An act as far as matching goes: the row that says it, its day, and when it was entered. */
export interface Evidence {
  readonly sheet: EvidenceSheet;
  readonly id: string;
  readonly on: Day;
  readonly entered: Instant;
  readonly events: readonly string[];
}

export const actOf = (sheet: EvidenceSheet, { id, on, entered, events }: Act): Evidence => ({
  sheet,
  id,
  on,
  entered,
  events,
});

/** A row whose own date is the act (法定事项, 审议意见, 催办): none while the date is not known. */
export const datesOf = (sheet: EvidenceSheet, id: string, date: Dated | null): readonly Evidence[] =>
  date === null ? [] : [{ sheet, id, on: date.on, entered: date.entered, events: [date.event] }];

/** Earliest first: by day, then by when it was entered, then by 编号. */
export const earliestFirst = (a: Evidence, b: Evidence): number =>
  byCodePoint(a.on, b.on) || byCodePoint(a.entered, b.entered) || byCodePoint(a.id, b.id);

/** Acts by what they are about, each list earliest first. */
export type EvidenceIndex = ReadonlyMap<string, readonly Evidence[]>;

export const indexed = <T extends Act>(
  sheet: EvidenceSheet,
  rows: readonly T[],
  keysOf: (row: T) => readonly string[],
): EvidenceIndex => {
  const index = new Map<string, Evidence[]>();
  for (const row of rows) {
    const act = actOf(sheet, row);
    for (const key of keysOf(row)) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [act]);
      else list.push(act);
    }
  }
  for (const list of index.values()) list.sort(earliestFirst);
  return index;
};

/** A key of several parts; the separator occurs in no cell. */
export const keyOf = (...parts: readonly string[]): string => parts.join('\u0000');

/** A key that also names sheet and row, by which inspections name acts. */
export const targetOf = (sheet: EvidenceSheet, id: string): string => keyOf(sheet, id);

/** The place of the first act on or after the day. */
export const firstFrom = (acts: readonly Evidence[], day: Day): number => {
  let [low, high] = [0, acts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((acts[middle]?.on ?? day) < day) low = middle + 1;
    else high = middle;
  }
  return low;
};
