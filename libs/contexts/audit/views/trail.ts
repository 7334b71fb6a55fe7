import { type Document, knownSince, type Projection, type RecordedEvent } from '../../../kernel/index.js';

/**
 * The audit trail: every event with who did it, by which post, when it happened, when it was entered and who says so. One document an
 * event, never changed again.
 */
export interface TrailDocument extends Document {
  /** Position in the whole history, 20 digits with leading zeros so that strings sort as numbers. */
  readonly position: string;
  readonly type: string;
  readonly schema: number;
  readonly stream: string;
  readonly revision: string;
  readonly person: string;
  readonly post: string;
  readonly office: string;
  /** Whom and what it concerns: `deputy/D0001`, `office/WS01`, … */
  readonly about: readonly string[];
  readonly occurredAt: string;
  /** Since when it is known: what the ledger says, else when it was recorded. */
  readonly knownSince: string;
  readonly recordedAt: string;
  /** True where `knownSince` is said by the old ledger. */
  readonly saidByLedger: boolean;
  readonly reason: string | null;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly ruleSet: string;
  readonly prevHash: string;
  readonly hash: string;
  readonly data: unknown;
}

export const TRAIL = 'audit-trail';

export const trailView = (types: readonly string[]): Projection<TrailDocument> => ({
  name: TRAIL,
  version: 1,
  types,
  indexes: [
    ['knownSince', 'position'],
    ['occurredAt', 'position'],
    ['stream', 'position'],
    ['type', 'knownSince'],
    ['person', 'knownSince'],
    ['office', 'knownSince'],
  ],
  route: (event) => [event.id],
  fold: (_, event) => toDocument(event),
});

const toDocument = (event: RecordedEvent): TrailDocument => ({
  id: event.id,
  position: event.position.toString().padStart(20, '0'),
  type: event.type,
  schema: event.schema,
  stream: event.stream,
  revision: event.revision.toString(),
  person: event.meta.actor.person,
  post: event.meta.actor.post,
  office: event.meta.actor.office,
  about: (event.data as { about?: readonly string[] }).about ?? [],
  occurredAt: event.occurredAt,
  knownSince: knownSince(event),
  recordedAt: event.recordedAt,
  saidByLedger: event.meta.enteredAt !== undefined,
  reason: event.meta.reason ?? null,
  commandId: event.meta.commandId,
  correlationId: event.meta.correlationId,
  causationId: event.meta.causationId,
  ruleSet: event.meta.ruleSet,
  prevHash: event.meta.prevHash,
  hash: event.meta.hash,
  data: event.data,
});
