import type { RecordedEvent, SubscriptionMessage } from '../kernel/index.js';

/** Events waiting beyond which the subscription is not read on. */
const ROOM = 10_000;

/** What a subscription has brought and nobody has taken yet: whoever takes gets all that has arrived, as one batch. */
export class Inbox {
  #events: RecordedEvent[] = [];
  #seen: bigint;
  #failure: { readonly error: unknown } | undefined;
  #makeRoom: (() => void) | undefined;

  /** Everything up to here has been handed out. */
  taken: bigint;

  constructor(
    after: bigint,
    private readonly arrived: () => void,
  ) {
    this.taken = after;
    this.#seen = after;
  }

  /** Returns when the subscription ends; a failure of it is thrown to whoever takes next. */
  async follow(messages: AsyncIterable<SubscriptionMessage>): Promise<void> {
    try {
      for await (const message of messages) {
        if (message.kind === 'event') this.#events.push(message.event);
        this.#seen = message.kind === 'event' ? message.event.position : message.position;
        this.arrived();
        if (this.#events.length >= ROOM) await new Promise<void>((resolve) => (this.#makeRoom = resolve));
      }
    } catch (error) {
      this.#failure = { error };
      this.arrived();
    }
  }

  /** The next batch of at most `limit` events, with the position it reaches; undefined where nothing has come. */
  take(limit: number): { readonly events: readonly RecordedEvent[]; readonly position: bigint } | undefined {
    if (this.#seen === this.taken) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return undefined;
    }
    const events = this.#events.splice(0, limit);
    const rest = this.#events.length > 0;
    this.taken = rest ? (events.at(-1)?.position ?? this.taken) : this.#seen;
    this.leave();
    return { events, position: this.taken };
  }

  /** Lets the subscription be read on. */
  leave(): void {
    this.#makeRoom?.();
    this.#makeRoom = undefined;
  }
}
