/**
 * From a query to SQL.
 *
 * What a comparison sees of a field stands in a column of its own where the table has one (see `columns.ts`); else it is read
 * from the document by one expression, written the same in every query and every index, because SQLite uses an index on an
 * expression only where the query repeats it. Both give NULL, a number or text as they are, and false and true as the blobs
 * x'00' and x'01'; SQLite's own order over storage classes (NULL, numbers, text by bytes of UTF-8, which is by code point,
 * blobs) is then the port's order, and no value of one kind ever equals one of another.
 *
 * A keyset cursor over the keys k1 … kn would be one long OR, which SQLite answers by reading everything. Instead the rest of the
 * order after the cursor is cut into segments that follow one another: first k1 … k(n-1) equal and kn beyond, then k1 … k(n-2)
 * equal and k(n-1) beyond, up to k1 beyond; each is a plain range on an index.
 */
import type { Scalar, Where } from '../../kernel/index.js';
import type { SortKey } from '../query.js';

export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

const FALSE = `x'00'`;
const TRUE = `x'01'`;
const LIVES = 'doc IS NOT NULL';
/** The least text and the least blob: where numbers end and where text ends. */
const TEXT_FROM = `''`;
const BLOB_FROM = `x''`;

/** Field names were checked by then: no quote can be in them. */
const pathOf = (field: string): string =>
  `'$${field
    .split('.')
    .map((key) => `."${key}"`)
    .join('')}'`;

/** How a field is written in SQL. */
export type KeyOf = (field: string) => string;

/** As it stands in the document. */
export const inDocument: KeyOf = (field) => {
  if (field === 'id') return 'id';
  const path = pathOf(field);
  return (
    `CASE json_type(doc, ${path}) WHEN 'true' THEN ${TRUE} WHEN 'false' THEN ${FALSE} ` +
    `WHEN 'array' THEN NULL WHEN 'object' THEN NULL ELSE doc ->> ${path} END`
  );
};

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const sql = (text: string, ...values: readonly (string | number)[]): Sql => ({ text, values });

/**
 * Each side of an OR says for itself that the document lives: SQLite looks there, and not outside, for what a partial index needs.
 */
const any = (parts: readonly Sql[]): Sql =>
  parts.length < 2
    ? joined(parts, 'OR', '0')
    : joined(
        parts.map((part) => all([sql(LIVES), part])),
        'OR',
        '0',
      );

const joined = (parts: readonly Sql[], by: 'AND' | 'OR', none: '1' | '0'): Sql =>
  parts.length === 0
    ? sql(none)
    : sql(`(${parts.map(({ text }) => text).join(` ${by} `)})`, ...parts.flatMap(({ values }) => values));

/** All of the conditions; true where there are none. */
export const all = (parts: readonly Sql[]): Sql => joined(parts, 'AND', '1');

export const conditionOf = (where: Where, keyOf: KeyOf): Sql => {
  if ('and' in where) return all(where.and.map((part) => conditionOf(part, keyOf)));
  if ('or' in where) return any(where.or.map((part) => conditionOf(part, keyOf)));
  if ('has' in where) return member(where.field, where.has);
  const key = keyOf(where.field);
  if ('eq' in where) return equal(key, where.eq);
  if ('in' in where) return among(key, where.in);
  return all(
    (['gt', 'gte', 'lt', 'lte'] as const).flatMap((bound) => {
      const value = where[bound];
      return value === undefined ? [] : [range(key, bound, value)];
    }),
  );
};

const equal = (key: string, value: Scalar): Sql => {
  if (value === null) return sql(`${key} IS NULL`);
  if (typeof value === 'boolean') return sql(`${key} = ${value ? TRUE : FALSE}`);
  return sql(`${key} = ?`, value);
};

const among = (key: string, values: readonly Scalar[]): Sql => {
  const plain = values.filter((value) => typeof value === 'string' || typeof value === 'number');
  const others = [null, true, false].filter((value) => values.includes(value));
  const parts = others.map((value) => equal(key, value));
  if (plain.length > 0) parts.push(sql(`${key} IN (SELECT value FROM json_each(?))`, JSON.stringify(plain)));
  return any(parts);
};

const SIGN = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** A bound, and the border of its kind on the other side. */
const range = (key: string, bound: keyof typeof SIGN, value: Scalar): Sql => {
  const text = typeof value === 'string';
  const upward = bound === 'gt' || bound === 'gte';
  const here = `${key} ${SIGN[bound]} ?`;
  const plain = typeof value === 'string' || typeof value === 'number' ? value : Number(value);
  if (upward) return sql(`(${here} AND ${key} < ${text ? BLOB_FROM : TEXT_FROM})`, plain);
  return text ? sql(`(${here} AND ${key} >= ${TEXT_FROM})`, plain) : sql(here, plain);
};

const member = (field: string, value: Scalar): Sql => {
  const path = pathOf(field);
  const some = (condition: string): string =>
    `(json_type(doc, ${path}) = 'array' AND EXISTS (SELECT 1 FROM json_each(doc, ${path}) AS member WHERE ${condition}))`;
  if (typeof value === 'string') return sql(some(`member.type = 'text' AND member.atom = ?`), value);
  if (typeof value === 'number') return sql(some(`member.type IN ('integer', 'real') AND member.atom = ?`), value);
  return sql(some(`member.type = '${String(value)}'`));
};

const orderOf = (sort: readonly SortKey[], keyOf: KeyOf): string =>
  sort.map(({ field, descending }) => `${keyOf(field)}${descending ? ' DESC' : ''}`).join(', ');

/** The documents of a table (by its quoted name) that meet all conditions, in order; the last value to bind is the limit. */
export const selectOf = (table: string, conditions: readonly Sql[], sort: readonly SortKey[], keyOf: KeyOf): Sql => {
  const { text, values } = all(conditions);
  return {
    text: `SELECT doc FROM ${table} WHERE ${LIVES} AND ${text} ORDER BY ${orderOf(sort, keyOf)} LIMIT ?`,
    values,
  };
};

/** A piece of the order: the condition it is under, and the keys that are not yet fixed by it. */
export interface Segment {
  readonly condition: Sql;
  readonly sort: readonly SortKey[];
}

/** The rest of the order after these values, in pieces that follow one another: the last key's first, the first key's last. */
export const segmentsAfter = (sort: readonly SortKey[], after: readonly Scalar[], keyOf: KeyOf): readonly Segment[] => {
  const fixed = sort.map(({ field }, at) => equal(keyOf(field), after[at] ?? null));
  return sort
    .map((_, at) =>
      beyondValue(sort.slice(at), after[at] ?? null, keyOf).map((segment) => ({
        ...segment,
        condition: all([...fixed.slice(0, at), segment.condition]),
      })),
    )
    .toReversed()
    .flat();
};

/** What comes after a value in the order of the first key: nulls are first, or last where it descends. */
const beyondValue = (sort: readonly SortKey[], value: Scalar, keyOf: KeyOf): readonly Segment[] => {
  const [{ field, descending } = { field: 'id', descending: false }, ...others] = sort;
  const key = keyOf(field);
  if (value === null) return descending ? [] : [{ condition: sql(`${key} IS NOT NULL`), sort }];
  const sign = descending ? '<' : '>';
  const condition =
    typeof value === 'boolean' ? sql(`${key} ${sign} ${value ? TRUE : FALSE}`) : sql(`${key} ${sign} ?`, value);
  if (!descending || field === 'id') return [{ condition, sort }];
  return [
    { condition, sort },
    { condition: sql(`${key} IS NULL`), sort: others },
  ];
};
