import type { Document, Projection } from '../../../kernel/index.js';
import { type Entry, foldEntry, rowSaid, typesOf } from '../../../ledger/index.js';
import { visitRegister } from '../retirees.registers.js';

/** The visits, one document each, for lists by retired cadre, visitor and day. */
export type VisitDocument = Entry &
  Document & { readonly retiree: string; readonly visitor: string; readonly on: string };

export const visitsView: Projection<VisitDocument> = {
  name: 'retiree-visits',
  version: 1,
  types: typesOf(visitRegister),
  indexes: [['retiree', 'on'], ['visitor', 'on'], ['on']],
  route: (event) => [event.stream],
  fold: (document, event) => {
    const entry = foldEntry(visitRegister, document, event);
    const fields = rowSaid(entry);
    return {
      ...entry,
      retiree: String(fields['retiree']),
      visitor: String(fields['visitor']),
      on: String(fields['on']).slice(0, 10),
    };
  },
};
