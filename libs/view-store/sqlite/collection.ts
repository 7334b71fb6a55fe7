/**
 * A collection is one table: `id`, `position` of the event that last changed the document, and `doc`, its JSON text, or NULL
 * where the document was deleted: the tombstone keeps the position; behind them columns for what indexes need (`columns.ts`).
 * `id` and those columns have no declared type, so that SQLite never converts what they are compared with. Indexes are partial (living documents only), end with the id, and are named after their fields,
 * which is how a changed declaration is noticed.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ViewStoreError } from '../../kernel/index.js';
import type { Change, Collection, CollectionDeclaration, Document, Found, Query, Where } from '../../kernel/index.js';
import { checkQuery, checkWhere, encodeCursor } from '../query.js';
import type { CheckedQuery } from '../query.js';
import { Columns, columnsFor } from './columns.js';
import type { Bindable } from './columns.js';
import { explained, resultCode } from './errors.js';
import { all, conditionOf, quoted, segmentsAfter, selectOf } from './sql.js';
import type { Sql } from './sql.js';
import { Statements, inTransaction } from './statements.js';

const STATEMENTS = 200;
/** Changes of one transaction; between two the event loop gets a turn. */
const WRITE_CHUNK = 4000;
/** Changes of one statement: calling into SQLite costs about as much as writing a small row. */
const ROWS = 20;
const SCAN_PAGE = 1000;
const SQLITE_ERROR = 1;

export const tableOf = (name: string): string => `c:${name}`;
const indexOf = (name: string, fields: readonly string[]): string => `i:${name}:${fields.join(',')}`;

