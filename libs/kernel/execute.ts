import type { Decider, Rules } from './decider.js';
import type { Actor, Fact, NewEvent, RecordedEvent } from './envelope.js';
import { EventStoreError, type EventStore, type ExpectedRevision } from './event-store.js';
import { isRefusal, type Refusal } from './refusal.js';
import type { Clock } from './time.js';

/**
 * Load – fold – decide – append – retry, written once for every command of the house.
 *
 * While folding it notices whether the stream already holds this command's events: then these are the answer and nothing is
 * appended. On a version conflict the decision runs again on the newer history, so it must be pure. An append whose outcome is
 * unknown is settled the same way: by reading, never by hoping.
 */
export interface Execution {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly rules: Rules;
  /** UUID of the n-th event of a command: the same for ever (`libs/composition/ids.ts`). */
  readonly eventId: (commandId: string, stream: string, index: number) => string;
  /** Brings older payloads to the present version; the stored bytes never change. */
  readonly upcast: (event: RecordedEvent) => RecordedEvent;
}

export interface Wish {
  /** Chosen by the client: a repetition of the same id is harmless. */
  readonly commandId: string;
  readonly actor: Actor;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly onBehalfOf?: string;
  readonly reason?: string;
}

export interface Done {
  readonly stream: string;
  /** Ids of the events of this command, in order; empty where the wish was already true. */
  readonly events: readonly string[];
  /** Position of the last event of this command, or of the stream as it was read where nothing was new. */
  readonly position: bigint;
  /** True where the history held this command already. */
  readonly repeated: boolean;
}

/** How often a decision is taken anew before the conflict is passed on. */
const ATTEMPTS = 8;

/** Errors: `EventStoreError` of the store; `wrong-revision` only after eight lost races. */
export const execute = async <C, S, F extends Fact>(
  execution: Execution,
  decider: Decider<C, S, F>,
  stream: string,
  command: C,
  wish: Wish,
): Promise<Done | Refusal> => {
  for (let attempt = 1; ; attempt += 1) {
    const loaded = await load(execution, decider, stream, wish.commandId);
    if (loaded.mine.length > 0) {
      return { stream, events: loaded.mine, position: loaded.position, repeated: true };
    }
    const now = execution.clock.now();
    const decision = decider.decide(command, loaded.state, { now, actor: wish.actor, rules: execution.rules });
    if (isRefusal(decision)) return decision;
    if (decision.length === 0) return { stream, events: [], position: loaded.position, repeated: false };
    const events = decision.map((fact, index) => toEvent(execution, stream, wish, fact, index));
    try {
      const appended = await execution.store.append(stream, loaded.revision, events);
      return {
        stream,
        events: events.map((event) => event.id),
        position: appended.position,
        repeated: appended.repeated,
      };
    } catch (error) {
      if (attempt < ATTEMPTS && error instanceof EventStoreError && RETRIED.has(error.code)) continue;
      throw error;
    }
  }
};

const RETRIED: ReadonlySet<string> = new Set(['wrong-revision', 'outcome-unknown']);

interface Loaded<S> {
  readonly state: S;
  readonly revision: ExpectedRevision;
  readonly position: bigint;
  readonly mine: readonly string[];
}

const load = async <C, S, F extends Fact>(
  { store, upcast }: Execution,
  decider: Decider<C, S, F>,
  stream: string,
  commandId: string,
): Promise<Loaded<S>> => {
  let state = decider.initial;
  let revision: ExpectedRevision = 'no-stream';
  let position = 0n;
  let minePosition = 0n;
  const mine: string[] = [];
  for await (const stored of store.readStream(stream)) {
    const event = upcast(stored);
    state = decider.evolve(state, event);
    revision = event.revision;
    position = event.position;
    if (event.meta.commandId === commandId) {
      mine.push(event.id);
      minePosition = event.position;
    }
  }
  return { state, revision, position: mine.length > 0 ? minePosition : position, mine };
};

const toEvent = (execution: Execution, stream: string, wish: Wish, fact: Fact, index: number): NewEvent => ({
  id: execution.eventId(wish.commandId, stream, index),
  type: fact.type,
  schema: fact.schema,
  occurredAt: fact.occurredAt,
  data: fact.data,
  meta: {
    commandId: wish.commandId,
    correlationId: wish.correlationId ?? wish.commandId,
    causationId: wish.causationId ?? wish.commandId,
    actor: wish.actor,
    ...(wish.onBehalfOf === undefined ? {} : { onBehalfOf: wish.onBehalfOf }),
    ...(wish.reason === undefined ? {} : { reason: wish.reason }),
    ruleSet: execution.rules.name,
    ...(fact.enteredAt === undefined ? {} : { enteredAt: fact.enteredAt }),
  },
});
