import type {
  Appended,
  EventContext,
  EventFilter,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Page,
  RecordedEvent,
  SubscriptionMessage,
} from '../../kernel/index.js';
import { checkAppend, checkEntered } from '../append-check.js';
import type { CopyTarget } from '../sqlite/copy-target.js';
import { Appender } from './appender.js';
import { Connection } from './connection.js';
import { Copier } from './copier.js';
import { atMost } from './flow.js';
import { Follower } from './follower.js';
import type { Settings } from './options.js';
import { Reader } from './reader.js';
import { isOurStream, type RawEvent } from './stored.js';
import { errors } from './trouble.js';

const DEFAULT_LIMIT = 1000;

/** The event store beyond one machine: EventStoreDB 23.10 or newer, a single node or a cluster. */
export class EventStoreDb implements EventStore, CopyTarget {
  private readonly connection: Connection;
  private readonly reader: Reader;
  private readonly appender: Appender;
  private readonly copier: Copier;
  private readonly closing = new AbortController();

  constructor(private readonly settings: Settings) {
    this.connection = new Connection(settings.url, settings.limits);
    this.reader = new Reader(this.connection, settings);
    this.appender = new Appender(this.connection, this.reader, settings);
    this.copier = new Copier(this.reader, this.appender);
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    this.checkOpen();
    const checked = checkAppend(stream, events);
    this.checkCategory(stream);
    checkEntered(checked, this.settings.clock.now());
    // What is stored is the text of this moment; what the caller holds may change while we wait.
    const fixed = checked.map(({ event, data, context }) => ({
      ...event,
      data: JSON.parse(data) as unknown,
      meta: JSON.parse(context) as EventContext,
    }));
    return this.appender.append(stream, expected, fixed);
  }

  async appendCopied(events: readonly RecordedEvent[]): Promise<bigint> {
    this.checkOpen();
    for (const event of events) this.checkCategory(event.stream);
    await this.copier.copy(events);
    return this.tail();
  }

  async *readStream(
    stream: string,
    options: { readonly from?: bigint } = {},
  ): AsyncGenerator<RecordedEvent, void, undefined> {
    this.checkOpen();
    const from = options.from ?? 0n;
    let last: RawEvent | undefined;
    for await (const raw of this.reader.stream(stream, from)) {
      last = raw;
      yield await this.reader.recorded(raw);
    }
    if (last !== undefined) this.appender.saw(last);
    else if (from === 0n) await this.appender.sawNone(stream);
  }

  async readAll(after: bigint, filter?: EventFilter, limit = DEFAULT_LIMIT): Promise<Page> {
    this.checkOpen();
    if (!Number.isSafeInteger(limit) || limit < 1) throw new TypeError(`a page of ${limit} events cannot be read`);
    return this.reader.page(after, filter, limit);
  }

  async *subscribe(
    after: bigint,
    filter: EventFilter | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<SubscriptionMessage, void, undefined> {
    this.checkOpen();
    const either = AbortSignal.any([signal, this.closing.signal]);
    yield* new Follower(after, filter, this.connection, this.reader, this.settings, either).follow();
  }

  async tail(): Promise<bigint> {
    this.checkOpen();
    return this.reader.tail();
  }

  /** Appends under way are waited for as long as one may take. */
  async close(): Promise<void> {
    this.closing.abort();
    await atMost(this.settings.limits.appendMs, this.appender.idle());
    await this.connection.close();
  }

  private checkOpen(): void {
    if (this.closing.signal.aborted) throw errors.closed();
  }

  private checkCategory(stream: string): void {
    if (isOurStream(stream, this.settings.categories)) return;
    throw new TypeError(`'${stream}' is of no category that this store was opened for`);
  }
}
