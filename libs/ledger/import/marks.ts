import { quarterPeriod } from '../../calendar/index.js';
import { type Day, dayOf, type Refusal } from '../../kernel/index.js';
import type { Fields, Register } from '../register/index.js';
import type { KnownLedgerRow } from './known-ledger.js';
import type { ReadRow } from './read-row.js';

/**
 * F1-03: marks are given by members of the standing committee, and not for an office in which one holds a post. Both are asked of the rosters
 * on the quarter's last day, as the history and the accepted rows of the import tell them, whatever is known when.
 */
export interface MarkFacts {
  readonly memberOnLastDay: boolean;
  /** Always false where the mark is not for an office. */
  readonly holdsPostInOffice: boolean;
}

export type MarkRule = (facts: MarkFacts) => (Refusal & { readonly column?: string }) | null;

export interface Marks {
  readonly quarter: string;
  readonly marker: string;
  /** Null for a mark for a pattern or mechanism. */
  readonly office: string | null;
}

const MARK_REGISTERS: ReadonlySet<string> = new Set(['officeMark', 'workstreamMark']);

/** Who marks whom for which quarter; null where the row is no mark. */
export const marksOf = (register: Register, fields: Fields): Marks | null =>
  MARK_REGISTERS.has(register.name)
    ? {
        quarter: String(fields['quarter']),
        marker: String(fields['marker']),
        office: fields['office'] === undefined ? null : String(fields['office']),
      }
    : null;

/** The posts of the history, with what the import says of them beside it, asked for the facts of a mark. */
export const rostersOf = (
  known: Iterable<KnownLedgerRow>,
  accepted: readonly ReadRow[],
): ((marks: Marks) => MarkFacts) => {
  const posts = new Map<string, Fields>();
  for (const row of known) posts.set(row.stream, row.fields);
  for (const read of accepted) posts.set(read.stream, { ...posts.get(read.stream), ...read.fields });
  const byPerson = new Map<string, Fields[]>();
  for (const fields of posts.values()) {
    const person = String(fields['person']);
    const others = byPerson.get(person);
    if (others === undefined) byPerson.set(person, [fields]);
    else others.push(fields);
  }
  return ({ quarter, marker, office }) => {
    const lastDay = quarterPeriod(quarter).last;
    const held = (byPerson.get(marker) ?? []).filter((post) => isInForce(post, lastDay));
    return {
      memberOnLastDay: held.some((post) => post['committeeMember'] === true),
      holdsPostInOffice: office !== null && held.some((post) => post['office'] === office),
    };
  };
};

const isInForce = (post: Fields, day: Day): boolean => {
  const to = post['to'];
  return dayOf(String(post['from'])) <= day && (to === undefined || day <= dayOf(String(to)));
};
