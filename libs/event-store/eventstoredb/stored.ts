import type { JSONEventData, RecordedEvent as ClientEvent, ResolvedEvent } from '@eventstore/db-client';
import {
  NO_HASH,
  type EventMeta,
  type Instant,
  type Json,
  type NewEvent,
  type RecordedEvent,
} from '../../kernel/index.js';
import { eventHash } from '../chain.js';
import { errors } from './trouble.js';

/**
 * How an event of ours lies in EventStoreDB. Id, type, stream and payload (JSON) are the server's own fields. The rest is the
 * event's metadata, a JSON object:
 *
 *     form         'five-ones/1': the mark by which we know our events among those of others
 *     schema       version of the payload
 *     occurredAt   day or instant
 *     meta         context, `prevHash`, `hash` and, where the server stamps the time, `stamp: 'server'`
 *     place        index within its append, left out for the first: the events of one append share the time of the first
 *     recordedAt   only in an event brought by a copy of a history, which keeps the time at which it was recorded first
 *
 * Otherwise the time of recording is the server's `created`. It comes into being after the bytes were fixed, so that the hash
 * cannot cover it; `stamp` says so.
 */
const FORM = 'five-ones/1';

interface Envelope {
  readonly form: typeof FORM;
  readonly schema: number;
  readonly occurredAt: string;
  readonly meta: EventMeta;
  readonly place?: number;
  readonly recordedAt?: Instant;
}

/** An event as it came from the server, ours or not. */
export interface RawEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

export type Proposal = JSONEventData;

export const rawOf = (resolved: ResolvedEvent): RawEvent | undefined => {
  const event = (resolved.link ?? resolved.event) as ClientEvent | undefined;
  if (event === undefined) return undefined;
  const position = resolved.commitPosition ?? event.position?.commit;
  if (position === undefined || position >= NO_POSITION) throw errors.tooOld();
  return {
    id: event.id,
    stream: event.streamId,
    revision: event.revision,
    position,
    type: event.type,
    data: event.data,
    metadata: event.metadata,
    created: event.created.getTime(),
  };
};

/** Servers before 22.6 do not say where in the whole history an event of a stream stands, or say this. */
const NO_POSITION = 2n ** 63n;

/** Whether a stream of this name can be ours. */
export const isOurStream = (stream: string, categories: ReadonlySet<string> | undefined): boolean => {
  if (stream.startsWith('$')) return false;
  return categories === undefined || categories.has(stream.slice(0, Math.max(0, stream.indexOf('-'))));
};

/** Our envelope, or undefined where somebody else wrote the event. */
export const envelopeOf = (raw: RawEvent): Envelope | undefined => {
  const envelope = raw.metadata as Partial<Envelope> | null | undefined;
  return typeof envelope === 'object' && envelope !== null && envelope.form === FORM
    ? (envelope as Envelope)
    : undefined;
};

/** `firstCreated`: `created` of the first event of the same append, in milliseconds. */
export const recordedOf = (raw: RawEvent, envelope: Envelope, firstCreated: number): RecordedEvent => ({
  id: raw.id,
  type: raw.type,
  schema: envelope.schema,
  stream: raw.stream,
  revision: raw.revision,
  position: raw.position,
  occurredAt: envelope.occurredAt,
  recordedAt: envelope.recordedAt ?? instantOf(firstCreated),
  data: raw.data,
  meta: envelope.meta,
});

export interface Link {
  readonly revision: bigint;
  readonly hash: string;
}

/** Before the first event of a stream. */
export const NO_LINK: Link = { revision: -1n, hash: NO_HASH };

/** The last link of a stream. Throws `corrupt` where somebody else wrote into our stream. */
export const linkOf = (raw: RawEvent): Link => {
  const envelope = envelopeOf(raw);
  if (envelope === undefined) throw errors.corrupt(raw.stream, raw.revision, '它不是本系统写入的');
  return { revision: raw.revision, hash: envelope.meta.hash };
};

/** New events chained onto the last link of their stream, ready to be sent. */
export const chained = (
  stream: string,
  last: Link,
  events: readonly NewEvent[],
): { readonly proposals: readonly Proposal[]; readonly last: Link } => {
  let link = last;
  const proposals = events.map((event, place) => {
    const revision = link.revision + 1n;
    const meta: EventMeta = { ...event.meta, stamp: 'server', prevHash: link.hash, hash: '' };
    const hash = eventHash({ ...event, stream, revision, recordedAt: '', meta });
    link = { revision, hash };
    const envelope: Envelope = {
      form: FORM,
      schema: event.schema,
      occurredAt: event.occurredAt,
      meta: { ...meta, hash },
      ...(place === 0 ? {} : { place }),
    };
    return proposal(event.id, event.type, event.data, envelope);
  });
  return { proposals, last: link };
};

/** An event that was recorded elsewhere, with its own time and hash. */
export const copied = (event: RecordedEvent): Proposal =>
  proposal(event.id, event.type, event.data, {
    form: FORM,
    schema: event.schema,
    occurredAt: event.occurredAt,
    meta: event.meta,
    recordedAt: event.recordedAt,
  });

/** The client's types know objects only; it writes whatever JSON it is given. */
const proposal = (id: string, type: string, data: unknown, metadata: Envelope): Proposal => ({
  id,
  contentType: 'application/json',
  type,
  data: data as Json & Record<string, unknown>,
  metadata: metadata as unknown as Record<string, unknown>,
});

const SHANGHAI_MS = 8 * 60 * 60 * 1000;

export const instantOf = (milliseconds: number): Instant =>
  new Date(milliseconds + SHANGHAI_MS).toISOString().replace('Z', '+08:00');
