import type { Document, Projection } from '../../../kernel/index.js';
import { type Entry, foldEntry, rowSaid, typesOf } from '../../../ledger/index.js';
import { type OpinionStatus, statusOf } from '../opinion.js';
import { opinionRegister } from '../supervision.registers.js';

/** The review opinions, one document each: where each stands, asked for by its stream. */
export type OpinionDocument = Entry &
  Document & {
    readonly supervisor: string;
    readonly carrier: string;
    readonly status: OpinionStatus;
    readonly handedOver: string | null;
  };

export const opinionsView: Projection<OpinionDocument> = {
  name: 'review-opinions',
  version: 1,
  types: typesOf(opinionRegister),
  indexes: [],
  route: (event) => [event.stream],
  fold: (document, event) => {
    const entry = foldEntry(opinionRegister, document, event);
    const fields = rowSaid(entry);
    return {
      ...entry,
      supervisor: String(fields['supervisor']),
      carrier: String(fields['carrier']),
      status: statusOf(fields),
      handedOver: fields['handedOver'] === undefined ? null : String(fields['handedOver']).slice(0, 10),
    };
  },
};
