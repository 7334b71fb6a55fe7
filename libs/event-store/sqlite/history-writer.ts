import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  EventStoreError,
  NO_HASH,
  type Appended,
  type Clock,
  type ExpectedRevision,
  type Instant,
  type RecordedEvent,
} from '../../kernel/index.js';
import { checkEntered, type CheckedEvent } from '../append-check.js';
import { eventHashWithData } from '../chain.js';
import { outcomeUnknown, primaryCode, storeError, unusable } from './sqlite-error.js';

/** An append that waits for its transaction. */
export interface Wish {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly CheckedEvent[];
}

/** What became of a wish: the answer, or the error that this one alone is told. */
export type Outcome = { readonly appended: Appended } | { readonly refused: Error };

/** The end of a stream's chain; `no` is the stream's number. */
interface Head {
  readonly no: bigint;
  readonly revision: bigint;
  readonly hash: string;
}

/** An event as it is to be stored, with its texts. */
export interface StoredEvent {
  readonly event: Omit<RecordedEvent, 'position' | 'data'>;
  readonly data: string;
  readonly context: string;
}

/**
 * Writes events into the tables, in transactions that each cost one wait for the disk. Everything that can be wrong with a single
 * wish is found by looking, before its first row is written, so that a transaction fails only as a whole: because of the disk.
 * Synchronous: nobody else of this process reads between the first row and the commit.
 */
export class HistoryWriter {
  private readonly head: StatementSync;
  private readonly streamNo: StatementSync;
  private readonly addStream: StatementSync;
  private readonly addEvent: StatementSync;
  private readonly place: StatementSync;
  private readonly setTail: StatementSync;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;
  private readonly rollback: StatementSync;
  private position: bigint;
  private recordedAt: Instant;
  /** Set where the disk failed in a way after which nothing this connection says can be trusted. */
  private broken: EventStoreError | undefined;

  constructor(
    database: DatabaseSync,
    private readonly file: string,
    private readonly clock: Clock,
  ) {
    const prepare = (sql: string): StatementSync => {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      return statement;
    };
    this.head = prepare(
      `SELECT stream AS no, revision, lower(hex(hash)) AS hash FROM events
       WHERE stream = (SELECT no FROM streams WHERE name = ?) ORDER BY revision DESC LIMIT 1`,
    );
    this.streamNo = prepare('SELECT no FROM streams WHERE name = ?');
    this.addStream = prepare('INSERT INTO streams (name) VALUES (?)');
    this.addEvent = prepare('INSERT INTO events VALUES (?, ?, ?, unhex(?), ?, ?, ?, ?, ?, ?, unhex(?), unhex(?))');
    this.place = prepare('SELECT revision, position FROM events WHERE stream = ? AND id = unhex(?)');
    this.setTail = prepare('UPDATE store SET tail = ?');
    this.begin = prepare('BEGIN IMMEDIATE');
    this.commit = prepare('COMMIT');
    this.rollback = prepare('ROLLBACK');
    const last = prepare(
      `SELECT (SELECT tail FROM store) AS position, (SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1) AS at`,
    ).get() as unknown as { position: bigint; at: string | null };
    this.position = last.position;
    this.recordedAt = last.at ?? '';
  }

  /**
   * Fulfils the wishes in their order, in one transaction; answers when the disk has it. Throws `full`, `locked`, `read-only`,
   * `corrupt`, `unavailable` where nothing of it was written, and `outcome-unknown` where that cannot be said.
   */
  fulfil(wishes: readonly Wish[]): readonly Outcome[] {
    const now = this.clock.now();
    return this.transaction(() => {
      // A clock that jumped back keeps the last instant, so that the order of the history is the order of recording.
      if (now > this.recordedAt) this.recordedAt = now;
      return wishes.map((wish) => this.fulfilOne(wish));
    });
  }

  /** Writes recorded events as they are, behind the history. `check` looks at each with the head of its stream and throws. */
  copy(events: readonly StoredEvent[], check: (stored: StoredEvent, head: Omit<Head, 'no'>) => void): void {
    this.transaction(() => {
      for (const stored of events) {
        const { event } = stored;
        const head = this.headOf(event.stream);
        check(stored, head ?? { revision: -1n, hash: NO_HASH });
        this.insert(head?.no ?? this.newStream(event.stream), stored);
        if (event.recordedAt > this.recordedAt) this.recordedAt = event.recordedAt;
      }
    });
  }

