import { type Refusal, refuse } from '../../kernel/index.js';

/**
 * Who may mark whom (F1-03): a member of the standing committee on the quarter's last day, and never the office in which they hold a post that
 * day. `column` is the field that the fault is shown at.
 */
export const markRefusal = (facts: {
  readonly memberOnLastDay: boolean;
  readonly holdsPostInOffice: boolean;
}): (Refusal & { readonly column: string }) | null => {
  if (!facts.memberOnLastDay) return { ...refuse('F1-03', 'marker-not-member'), column: 'marker' };
  if (facts.holdsPostInOffice) return { ...refuse('F1-03', 'marker-holds-post-in-office'), column: 'office' };
  return null;
};
