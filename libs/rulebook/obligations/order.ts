import type { Obligation } from '../world.js';

/** Order of strings by code point; `<` would compare UTF-16 units, which puts U+FF01 after U+20000. */
export const byCodePoint = (a: string, b: string): number => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rankOfUnit(x) - rankOfUnit(y);
  }
  return a.length - b.length;
};

/** Surrogates stand for code points above all others of one unit. */
const rankOfUnit = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

const byParts = (a: readonly string[], b: readonly string[]): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const order = byCodePoint(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
};

const nullFirst = (a: string | null, b: string | null): number => {
  if (a === null) return b === null ? 0 : -1;
  return b === null ? 1 : byCodePoint(a, b);
};

/** The order of the list of obligations: rule, subject, period (null first), due, trigger. */
export const inListOrder = (a: ListKey, b: ListKey): number =>
  byCodePoint(a.rule, b.rule) ||
  byParts(a.subject, b.subject) ||
  nullFirst(a.period, b.period) ||
  byCodePoint(a.due, b.due) ||
  nullFirst(a.trigger, b.trigger);

export type ListKey = Pick<Obligation, 'rule' | 'subject' | 'period' | 'due' | 'trigger'>;