  private transaction<T>(work: () => T): T {
    if (this.broken !== undefined) throw this.broken;
    const before = { position: this.position, recordedAt: this.recordedAt };
    let committing = false;
    try {
      this.begin.run();
      const result = work();
      if (this.position !== before.position) this.setTail.run(this.position);
      committing = true;
      this.commit.run();
      return result;
    } catch (error) {
      ({ position: this.position, recordedAt: this.recordedAt } = before);
      this.undo();
      throw committing ? this.commitError(error) : storeError(error, this.file);
    }
  }

  private undo(): void {
    try {
      this.rollback.run();
    } catch {
      // SQLite has rolled back by itself, or the transaction never began.
    }
  }

  /** A write that was refused leaves no valid commit record behind; after a sync that failed nobody can tell what the disk holds. */
  private commitError(error: unknown): unknown {
    const IOERR = 10;
    const known = storeError(error, this.file);
    const refused = known instanceof EventStoreError && known.code === 'full';
    if (refused || primaryCode(error) !== IOERR) return known;
    this.broken = unusable(this.file, error);
    return outcomeUnknown(this.file, error);
  }

  private fulfilOne(wish: Wish): Outcome {
    const { stream, expected, events } = wish;
    const head = this.headOf(stream);
    const held = head === undefined ? 'none' : this.held(head.no, events);
    if (typeof held === 'object') return { appended: held };
    const actual = head?.revision ?? 'no-stream';
    if (held === 'some' || actual !== expected) return { refused: wrongRevision(stream, expected, actual, held) };
    try {
      checkEntered(events, this.recordedAt);
    } catch (error) {
      return { refused: error as Error };
    }
    return { appended: this.write(stream, head, events) };
  }

  /** Whether the stream holds these events already: all of them in this order (then where), some of them, or none. */
  private held(no: bigint, events: readonly CheckedEvent[]): Appended | 'some' | 'none' {
    const places = events.map(
      ({ event }) => this.place.get(no, hexOf(event.id)) as unknown as Omit<Appended, 'repeated'> | undefined,
    );
    if (places.every((place) => place === undefined)) return 'none';
    const first = places[0];
    const last = places.at(-1);
    const inOrder = places.every(
      (place, n) => place !== undefined && place.revision === (first?.revision ?? 0n) + BigInt(n),
    );
    return inOrder && last !== undefined
      ? { revision: last.revision, position: last.position, repeated: true }
      : 'some';
  }

  private write(stream: string, head: Head | undefined, events: readonly CheckedEvent[]): Appended {
    const no = head?.no ?? this.newStream(stream);
    let revision = head?.revision ?? -1n;
    let prevHash = head?.hash ?? NO_HASH;
    for (const { event: given, data, context } of events) {
      revision += 1n;
      const { id, type, schema, occurredAt } = given;
      const event = {
        id,
        type,
        schema,
        stream,
        revision,
        occurredAt,
        recordedAt: this.recordedAt,
        meta: { ...given.meta, prevHash, hash: '' },
      };
      const hash = eventHashWithData(event, data);
      this.insert(no, { event: { ...event, meta: { ...event.meta, hash } }, data, context });
      prevHash = hash;
    }
    return { revision, position: this.position, repeated: false };
  }

  private insert(no: bigint, { event, data, context }: StoredEvent): void {
    const { id, type, schema, revision, occurredAt, recordedAt, meta } = event;
    const position = this.position + 1n;
    this.addEvent.run(
      position,
      no,
      revision,
      hexOf(id),
      type,
      schema,
      occurredAt,
      recordedAt,
      data,
      context,
      meta.prevHash,
      meta.hash,
    );
    this.position = position;
  }

  private headOf(stream: string): Head | undefined {
    return this.head.get(stream) as unknown as Head | undefined;
  }

  private newStream(stream: string): bigint {
    const known = this.streamNo.get(stream) as unknown as { no: bigint } | undefined;
    return known?.no ?? BigInt(this.addStream.run(stream).lastInsertRowid);
  }
}

const hexOf = (uuid: string): string => uuid.replaceAll('-', '');

const wrongRevision = (
  stream: string,
  expected: ExpectedRevision,
  actual: ExpectedRevision,
  held: 'some' | 'none',
): EventStoreError => {
  const found = actual === 'no-stream' ? '该流还不存在' : `该流已到第 ${actual} 条`;
  const wished = expected === 'no-stream' ? '该流尚不存在' : `该流到第 ${expected} 条`;
  const message =
    held === 'some'
      ? `“${stream}”没有写入：这一次的事件有一部分已经在流里（${found}）。请重新读取该流，再决定。`
      : `“${stream}”没有写入：以为${wished}，实际${found}，其间有人先写了。请重新读取该流，再决定。`;
  return new EventStoreError('wrong-revision', message, { stream, expected: String(expected), actual: String(actual) });
};
