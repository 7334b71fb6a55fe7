import type { LedgerRow } from '../workbook/read.js';

/** Why a row is refused, in the order in which it is asked: the first reason found is the one that is said. */
export const REASONS = [
  'required',
  'type',
  'choice',
  'range',
  'order',
  'duplicate',
  'conflict',
  'reference',
  'rule',
] as const;

export type Reason = (typeof REASONS)[number];

/** What is wrong with a row: which column, and in Chinese what, why and what to do. */
export interface Fault {
  readonly reason: Reason;
  /** The column's header. */
  readonly column: string;
  /** Id of the catalogue's rule where `reason` is `rule`, else null. */
  readonly rule: string | null;
  readonly message: string;
}

/** A refused row as the answer to an import prints it. */
export interface RowRefusal extends Fault {
  readonly file: string;
  readonly sheet: string;
  /** The number that Excel shows. */
  readonly row: number;
  /** The cell as typed, empty where it is empty. */
  readonly value: string;
}

export const fault = (reason: Exclude<Reason, 'rule'>, column: string, message: string): Fault => ({
  reason,
  column,
  rule: null,
  message,
});

/** Where a row stands, for a message about another row. */
export const placeOf = (row: LedgerRow): string => `文件“${row.file}”“${row.register.sheet}”第${row.row}行`;
