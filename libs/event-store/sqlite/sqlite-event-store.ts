import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import {
  EventStoreError,
  type Appended,
  type Clock,
  type EventFilter,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Page,
  type RecordedEvent,
  type SubscriptionMessage,
} from '../../kernel/index.js';
import { checkAppend } from '../append-check.js';
import { checkLink, prepareCopy, type CopyTarget } from './copy-target.js';
import { HistoryReader } from './history-reader.js';
import { HistoryWriter, type Outcome, type Wish } from './history-writer.js';
import { storeError } from './sqlite-error.js';
import type { WriterLock } from './writer-lock.js';

const DEFAULT_LIMIT = 1000;
const SUBSCRIPTION_PAGE = 500;
/** Most appends of one transaction, so that the first of a great crowd does not wait for the last. */
const GROUP_LIMIT = 256;
/** How often a store that is open for reading looks whether somebody else has written. */
const POLL_MS = 200;

interface Waiting extends Wish {
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/**
 * The embedded event store: one SQLite file, one process that writes. Appends are collected until the process has nothing else to
 * do in this turn and then share one transaction and one wait for the disk (group commit): a single writer waits once an append,
 * sixty-four waiting together wait once for all.
 */
export class SqliteEventStore implements EventStore, CopyTarget {
  private readonly reader: HistoryReader;
  private readonly writer: HistoryWriter | undefined;
  private queue: Waiting[] = [];
  private flushing = false;
  private readonly sleepers = new Set<() => void>();
  private closed = false;

  constructor(
    private readonly database: DatabaseSync,
    private readonly file: string,
    clock: Clock,
    /** Absent where the store is open for reading only. */
    private readonly lock?: WriterLock,
  ) {
    this.reader = new HistoryReader(database, file);
    this.writer = lock === undefined ? undefined : new HistoryWriter(database, file, clock);
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    this.checkWritable();
    const checked = checkAppend(stream, events);
    return new Promise((resolve, reject) => {
      this.queue.push({ stream, expected, events: checked, resolve, reject });
      this.flushSoon();
    });
  }

  async appendCopied(events: readonly RecordedEvent[]): Promise<bigint> {
    const writer = this.checkWritable();
    while (this.queue.length > 0) this.flush();
    writer.copy(prepareCopy(events), checkLink);
    this.wake();
    return this.tail();
  }

  async *readStream(
    stream: string,
    options: { readonly from?: bigint } = {},
  ): AsyncGenerator<RecordedEvent, void, undefined> {
    for (let from = options.from ?? 0n, end = false; !end;) {
      const page = this.read(() => this.reader.streamPage(stream, from));
      yield* page.events;
      from = (page.events.at(-1)?.revision ?? from) + 1n;
      end = page.end;
      if (!end) await nextTurn();
    }
  }

  async readAll(after: bigint, filter?: EventFilter, limit = DEFAULT_LIMIT): Promise<Page> {
    if (!Number.isSafeInteger(limit) || limit < 1) throw new TypeError(`a page of ${limit} events cannot be read`);
    // Reading is synchronous: without this, somebody who reads page after page would let nobody else in.
    await nextTurn();
    return this.read(() => this.reader.page(after, filter, limit));
  }

  async *subscribe(
    after: bigint,
    filter: EventFilter | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<SubscriptionMessage, void, undefined> {
    let position = after;
    let told: bigint | undefined;
    while (!signal.aborted) {
      const page = this.read(() => this.reader.page(position, filter, SUBSCRIPTION_PAGE));
      for (const event of page.events) {
        yield { kind: 'event', event };
        if (signal.aborted) return;
      }
      ({ position } = page);
      // While the reader looked at the events of this page more may have come: then this was not the tail.
      if (this.read(() => this.reader.tail()) > position) {
        if (page.events.length === 0) yield { kind: 'progress', position };
        await nextTurn();
      } else if (told === position) {
        await this.somethingNew(signal);
      } else {
        told = position;
        yield { kind: 'caught-up', position };
      }
    }
  }

  async tail(): Promise<bigint> {
    return this.read(() => this.reader.tail());
  }

  async close(): Promise<void> {
    if (this.closed) return;
    while (this.queue.length > 0) this.flush();
    this.closed = true;
    this.wake();
    try {
      this.writer?.noteTail();
    } catch {
      // A full or broken disk was told to those whose events did not get through; nothing here is lost.
    }
    this.database.close();
    this.lock?.release();
  }

  /** When the process has nothing else to do in this turn. */
  private flushSoon(): void {
    if (this.flushing) return;
    this.flushing = true;
    setImmediate(() => {
      this.flushing = false;
      this.flush();
      if (this.queue.length > 0) this.flushSoon();
    });
  }

  private flush(): void {
    const group = this.queue.splice(0, GROUP_LIMIT);
    if (group.length > 0) this.commit(group);
  }

  /**
   * Where a transaction of several fails, each append is tried by itself: a smaller one may fit, a sound one may pass. Not where the
   * disk left it open, nor where somebody else holds the file: waiting for them once is enough.
   */
  private commit(group: readonly Waiting[]): void {
    const writer = this.writer;
    if (writer === undefined) return;
    try {
      const outcomes = writer.fulfil(group);
      this.wake();
      group.forEach((waiting, n) => answer(waiting, outcomes[n]));
    } catch (error) {
      const code = error instanceof EventStoreError ? error.code : undefined;
      const together = group.length === 1 || code === 'outcome-unknown' || code === 'locked';
      for (const waiting of group) {
        if (together) waiting.reject(error);
        else this.commit([waiting]);
      }
    }
  }

  private checkWritable(): HistoryWriter {
    if (this.closed) throw this.closedError();
    if (this.writer !== undefined) return this.writer;
    throw new EventStoreError('read-only', `事件库 ${this.file} 只以读取方式打开，不能写入。请以写入方式打开后再试。`);
  }

  private read<T>(work: () => T): T {
    if (this.closed) throw this.closedError();
    try {
      return work();
    } catch (error) {
      throw storeError(error, this.file);
    }
  }

  private closedError(): EventStoreError {
    return new EventStoreError('unavailable', `事件库 ${this.file} 已经关闭，程序正在停止。请在重新启动后再试。`);
  }

  private wake(): void {
    for (const sleeper of [...this.sleepers]) sleeper();
  }

  /** Until this process commits, or (where another writes) a moment has passed, or it is aborted or closed. */
  private somethingNew(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.sleepers.delete(done);
        resolve();
      };
      const timer = this.writer === undefined ? setTimeout(done, POLL_MS) : undefined;
      signal.addEventListener('abort', done);
      this.sleepers.add(done);
    });
  }
}

const answer = (waiting: Waiting, outcome: Outcome | undefined): void => {
  if (outcome === undefined) return;
  if ('appended' in outcome) waiting.resolve(outcome.appended);
  else waiting.reject(outcome.refused);
};
