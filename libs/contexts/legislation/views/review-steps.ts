import type { Document, Projection } from '../../../kernel/index.js';
import { type Entry, fold, foldEntry, rowSaid, typesOf } from '../../../ledger/index.js';
import { reviewStepRegister } from '../legislation.registers.js';

/** The steps of bills, one document each, for the course of one bill and for lists by day. */
export type ReviewStepDocument = Entry &
  Document & {
    /** The bill's name, folded: by it steps are of one bill. */
    readonly billKey: string;
    readonly step: string;
    readonly on: string;
  };

export const reviewStepsView: Projection<ReviewStepDocument> = {
  name: 'review-steps',
  version: 1,
  types: typesOf(reviewStepRegister),
  indexes: [['billKey', 'on'], ['on']],
  route: (event) => [event.stream],
  fold: (document, event) => {
    const entry = foldEntry(reviewStepRegister, document, event);
    const fields = rowSaid(entry);
    return {
      ...entry,
      billKey: fold(String(fields['bill'])),
      step: String(fields['step']),
      on: String(fields['on']).slice(0, 10),
    };
  },
};
