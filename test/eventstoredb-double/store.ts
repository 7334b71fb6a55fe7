import { randomUUID } from 'node:crypto';
import type { EventFilter, EventStore, NewEvent, RecordedEvent, SubscriptionMessage } from '../../libs/kernel/index.js';
import {
  openEventStoreDb,
  type EventStoreDbOptions,
  type Incident,
  type Limits,
} from '../../libs/event-store/eventstoredb/index.js';

/** The adapter on the double, with timers short enough for tests. */

export const QUICK: Partial<Limits> = {
  appendMs: 300,
  readIdleMs: 300,
  reachMs: 4_000,
  settleMs: 10_000,
  firstPauseMs: 5,
  longestPauseMs: 100,
  watchdogMs: 100,
};

export interface OpenStore {
  readonly store: ReturnType<typeof openEventStoreDb>;
  readonly incidents: Incident[];
  /** How many incidents of a kind there were. */
  count(kind: Incident['kind']): number;
}

export const openStore = (url: string, options: Partial<EventStoreDbOptions> = {}): OpenStore => {
  const incidents: Incident[] = [];
  const limits = { ...QUICK, ...options.limits };
  const store = openEventStoreDb({ url, onIncident: (incident) => void incidents.push(incident), ...options, limits });
  return { store, incidents, count: (kind) => incidents.filter((incident) => incident.kind === kind).length };
};

export const newEvent = (n: number, type = 'double.Happened', id: string = randomUUID()): NewEvent => ({
  id,
  type,
  schema: 1,
  occurredAt: '2019-08-01',
  data: { n },
  meta: {
    commandId: `c-${n}`,
    correlationId: `c-${n}`,
    causationId: `c-${n}`,
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
  },
});

export const collected = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

export const numbersOf = (events: readonly RecordedEvent[]): number[] =>
  events.map((event) => (event.data as { readonly n: number }).n);

/** A subscriber that notes what it is told. */
export class Listener {
  readonly messages: SubscriptionMessage[] = [];
  readonly events: RecordedEvent[] = [];
  failure: unknown;
  private readonly aborting = new AbortController();
  private readonly running: Promise<void>;
  private wake = (): void => undefined;

  constructor(store: EventStore, after = 0n, filter?: EventFilter) {
    this.running = this.listen(store.subscribe(after, filter, this.aborting.signal)).catch((error: unknown) => {
      this.failure = error;
      this.wake();
    });
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  get caughtUp(): boolean {
    return this.messages.at(-1)?.kind === 'caught-up';
  }

  async stop(): Promise<void> {
    this.aborting.abort();
    await this.running;
  }

  private async listen(messages: AsyncIterable<SubscriptionMessage>): Promise<void> {
    for await (const message of messages) {
      this.messages.push(message);
      if (message.kind === 'event') this.events.push(message.event);
      this.wake();
    }
  }
}
