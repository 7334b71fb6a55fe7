import type { Document, Projection } from '../../../kernel/index.js';
import { type Entry, foldEntry, typesOf } from '../../../ledger/index.js';
import { contactRegister } from '../deputies.registers.js';

/** The contacts, one document each, for lists by member, deputy and day. Never counted or compared (DP-20). */
export type ContactDocument = Entry &
  Document & { readonly member: string; readonly deputy: string; readonly on: string };

export const contactsView: Projection<ContactDocument> = {
  name: 'deputy-contacts',
  version: 1,
  types: typesOf(contactRegister),
  indexes: [['member', 'on'], ['deputy', 'on'], ['on']],
  route: (event) => [event.stream],
  fold: (document, event) => {
    const entry = foldEntry(contactRegister, document, event);
    const fields = Object.assign({}, ...entry.says.map((say) => say.fields)) as Record<string, string>;
    return {
      ...entry,
      member: String(fields['member']),
      deputy: String(fields['deputy']),
      on: String(fields['on']).slice(0, 10),
    } as ContactDocument;
  },
};
