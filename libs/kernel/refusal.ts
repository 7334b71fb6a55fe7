/**
 * A refusal is a value, not an exception: what somebody wished may not be. It is turned into text only at the edge, where the
 * rulebook knows the rule's title, clause and the sentence for `why`.
 */
export interface Refusal {
  readonly refused: true;
  /** The rule of the catalogue that forbids it, or null where none does (access, a missing record, a bad shape). */
  readonly rule: string | null;
  /** What went against it, stable and in kebab-case: the rulebook's or the edge's key to the Chinese sentence. */
  readonly why: string;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export type RefusalFacts = Readonly<Record<string, string | number | boolean>>;

/** Refused by a rule: `refuse('OD-11', 'own-approval', { person: 'P0001' })`. */
export const refuse = (rule: string, why: string, facts: RefusalFacts = {}): Refusal => ({
  refused: true,
  rule,
  why,
  facts,
});

/** Refused for a reason that is no rule of the catalogue. */
export const decline = (why: string, facts: RefusalFacts = {}): Refusal => ({ refused: true, rule: null, why, facts });

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true;
