import { type Document, knownSince, type Projection, type RecordedEvent } from '../../../kernel/index.js';

/**
 * The audit trail: one document an event, never changed again, that says what the trail is filtered and ordered by, and where the event
 * stands. All else is read from the event itself when it is shown. The id is the position in the whole history, 20 digits with
 * leading zeros so that strings sort as numbers: a rebuild only ever writes behind the last document.
 */
export interface TrailDocument extends Document {
  readonly stream: string;
  readonly revision: string;
  readonly type: string;
  readonly person: string;
  readonly post: string;
  readonly office: string;
  /** Whom and what it concerns: `deputy/D0001`, `office/WS01`, … */
  readonly about: readonly string[];
  readonly occurredAt: string;
  /** Since when it is known: what the ledger says, else when it was recorded. */
  readonly knownSince: string;
}

export const TRAIL = 'audit-trail';

/** By the id, the last key of every order, entries of one moment follow in the order of the history. */
export const trailView = (types: readonly string[]): Projection<TrailDocument> => ({
  name: TRAIL,
  version: 2,
  types,
  indexes: [
    ['knownSince'],
    ['occurredAt'],
    ['stream'],
    ['type', 'knownSince'],
    ['person', 'knownSince'],
    ['office', 'knownSince'],
  ],
  route: (event) => [event.position.toString().padStart(20, '0')],
  fold: (_, event, id) => toDocument(event, id),
});

const toDocument = (event: RecordedEvent, id: string): TrailDocument => ({
  id,
  stream: event.stream,
  revision: event.revision.toString(),
  type: event.type,
  person: event.meta.actor.person,
  post: event.meta.actor.post,
  office: event.meta.actor.office,
  about: (event.data as { about?: readonly string[] }).about ?? [],
  occurredAt: event.occurredAt,
  knownSince: knownSince(event),
});
