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
import { eventHashOfParts } from '../chain.js';
import { outcomeUnknown, primaryCode, storeError, unusable } from './sqlite-error.js';
import { markOf, StreamHeads, type Head } from './stream-heads.js';

/** An append that waits for its transaction. */
export interface Wish {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly CheckedEvent[];
}

/** What became of a wish: the answer, or the error that this one alone is told. */
export type Outcome = { readonly appended: Appended } | { readonly refused: Error };

/** An event as it is to be stored, with its texts. */
export interface StoredEvent extends Pick<
  RecordedEvent,
  'id' | 'type' | 'schema' | 'stream' | 'revision' | 'occurredAt' | 'recordedAt'
> {
  readonly data: string;
  readonly context: string;
  readonly prevHash: string;
  readonly hash: string;
}

/**
 * Writes events into the tables, in transactions that each cost one wait for the disk. Everything that can be wrong with a single
 * wish is found by looking, before its first row is written, so that a transaction fails only as a whole: because of the disk.
 * Synchronous: nobody else of this process reads between the first row and the commit.
 */
export class HistoryWriter {
  private readonly heads: StreamHeads;
  private readonly streamNo: StatementSync;
  private readonly addStream: StatementSync;
  private readonly addEvent: StatementSync;
  private readonly places: StatementSync;
  private readonly setTail: StatementSync;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;
  private readonly rollback: StatementSync;
  private position: bigint;
  private commitsSinceTail = 0;
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
    this.heads = new StreamHeads(database);
    this.streamNo = prepare('SELECT no FROM streams WHERE name = ?');
    this.addStream = prepare('INSERT INTO streams (name) VALUES (?)');
    this.addEvent = prepare('INSERT INTO events VALUES (?, ?, ?, unhex(?), ?, ?, ?, ?, ?, ?, unhex(?), unhex(?))');
    this.places = prepare(
      `SELECT lower(hex(id)) AS id, revision, position FROM events
       WHERE stream = ? AND lower(hex(id)) IN (SELECT value FROM json_each(?)) ORDER BY revision`,
    );
    this.setTail = prepare('UPDATE store SET tail = ?');
    this.begin = prepare('BEGIN IMMEDIATE');
    this.commit = prepare('COMMIT');
    this.rollback = prepare('ROLLBACK');
    const last = prepare('SELECT position, recorded_at AS at FROM events ORDER BY position DESC LIMIT 1').get();
    this.position = (last?.['position'] as bigint | undefined) ?? 0n;
    this.recordedAt = (last?.['at'] as Instant | undefined) ?? '';
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
  copy(events: readonly StoredEvent[], check: (event: StoredEvent, head: Head) => void): void {
    this.transaction(() => {
      for (const event of events) {
        const head = this.heads.of(event.stream) ?? this.newStream(event.stream);
        check(event, head);
        this.insert(head, event);
        if (event.recordedAt > this.recordedAt) this.recordedAt = event.recordedAt;
      }
    });
  }

  /** Notes how far the history has come, for whoever asks later whether its tail is still there. Only of use, never needed. */
  noteTail(): void {
    this.transaction(() => this.setTail.run(this.position));
  }

  private transaction<T>(work: () => T): T {
    if (this.broken !== undefined) throw this.broken;
    const before = { position: this.position, recordedAt: this.recordedAt };
    let committing = false;
    try {
      this.begin.run();
      const result = work();
      if (this.commitsSinceTail >= TAIL_EVERY) this.setTail.run(this.position);
      committing = true;
      this.commit.run();
      this.commitsSinceTail = this.commitsSinceTail >= TAIL_EVERY ? 0 : this.commitsSinceTail + 1;
      return result;
    } catch (error) {
      ({ position: this.position, recordedAt: this.recordedAt } = before);
      this.heads.forget();
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

  private fulfilOne({ stream, expected, events }: Wish): Outcome {
    const head = this.heads.of(stream);
    const held = head === undefined ? 'none' : this.held(head, events);
    if (typeof held === 'object') return { appended: held };
    const actual = head?.revision ?? 'no-stream';
    if (held === 'some' || actual !== expected) return { refused: wrongRevision(stream, expected, actual, held) };
    try {
      checkEntered(events, this.recordedAt);
    } catch (error) {
      return { refused: error as Error };
    }
    return { appended: this.write(stream, head ?? this.newStream(stream), events) };
  }

  /** Whether the stream holds these events already: all of them in this order (then where), some of them, or none. */
  private held(head: Head, events: readonly CheckedEvent[]): Appended | 'some' | 'none' {
    if (!events.some(({ event }) => head.marks.has(markOf(event.id)))) return 'none';
    const ids = events.map(({ event }) => hexOf(event.id));
    const places = this.places.all(head.no, JSON.stringify(ids)) as unknown as readonly Place[];
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) return 'none';
    const inOrder = places.every((place, n) => place.id === ids[n] && place.revision === first.revision + BigInt(n));
    if (!inOrder || places.length !== ids.length) return 'some';
    return { revision: last.revision, position: last.position, repeated: true };
  }

  private write(stream: string, head: Head, events: readonly CheckedEvent[]): Appended {
    for (const checked of events) {
      const { id, type, schema, occurredAt } = checked.event;
      const revision = head.revision + 1n;
      const event = { id, type, schema, stream, revision, occurredAt, recordedAt: this.recordedAt };
      const hash = eventHashOfParts(event, checked, head.hash);
      this.insert(head, { ...event, data: checked.data, context: checked.context, prevHash: head.hash, hash });
    }
    return { revision: head.revision, position: this.position, repeated: false };
  }

  private insert(head: Head, event: StoredEvent): void {
    const { id, type, schema, revision, occurredAt, recordedAt, data, context, prevHash, hash } = event;
    const [position, hexId] = [this.position + 1n, hexOf(id)];
    // prettier-ignore
    this.addEvent.run(
      position, head.no, revision, hexId, type, schema, occurredAt, recordedAt, data, context, prevHash, hash,
    );
    this.position = position;
    this.heads.advance(head, id, hash);
  }

  private newStream(stream: string): Head {
    const known = this.streamNo.get(stream)?.['no'] as bigint | undefined;
    return this.heads.begin(stream, known ?? BigInt(this.addStream.run(stream).lastInsertRowid), NO_HASH);
  }
}

interface Place {
  readonly id: string;
  readonly revision: bigint;
  readonly position: bigint;
}

/** After how many transactions the tail is noted: each note costs a page. */
const TAIL_EVERY = 64;

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
