/**
 * The columns of a collection's table. Besides `id`, `position` and `doc` it has one for each field of the indexes it was first
 * declared with, `f:<field>`, which holds what a comparison sees of the field. An index over columns is made more than twice as
 * fast as one that has to look into every document, and is smaller to keep. A field that an index needs only later has no column
 * and is read from the document, and so is everything in tables of format 1; columns never come or go while a table lives.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Document } from '../../kernel/index.js';
import { valueAt } from '../query.js';
import { inDocument, quoted } from './sql.js';
import type { KeyOf } from './sql.js';

const PREFIX = 'f:';
const columnOf = (field: string): string => quoted(PREFIX + field);

/** The definitions of the columns of these indexes. SQLite takes names that differ in capitals only for one: the first one has it. */
export const columnsFor = (indexes: readonly (readonly string[])[]): readonly string[] => {
  const fields = new Map<string, string>();
  for (const field of indexes.flat()) {
    const name = field.toLowerCase();
    if (field !== 'id' && !fields.has(name)) fields.set(name, field);
  }
  return [...fields.values()].map(columnOf);
};

/** The layout of a table as it is in the file. */
export class Columns {
  readonly keyOf: KeyOf;
  /** How a document is put into the table, many rows at once. */
  readonly names: readonly string[];

  private constructor(private readonly fields: readonly string[]) {
    const known = new Set(fields);
    this.keyOf = (field) => (known.has(field) ? columnOf(field) : inDocument(field));
    this.names = ['id', 'position', 'doc', ...fields.map(columnOf)];
  }

  /** Of a table that is not there: the columns that every table has. */
  static of(database: DatabaseSync, table: string): Columns {
    const names = database.prepare(`PRAGMA table_info(${quoted(table)})`).all();
    const fields = names.map(({ name }) => String(name)).filter((name) => name.startsWith(PREFIX));
    return new Columns(fields.map((name) => name.slice(PREFIX.length)));
  }

  equals(other: Columns): boolean {
    return this.names.join() === other.names.join();
  }

  /** Puts what stands in the columns of the fields behind the other values of a row; nothing where the document was deleted. */
  pushValues(row: Bindable[], document: Document | undefined): void {
    for (const field of this.fields) row.push(document === undefined ? null : stored(document, field));
  }
}

export type Bindable = string | number | bigint | Uint8Array | null;

const FALSE = Uint8Array.of(0);
const TRUE = Uint8Array.of(1);

const stored = (document: Document, field: string): Bindable => {
  const value = valueAt(document, field);
  if (typeof value === 'boolean') return value ? TRUE : FALSE;
  // JSON writes what is no finite number as null.
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
};
