import { isInstant, parseQuarter } from '../../calendar/index.js';
import { type Field, type FieldKind, type FieldValue, fold } from '../register/index.js';
import { readDate } from './dates.js';
import { cellText, type DateCell, isEmptyCell, plainNumber, type RawCell } from './raw-cell.js';

/**
 * What a cell means in its column. Codes, numbers, dates and words are read after width folding and trimming; names and texts are trimmed
 * and otherwise kept as typed. What is not understood is never guessed at: it is a `Misread`, and the row is refused for it.
 */
export class Misread {
  constructor(
    readonly reason: 'type' | 'choice',
    /** Chinese: what should stand in the cell. */
    readonly expected: string,
  ) {}
}

/** The value, undefined where the cell is empty, or why it cannot be read. */
export const readCell = (field: Field, cell: RawCell | undefined): FieldValue | Misread | undefined => {
  if (cell === undefined || isEmptyCell(cell)) return undefined;
  switch (field.kind) {
    case 'text':
    case 'folded-text':
      return isError(cell) ? EXPECTED.text : cellText(cell).trim();
    case 'code':
      return isError(cell) ? EXPECTED.code : fold(cellText(cell));
    case 'codes':
      return isError(cell) ? EXPECTED.codes : codes(fold(cellText(cell)));
    case 'day':
    case 'moment':
      return readDateCell(cell) ?? EXPECTED[field.kind];
    case 'count':
      return count(cell) ?? EXPECTED.count;
    case 'mark':
      return mark(cell) ?? EXPECTED.mark;
    case 'quarter': {
      const quarter = typeof cell === 'string' ? fold(cell) : '';
      return parseQuarter(quarter) === undefined ? EXPECTED.quarter : quarter;
    }
    case 'flag':
      return flag(cell) ?? EXPECTED.flag;
    case 'choice': {
      const word = fold(cellText(cell));
      const words = field.words ?? [];
      return words.includes(word) ? word : new Misread('choice', `请填写其中之一：${words.join('、')}`);
    }
  }
};

/** A date of any form a cell may have, or null. A bare number is one only where its eight digits are. */
export const readDateCell = (cell: RawCell): string | null => {
  if (typeof cell === 'string') return readDate(fold(cell));
  if (typeof cell === 'number') return EIGHT_DIGITS.test(plainNumber(cell)) ? readDate(plainNumber(cell)) : null;
  if (typeof cell === 'boolean' || cell.kind === 'error') return null;
  return cell.value ?? readDateCell(cell.number);
};

/** 录入时间: an instant, 00:00 where no time of day is given. */
export const readEntryTime = (cell: RawCell | undefined): string | Misread | undefined => {
  if (cell === undefined || isEmptyCell(cell)) return undefined;
  const date = readDateCell(cell);
  if (date === null) return EXPECTED.moment;
  return isInstant(date) ? date : `${date}T00:00:00.000+08:00`;
};

const EIGHT_DIGITS = /^\d{8}$/;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
const MARK_DECIMALS = 2;

const EXPECTED: Readonly<Record<Exclude<FieldKind, 'choice'>, Misread>> = {
  text: new Misread('type', '单元格是公式错误，请改为文字'),
  'folded-text': new Misread('type', '单元格是公式错误，请改为文字'),
  code: new Misread('type', '单元格是公式错误，请改为编号或代码'),
  codes: new Misread('type', '请填写编号，多个编号之间用“、”分隔'),
  day: new Misread('type', '请填写日期，例如 2019-08-01、2019/8/1 或 2019年8月1日'),
  moment: new Misread('type', '请填写日期或时间，例如 2019-08-01 或 2019-08-01 09:05'),
  count: new Misread('type', '请填写不带小数的数字，例如 12'),
  mark: new Misread('type', '请填写数字，最多两位小数，例如 92.5'),
  quarter: new Misread('type', '请填写季度，例如 2019Q3'),
  flag: new Misread('choice', '请填写“是”或“否”'),
};

const isError = (cell: RawCell): boolean => typeof cell === 'object' && cell.kind === 'error';

const codes = (text: string): readonly string[] | Misread => {
  const parts = text
    .split('、')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length > 0 ? parts : EXPECTED.codes;
};

const flag = (cell: Exclude<RawCell, undefined>): boolean | null => {
  if (typeof cell === 'boolean') return cell;
  const word = typeof cell === 'string' ? fold(cell) : '';
  return word === '是' || word === '√' ? true : word === '否' || word === '×' ? false : null;
};

interface Decimal {
  readonly negative: boolean;
  readonly whole: string;
  /** Without zeros at the end. */
  readonly decimals: string;
}

/** A number as digits: signs, exponents and bare points (`+90`, `1e1`, `.5`, `90.`) are none. */
const decimal = (cell: string | number | boolean | DateCell | { readonly kind: 'error' }): Decimal | null => {
  if (typeof cell !== 'string' && typeof cell !== 'number') return null;
  const match = DECIMAL.exec(typeof cell === 'number' ? plainNumber(cell) : fold(cell));
  if (match === null) return null;
  const [, sign = '', whole = '', decimals = ''] = match;
  return { negative: sign === '-', whole: whole.replace(/^0+(?=\d)/, ''), decimals: decimals.replace(/0+$/, '') };
};

/** A whole number; what is too large to count with is kept as large as a number can be, and out of range for its column. */
const count = (cell: RawCell): number | null => {
  const number = decimal(cell);
  if (number === null || number.decimals !== '') return null;
  const value = Math.min(Number(number.whole), Number.MAX_SAFE_INTEGER);
  return number.negative && value !== 0 ? -value : value;
};

/** A decimal string without superfluous zeros. */
const mark = (cell: RawCell): string | null => {
  const number = decimal(cell);
  if (number === null || number.decimals.length > MARK_DECIMALS) return null;
  const value = number.decimals === '' ? number.whole : `${number.whole}.${number.decimals}`;
  return number.negative && value !== '0' ? `-${value}` : value;
};
