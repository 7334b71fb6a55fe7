import type { Day, Instant } from './time.js';

/**
 * The envelope of every stored event. Once written nothing of it changes: what was wrong is corrected by a later event
 * that names the earlier one and says why.
 */

/** Who acted, in which post, for which office. Codes of the rosters; `post` is the post's title, empty for the house itself. */
export interface Actor {
  readonly person: string;
  readonly post: string;
  readonly office: string;
}

/** What a writer says about an event besides its payload. */
export interface EventContext {
  /** The command that caused it: the same command twice writes once. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly onBehalfOf?: string;
  /** Why, in the writer's words: corrections must have one. */
  readonly reason?: string;
  /** The rule set the act was judged under, for example `zibo-2019`. */
  readonly ruleSet: string;
  /** When an old ledger says that it was entered. Only a ledger import gives it, never later than `recordedAt`. */
  readonly enteredAt?: Instant;
}

export interface EventMeta extends EventContext {
  /** `server` where the store's server stamps `recordedAt` after the bytes were fixed, so that the hash cannot cover it. */
  readonly stamp?: 'server';
  /** Hash of the event before it in the stream: 64 lower-case hex digits, zeros for the first. */
  readonly prevHash: string;
  /** SM3 over `prevHash` and the canonical bytes of this event (see `hashedForm`). */
  readonly hash: string;
}

/** A payload is JSON: strings, integers, booleans, null, arrays, objects. No floats: scores and marks are decimal strings. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What a decider says happened. The edge turns it into a `NewEvent` (id, context). */
export interface Fact<T extends string = string, D = unknown> {
  readonly type: T;
  /** Version of the payload, from 1. */
  readonly schema: number;
  /** When it happened in the world: a day, or an instant where the time of day is known. */
  readonly occurredAt: Day | Instant;
  readonly data: D;
  /** See `EventContext.enteredAt`. */
  readonly enteredAt?: Instant;
}

export interface NewEvent<T extends string = string, D = unknown> {
  /** UUID, derived from the command id and the event's place among the command's events. */
  readonly id: string;
  readonly type: T;
  readonly schema: number;
  readonly occurredAt: Day | Instant;
  readonly data: D;
  readonly meta: EventContext;
}

export interface RecordedEvent<T extends string = string, D = unknown> {
  readonly id: string;
  /** `<context>.<Fact>`, for example `statutory-items.ItemAssigned`. A name once stored is for ever. */
  readonly type: T;
  readonly schema: number;
  readonly stream: string;
  /** Place in the stream, dense from 0. */
  readonly revision: bigint;
  /** Place in the whole history: strictly growing, from 1; gaps may occur in stores that are not ours alone. */
  readonly position: bigint;
  readonly occurredAt: Day | Instant;
  /** When it was entered; stamped by the store's side, never by a client. */
  readonly recordedAt: Instant;
  readonly data: D;
  readonly meta: EventMeta;
}

/** When an event became known: what the ledger says, else when it was recorded (DESIGN §2). */
export const knownSince = (event: RecordedEvent): Instant => event.meta.enteredAt ?? event.recordedAt;

/**
 * What the hash of an event covers, before canonical JSON (RFC 8785): everything but the hash itself and the position, which
 * belongs to one store. `recordedAt` is covered wherever our side stamps it; where a server stamps it later (`meta.stamp`),
 * the seals over the whole history cover it instead.
 */
export const hashedForm = (event: Omit<RecordedEvent, 'position'>): Json => {
  const { hash: _, ...meta } = event.meta;
  return {
    id: event.id,
    type: event.type,
    schema: event.schema,
    stream: event.stream,
    revision: event.revision.toString(),
    occurredAt: event.occurredAt,
    ...(event.meta.stamp === 'server' ? {} : { recordedAt: event.recordedAt }),
    data: event.data as Json,
    meta: meta as unknown as Json,
  };
};

/** The hash before the first event of a stream. */
export const NO_HASH = '0'.repeat(64);
