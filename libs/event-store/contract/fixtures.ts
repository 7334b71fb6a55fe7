import { randomUUID } from 'node:crypto';
import type {
  EventFilter,
  EventStore,
  EventStoreErrorCode,
  Json,
  NewEvent,
  RecordedEvent,
  SubscriptionMessage,
} from '../../kernel/index.js';

/** Events to append and ways to read them back, for the contract of the event store. */
export const payload = (n: number): { readonly n: number; readonly 名称: string } => ({ n, 名称: `第 ${n} 件` });

export const event = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'contract.Happened',
  schema: 1,
  occurredAt: '2019-08-01',
  data: payload(n),
  meta: {
    commandId: randomUUID(),
    correlationId: 'c-1',
    causationId: 'c-1',
    actor: { person: 'P0001', post: '主任', office: 'WS01' },
    ruleSet: 'zibo-2019',
  },
});

/** An event with everything an event can have. */
export const fullEvent = (): NewEvent => ({
  ...event(7),
  schema: 3,
  occurredAt: '2019-08-01T09:05:00.000+08:00',
  meta: { ...event(7).meta, onBehalfOf: 'P0002', reason: '补登：纸质台账', enteredAt: '2019-08-02T00:00:00.000+08:00' },
});

export const entered = (event: NewEvent, enteredAt: string): NewEvent => ({
  ...event,
  meta: { ...event.meta, enteredAt },
});

export const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('expected one more');
  return value;
};

/** The same value with the members of every object in one order, `__proto__` included. */
export const sorted = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member: Json) => sorted(member));
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member as Json)]);
};

export const refusal = async (
  appending: Promise<unknown>,
  code: EventStoreErrorCode,
): Promise<{ readonly details: Readonly<Record<string, string | undefined>> }> => {
  const outcome = await appending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  expect(outcome).toMatchObject({ error: { name: 'EventStoreError', code } });
  const { error } = outcome as { error: Error & { details: Readonly<Record<string, string | undefined>> } };
  expect(error.message).toMatch(/[\u4e00-\u9fff]/);
  return error;
};

export const readStream = async (store: EventStore, name: string, from?: bigint): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(name, from === undefined ? {} : { from })) events.push(event);
  return events;
};

/** All pages of the history after a position. */
export const readAll = async (
  store: EventStore,
  after: bigint,
  filter?: EventFilter,
  limit?: number,
): Promise<RecordedEvent[]> => {
  const events: RecordedEvent[] = [];
  for (let position = after, end = false; !end;) {
    const page = await store.readAll(position, filter, limit);
    expect(page.events.length).toBeLessThanOrEqual(limit ?? 1000);
    expect(page.position).toBeGreaterThanOrEqual(page.events.at(-1)?.position ?? position);
    if (!page.end) expect(page.position).toBeGreaterThan(position);
    events.push(...page.events);
    ({ position, end } = page);
  }
  return events;
};

export interface Listening {
  /** Resolves as soon as the condition holds for the events seen so far. */
  until(condition: (seen: readonly RecordedEvent[]) => boolean): Promise<void>;
  /** Whether the last thing it said is that it has caught up. */
  caughtUp(): boolean;
  positions(): readonly bigint[];
  /** Aborts, waits for the end of the subscription and gives the events seen. */
  stop(): Promise<readonly RecordedEvent[]>;
}

export const listen = (store: EventStore, after: bigint, filter: EventFilter): Listening => {
  const aborting = new AbortController();
  const seen: RecordedEvent[] = [];
  const positions: bigint[] = [];
  let last: SubscriptionMessage['kind'] | undefined;
  let failure: unknown;
  let wake = (): void => undefined;
  const running = (async () => {
    for await (const message of store.subscribe(after, filter, aborting.signal)) {
      last = message.kind;
      positions.push(message.kind === 'event' ? message.event.position : message.position);
      if (message.kind === 'event') seen.push(message.event);
      wake();
    }
  })().catch((error: unknown) => {
    failure = error;
    wake();
  });
  return {
    async until(condition) {
      while (failure === undefined && !condition(seen)) await new Promise<void>((resolve) => (wake = resolve));
      if (failure !== undefined) throw failure;
    },
    caughtUp: () => last === 'caught-up',
    positions: () => positions,
    async stop() {
      aborting.abort();
      await running;
      if (failure !== undefined) throw failure;
      return seen;
    },
  };
};
