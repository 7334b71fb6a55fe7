import { refuse, type Refusal } from '../../kernel/index.js';

/**
 * F1-03: a quarter's marks are given by the members of the standing committee, by the rosters of the quarter's last day, and nobody marks an
 * office in which they hold a post that day (13 §三(三)). Of both faults the leftmost column is named.
 */
export const markRefusal = (facts: {
  readonly memberOnLastDay: boolean;
  /** Always false where the mark is not for an office. */
  readonly holdsPostInOffice: boolean;
}): (Refusal & { readonly column: string }) | null => {
  if (!facts.memberOnLastDay) return { ...refuse('F1-03', 'marker-not-member'), column: 'marker' };
  return facts.holdsPostInOffice ? { ...refuse('F1-03', 'marker-holds-post-in-office'), column: 'office' } : null;
};