/** Makes the table and brings its indexes to the declaration. */
export const declare = (database: DatabaseSync, { name, indexes }: CollectionDeclaration): void =>
  inTransaction(database, 'BEGIN IMMEDIATE', () => {
    const table = quoted(tableOf(name));
    const definitions = [
      'key INTEGER PRIMARY KEY',
      'id NOT NULL UNIQUE',
      'position INTEGER NOT NULL',
      'doc TEXT',
      ...columnsFor(indexes),
    ];
    database.exec(`CREATE TABLE IF NOT EXISTS ${table} (${definitions.join(', ')})`);
    const { keyOf } = Columns.of(database, tableOf(name));
    const wanted = new Map(indexes.map((fields) => [indexOf(name, fields), fields]));
    const there = database.prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL`,
    );
    for (const row of there.all(tableOf(name))) {
      const index = String(row['name']);
      if (!wanted.delete(index)) database.exec(`DROP INDEX ${quoted(index)}`);
    }
    for (const [index, fields] of wanted) {
      const keys = (fields.includes('id') ? fields : [...fields, 'id']).map(keyOf).join(', ');
      database.exec(`CREATE INDEX ${quoted(index)} ON ${table} (${keys}) WHERE doc IS NOT NULL`);
    }
  });

export class SqliteCollection<D extends Document> implements Collection<D> {
  readonly #statements: Statements;
  readonly #table: string;
  #columns: Columns | undefined;

  constructor(
    private readonly database: DatabaseSync,
    private readonly file: string,
    private readonly name: string,
    private readonly assertUsable: (wish: 'read' | 'write') => void,
  ) {
    this.#statements = new Statements(database, STATEMENTS);
    this.#table = quoted(tableOf(name));
  }

  async write(changes: readonly Change<D>[]): Promise<void> {
    for (let at = 0; at < changes.length; at += WRITE_CHUNK) {
      if (at > 0) await nextTurn();
      this.#run('write', () => this.#writeChunk(changes.slice(at, at + WRITE_CHUNK)));
    }
  }

  #writeChunk(changes: readonly Change<D>[]): void {
    const columns = this.#layout();
    const one = this.#upsert(columns, 1);
    const many = changes.length < ROWS ? one : this.#upsert(columns, ROWS);
    inTransaction(this.database, 'BEGIN IMMEDIATE', () => {
      for (let at = 0; at < changes.length;) {
        const rows = changes.length - at < ROWS ? 1 : ROWS;
        const values: Bindable[] = [];
        for (const change of changes.slice(at, at + rows)) {
          const document = change.kind === 'put' ? change.document : undefined;
          const id = change.kind === 'put' ? change.document.id : change.id;
          values.push(id, change.position, document === undefined ? null : JSON.stringify(document));
          columns.pushValues(values, document);
        }
        (rows === 1 ? one : many).run(...values);
        at += rows;
      }
    });
  }

  #upsert({ names }: Columns, rows: number): StatementSync {
    const row = `(${names.map(() => '?').join(', ')})`;
    const changed = names.filter((name) => name !== 'id').map((name) => `${name} = excluded.${name}`);
    return this.#statements.prepare(
      `INSERT INTO ${this.#table} (${names.join(', ')}) VALUES ${Array<string>(rows).fill(row).join(', ')} ` +
        `ON CONFLICT (id) DO UPDATE SET ${changed.join(', ')} WHERE excluded.position > position`,
    );
  }

  async get(id: string): Promise<D | undefined> {
    return this.#read(undefined, () => {
      const row = this.#statements.prepare(`SELECT doc FROM ${this.#table} WHERE id = ? AND doc IS NOT NULL`).get(id);
      return row === undefined ? undefined : this.#parsed(row);
    });
  }

  async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, D>> {
    return this.#read<ReadonlyMap<string, D>>(new Map(), () => {
      const select = this.#statements.prepare(`SELECT doc FROM ${this.#table} WHERE id = ? AND doc IS NOT NULL`);
      const found = new Map<string, D>();
      for (const id of ids) {
        const row = found.has(id) ? undefined : select.get(id);
        if (row !== undefined) found.set(id, this.#parsed(row));
      }
      return found;
    });
  }

  async find(query: Query): Promise<Found<D>> {
    const checked = checkQuery(query);
    return this.#read<Found<D>>({ documents: [], cursors: [], more: false }, () => {
      const rows = this.#rows(checked);
      const documents = rows.slice(0, checked.limit).map((row) => this.#parsed(row));
      const cursors = documents.map((document) => encodeCursor(document, checked.sort));
      return { documents, cursors, more: rows.length > checked.limit };
    });
  }

  /** One row more than the limit, where there is one. */
  #rows(query: CheckedQuery): readonly unknown[] {
    const { keyOf } = this.#layout();
    const where = query.where === undefined ? [] : [conditionOf(query.where, keyOf)];
    if (query.after === undefined) return this.#select(where, query.sort, query.limit + 1);
    const segments = segmentsAfter(query.sort, query.after, keyOf);
    return inTransaction(this.database, 'BEGIN', () => {
      const rows: unknown[] = [];
      for (const { condition, sort } of segments) {
        if (rows.length > query.limit) break;
        rows.push(...this.#select([...where, condition], sort, query.limit + 1 - rows.length));
      }
      return rows;
    });
  }

  #select(conditions: readonly Sql[], sort: CheckedQuery['sort'], limit: number): readonly unknown[] {
    const { text, values } = selectOf(this.#table, conditions, sort, this.#layout().keyOf);
    return this.#statements.prepare(text).all(...values, limit);
  }

  async count(where?: Where): Promise<number> {
    if (where !== undefined) checkWhere(where);
    return this.#read(0, () => {
      const { text, values } = where === undefined ? all([]) : conditionOf(where, this.#layout().keyOf);
      const row = this.#statements
        .prepare(`SELECT count(*) FROM ${this.#table} WHERE doc IS NOT NULL AND ${text}`)
        .get(...values);
      return Number((row as unknown as readonly unknown[])[0]);
    });
  }

  async *scan(): AsyncIterable<{ readonly document: D; readonly position: bigint }> {
    let after: string | undefined;
    for (;;) {
      const page = this.#read<readonly unknown[]>([], () => {
        const beyond = after === undefined ? '' : 'AND id > ?';
        const select = this.#statements.prepare(
          `SELECT doc, position FROM ${this.#table} WHERE doc IS NOT NULL ${beyond} ORDER BY id LIMIT ${SCAN_PAGE}`,
        );
        select.setReadBigInts(true);
        return after === undefined ? select.all() : select.all(after);
      });
      for (const row of page) {
        const document = this.#parsed(row);
        after = document.id;
        yield { document, position: (row as readonly unknown[])[1] as bigint };
      }
      if (page.length < SCAN_PAGE) return;
      await nextTurn();
    }
  }

  #parsed(row: unknown): D {
    const [text] = row as readonly unknown[];
    try {
      return JSON.parse(text as string) as D;
    } catch (cause) {
      throw new ViewStoreError(
        'corrupt',
        `视图库 ${this.file} 的集合 ${this.name} 里有一份文档不是 JSON，可能被别的程序改过。请重建这个视图。`,
        { cause },
      );
    }
  }

  /** A collection that is not there (not yet made by the writer, or dropped) reads as empty. */
  #read<T>(empty: T, work: () => T): T {
    return this.#run('read', () => {
      try {
        return work();
      } catch (error) {
        if (resultCode(error) !== SQLITE_ERROR) throw error;
        if (!this.#exists()) return empty;
        // Somebody else may have dropped the table and made it again with other columns.
        const before = this.#columns;
        this.#columns = undefined;
        if (before === undefined || before.equals(this.#layout())) throw error;
        return work();
      }
    });
  }

  /** Remembered from when the table is there. */
  #layout(): Columns {
    if (this.#columns !== undefined) return this.#columns;
    const columns = Columns.of(this.database, tableOf(this.name));
    if (this.#exists()) this.#columns = columns;
    return columns;
  }

  #exists(): boolean {
    return this.#statements.prepare(`SELECT 1 FROM sqlite_schema WHERE name = ?`).get(tableOf(this.name)) !== undefined;
  }

  #run<T>(wish: 'read' | 'write', work: () => T): T {
    this.assertUsable(wish);
    try {
      return work();
    } catch (error) {
      throw explained(error, this.file);
    }
  }
}
