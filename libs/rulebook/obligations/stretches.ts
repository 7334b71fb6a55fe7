import { addDays } from '../../calendar/index.js';
import type { Period } from '../../calendar/index.js';
import type { Day } from '../../kernel/index.js';
import type { InForce } from '../world.js';

/** All days there are; its last day stands for "no end". */
export const ALWAYS: Period = { first: '0001-01-01', last: '9999-12-31' };

export const stretchOf = ({ from, to }: InForce): Period => ({ first: from, last: to ?? ALWAYS.last });

export const inForceOn = ({ from, to }: InForce, day: Day): boolean => from <= day && (to === null || day <= to);

/** Rows of one subject together: those that overlap or follow each other without a day between become one stretch. */
export const joined = (rows: readonly InForce[]): readonly Period[] => {
  const stretches: Period[] = [];
  for (const next of rows.map(stretchOf).sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const last = stretches.at(-1);
    if (last !== undefined && (last.last === ALWAYS.last || next.first <= addDays(last.last, 1))) {
      stretches[stretches.length - 1] = { first: last.first, last: last.last > next.last ? last.last : next.last };
    } else {
      stretches.push(next);
    }
  }
  return stretches;
};

/** What of the stretches lies inside the limits. */
export const within = (stretches: readonly Period[], limits: Period): readonly Period[] =>
  stretches
    .map(({ first, last }) => ({
      first: first > limits.first ? first : limits.first,
      last: last < limits.last ? last : limits.last,
    }))
    .filter(({ first, last }) => first <= last);

/** Whether one stretch holds every day of the period. */
export const covers = (stretches: readonly Period[], period: Period): boolean =>
  stretches.some(({ first, last }) => first <= period.first && period.last <= last);
