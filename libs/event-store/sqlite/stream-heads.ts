import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The end of a stream's chain, and which ids the stream may hold. */
export interface Head {
  /** The stream's number in the table `streams`. */
  readonly no: bigint;
  revision: bigint;
  hash: string;
  /** Marks of the ids in the stream: an id whose mark is missing is not there; one whose mark is there must be looked up. */
  readonly marks: Set<number>;
}

/**
 * The ends of the streams that were written last, in memory. Whether a stream holds an id already must be known at every append,
 * and an index over (stream, id) would cost each of them one more page to write. Instead the marks of a stream's ids, thirty bits
 * of each, are read once when the stream is first written to (its writer has just read the whole stream anyway, to decide) and
 * kept while there is room. A mark that is there is right but for one time in a billion, times the stream's length.
 *
 * What is kept is only true as long as transactions succeed: after a rollback everything is forgotten.
 */
export class StreamHeads {
  private readonly known = new Map<string, Head>();
  private weight = 0;
  private readonly last: StatementSync;
  private readonly ids: StatementSync;

  constructor(
    database: DatabaseSync,
    /** In marks of about 25 bytes: 12 MB in all. */
    private readonly weightLimit = 500_000,
  ) {
    this.last = database.prepare(
      `SELECT stream, revision, lower(hex(hash)) FROM events
       WHERE stream = (SELECT no FROM streams WHERE name = ?) ORDER BY revision DESC LIMIT 1`,
    );
    this.ids = database.prepare('SELECT substr(hex(id), 1, 8) FROM events WHERE stream = ?');
    for (const statement of [this.last, this.ids]) {
      statement.setReadBigInts(true);
      statement.setReturnArrays(true);
    }
  }

  /** The head of a stream, undefined where it has no events. */
  of(stream: string): Head | undefined {
    const known = this.known.get(stream);
    if (known !== undefined) {
      // Behind all others, so that the first is always the one that was not used for the longest time.
      this.known.delete(stream);
      this.known.set(stream, known);
      return known;
    }
    const last = this.last.get(stream) as unknown as readonly [bigint, bigint, string] | undefined;
    if (last === undefined) return undefined;
    const [no, revision, hash] = last;
    const marks = new Set<number>();
    for (const [id] of this.ids.iterate(no) as Iterable<unknown> as Iterable<readonly [string]>) marks.add(markOf(id));
    return this.keep(stream, { no, revision, hash, marks });
  }

  /** Of a stream that has none yet. */
  begin(stream: string, no: bigint, noHash: string): Head {
    return this.keep(stream, { no, revision: -1n, hash: noHash, marks: new Set() });
  }

  /** Moves a head on by one event. */
  advance(head: Head, id: string, hash: string): void {
    head.revision += 1n;
    head.hash = hash;
    head.marks.add(markOf(id));
    this.weight += 1;
  }

  forget(): void {
    this.known.clear();
    this.weight = 0;
  }

  private keep(stream: string, head: Head): Head {
    this.known.set(stream, head);
    this.weight += weightOf(head);
    for (const [name, oldest] of this.known) {
      if (this.weight <= this.weightLimit || oldest === head) break;
      this.known.delete(name);
      this.weight -= weightOf(oldest);
    }
    return head;
  }
}

/** Thirty bits of a UUID; they fit into a small integer. */
export const markOf = (uuid: string): number => Number.parseInt(uuid.slice(0, 8), 16) >>> 2;

/** What a head takes besides its marks. */
const HEAD_WEIGHT = 20;

const weightOf = (head: Head): number => head.marks.size + HEAD_WEIGHT;
