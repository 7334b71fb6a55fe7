import type { Field, FieldValue, Register } from './register.js';

/**
 * Cells are the same that mean the same: codes, numbers and words after folding (done when they were read), days as days, moments with a
 * missing time of day as 00:00, names and texts as typed.
 */
export const sameValue = (register: Register, field: Field, a: FieldValue, b: FieldValue): boolean => {
  const [left, right] = [comparable(register, field, a), comparable(register, field, b)];
  return left === right || (field.refers === 'evidence' && sameName(left, right));
};

/** What an inspection names is kept with its sheet; a cell that leaves the sheet off, or has blanks around the slash, means the same row. */
const sameName = (a: string, b: string): boolean => {
  const [left, right] = [splitName(a), splitName(b)];
  return (left.sheet === right.sheet && left.number === right.number) || left.number === b || right.number === a;
};

const splitName = (name: string): { readonly sheet: string; readonly number: string } => {
  const slash = name.indexOf('/');
  return { sheet: name.slice(0, Math.max(slash, 0)).trim(), number: name.slice(slash + 1).trim() };
};

/** A string that is equal for equal cells. */
export const comparable = (register: Register, field: Field, value: FieldValue): string => {
  switch (field.kind) {
    case 'day':
      return String(value).slice(0, 10);
    case 'moment':
      return countsToTheSecond(register, field) ? toTheSecond(String(value)) : String(value).slice(0, 10);
    case 'text':
      return String(value).trim();
    case 'folded-text':
      return fold(String(value));
    case 'codes':
      return (value as readonly string[]).join('、');
    case 'code':
    case 'count':
    case 'mark':
    case 'flag':
    case 'choice':
    case 'quarter':
      return String(value);
  }
};

/** Width folding and trimming, as LEDGER.md compares codes, numbers, dates and words. */
export const fold = (text: string): string => text.normalize('NFKC').trim();

/** Of rows whose dates arrive one by one the time of day decides when each became known. */
const countsToTheSecond = (register: Register, field: Field): boolean =>
  register.knowledge.kind === 'steps' && register.knowledge.dates.includes(field.name);

/** A cell says a time to the second; what a person did on the screen is known to the millisecond and means the same when it comes back. */
const toTheSecond = (value: string): string => (value.length === 10 ? `${value}T00:00:00` : value.slice(0, 19));
