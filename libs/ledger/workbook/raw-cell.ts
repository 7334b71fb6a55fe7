import type { Day, Instant } from '../../kernel/index.js';

/**
 * A cell as the file holds it, before anybody asks what its column means. A text, a number without a date format and a Boolean stand for
 * themselves; an empty cell is undefined.
 */
export type RawCell = string | number | boolean | DateCell | ErrorCell;

/** A number with a date format. */
export interface DateCell {
  readonly kind: 'date';
  /** Null where the number is no date. */
  readonly value: Day | Instant | null;
  readonly number: number;
}

/** `#N/A`, `#REF!` … */
export interface ErrorCell {
  readonly kind: 'error';
  readonly text: string;
}

/** As a person reads the cell; empty where it is empty. */
export const cellText = (cell: RawCell | undefined): string => {
  if (cell === undefined) return '';
  switch (typeof cell) {
    case 'string':
      return cell;
    case 'number':
      return plainNumber(cell);
    case 'boolean':
      return cell ? '是' : '否';
    case 'object':
      if (cell.kind === 'error') return cell.text;
      return cell.value === null ? plainNumber(cell.number) : dateText(cell.value);
  }
};

export const isEmptyCell = (cell: RawCell | undefined): boolean =>
  cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/** `2019-08-01`, or `2019-08-01 09:05:00` where there is a time of day. */
export const dateText = (value: Day | Instant): string => value.slice(0, 19).replace('T', ' ');

/** A number as it is typed: fifteen significant digits, as Excel keeps them, and no exponent. */
export const plainNumber = (number: number): string => {
  const text = String(Number(number.toPrecision(15)));
  if (!text.includes('e')) return text;
  return Math.abs(number) >= 1 ? BigInt(Math.round(number)).toString() : number.toFixed(30).replace(/0+$/, '');
};
