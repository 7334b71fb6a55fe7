import type { Day } from '../../kernel/index.js';
import type { Act, Dated, EvidenceSheet } from '../world.js';
import { byCodePoint } from './order.js';

/** A row whose own date is the act (法定事项, 审议意见, 催办): no act while the date is not known. */
export const actsOfDate = (id: string, date: Dated | null): readonly Act[] =>
  date === null ? [] : [{ id, on: date.on, entered: date.entered, events: [date.event] }];

/** Earliest first: by day, then by when it was entered, then by 编号. */
export const earliestFirst = (a: Act, b: Act): number =>
  byCodePoint(a.on, b.on) || byCodePoint(a.entered, b.entered) || byCodePoint(a.id, b.id);

/** The place of the first act on or after the day among acts that stand earliest first. */
export const firstFrom = (acts: readonly Act[], day: Day): number => {
  let [low, high] = [0, acts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((acts[middle]?.on ?? day) < day) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Rows of the history named by sheet and 编号. */
export type Named<T> = ReadonlyMap<EvidenceSheet, ReadonlyMap<string, T>>;
