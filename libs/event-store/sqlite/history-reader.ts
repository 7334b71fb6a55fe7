import type { DatabaseSync, StatementSync } from 'node:sqlite';
import {
  EventStoreError,
  type EventFilter,
  type EventMeta,
  type Page,
  type RecordedEvent,
} from '../../kernel/index.js';

/**
 * Reads events out of the tables. Everything here is synchronous and short: one call reads at most a page, looks at no more than
 * `SCAN_WINDOW` positions and gives up early at `PAGE_BYTES`, so that neither a rare filter nor large payloads stop the process for
 * long or fill its memory. No read is held open between two calls, so the log can be checkpointed at any time.
 */
export const SCAN_WINDOW = 20_000n;
const PAGE_BYTES = 8_000_000;
const STREAM_PAGE = 500;

/** UUID and hashes come as hex text: making a byte array for each of them would cost more than all the rest. */
const COLUMNS = `e.position, s.name, e.revision, lower(hex(e.id)), e.type, e.schema, e.occurred_at, e.recorded_at, e.data, e.context,
  lower(hex(e.prev_hash)), lower(hex(e.hash))`;
const FROM = 'FROM events e JOIN streams s ON s.no = e.stream';

type Row = readonly [
  position: bigint,
  stream: string,
  revision: bigint,
  id: string,
  type: string,
  schema: bigint,
  occurredAt: string,
  recordedAt: string,
  data: string,
  context: string,
  prevHash: string,
  hash: string,
];

export class HistoryReader {
  private readonly tailStatement: StatementSync;
  private readonly streamStatement: StatementSync;
  /** By the shape of the filter: there are as many as there are numbers of prefixes. */
  private readonly pageStatements = new Map<string, StatementSync>();

  constructor(
    private readonly database: DatabaseSync,
    private readonly file: string,
  ) {
    this.tailStatement = this.prepare('SELECT max(tail, (SELECT coalesce(max(position), 0) FROM events)) FROM store');
    this.streamStatement = this.prepare(
      `SELECT ${COLUMNS} ${FROM} WHERE e.stream = (SELECT no FROM streams WHERE name = ?) AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
    );
  }

  /** The position of the last event, or the one that was noted where events behind the last one are missing. */
  tail(): bigint {
    return (this.tailStatement.get() as unknown as readonly [bigint])[0];
  }

  /** A page of the history; see the port. */
  page(after: bigint, filter: EventFilter | undefined, limit: number): Page {
    const tail = this.tail();
    if (after >= tail) return { events: [], position: after, end: true };
    const narrowed = filter?.types !== undefined || filter?.streamPrefixes !== undefined;
    const until = narrowed && after + SCAN_WINDOW < tail ? after + SCAN_WINDOW : tail;
    const prefixes = filter?.streamPrefixes ?? [];
    const types = filter?.types === undefined ? [] : [JSON.stringify(filter.types)];
    const rows = this.pageStatement(filter).iterate(after, until, ...types, ...prefixes, limit);
    const events: RecordedEvent[] = [];
    const whole = this.collect(rows as Iterable<unknown>, events, limit);
    const position = whole ? until : (events.at(-1)?.position ?? until);
    return { events, position, end: position >= tail };
  }

  /** At most a page of a stream from a revision on. */
  streamPage(stream: string, from: bigint): { readonly events: readonly RecordedEvent[]; readonly end: boolean } {
    const events: RecordedEvent[] = [];
    const rows = this.streamStatement.iterate(stream, from, STREAM_PAGE);
    const end = this.collect(rows as Iterable<unknown>, events, STREAM_PAGE);
    return { events, end };
  }

  /** Takes rows until there are none (true), or until there are enough (false). */
  private collect(rows: Iterable<unknown>, events: RecordedEvent[], limit: number): boolean {
    let bytes = 0;
    for (const row of rows) {
      events.push(this.eventOf(row as Row));
      bytes += (row as Row)[8].length + (row as Row)[9].length;
      if (events.length === limit || bytes > PAGE_BYTES) return false;
    }
    return true;
  }

  private eventOf(row: Row): RecordedEvent {
    const [position, stream, revision, id, type, schema, occurredAt, recordedAt, data, context, prevHash, hash] = row;
    try {
      // Set on what was parsed rather than spread into a copy: this runs for every event that is ever read.
      const meta = JSON.parse(context) as { -readonly [Key in keyof EventMeta]: EventMeta[Key] };
      meta.prevHash = prevHash;
      meta.hash = hash;
      return {
        id: `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`,
        type,
        schema: Number(schema),
        stream,
        revision,
        position,
        occurredAt,
        recordedAt,
        data: JSON.parse(data) as unknown,
        meta,
      };
    } catch (cause) {
      throw new EventStoreError(
        'corrupt',
        `事件库 ${this.file} 位置 ${position} 的事件读不懂（不是完整的 JSON）：写入之后被改动。请用 five-ones verify 查看，并从备份恢复。`,
        { stream, position: position.toString() },
        { cause },
      );
    }
  }

  private pageStatement(filter: EventFilter | undefined): StatementSync {
    const prefixes = filter?.streamPrefixes?.length;
    const key = `${filter?.types !== undefined} ${prefixes}`;
    const known = this.pageStatements.get(key);
    if (known !== undefined) return known;
    const ofTypes = filter?.types === undefined ? '' : 'AND e.type IN (SELECT value FROM json_each(?))';
    const ofStreams =
      prefixes === undefined
        ? ''
        : `AND (${prefixes === 0 ? 'false' : Array(prefixes).fill('instr(s.name, ?) = 1').join(' OR ')})`;
    const statement = this.prepare(
      `SELECT ${COLUMNS} ${FROM} WHERE e.position > ? AND e.position <= ? ${ofTypes} ${ofStreams} ORDER BY e.position LIMIT ?`,
    );
    this.pageStatements.set(key, statement);
    return statement;
  }

  private prepare(sql: string): StatementSync {
    const statement = this.database.prepare(sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    return statement;
  }
}
