/**
 * What a query may say, checked once for every adapter, and the form of a cursor.
 *
 * Comparisons see scalars only, in one total order that both engines have by nature: null, then numbers by value, then strings
 * by code point, then false and true. A missing field is null, and so is one that holds an object or an array (`has` alone
 * looks into arrays). Ranges stay within the kind of their bound: `gt: 5` is never true of a string. The id is the last sort
 * key and runs in the direction of the key before it, so that one index, read backwards, also serves the reverse order.
 *
 * A cursor is the base64url form of a JSON array: the sort it belongs to, then the document's value under each sort key, the
 * id last. It names a place in the order, not a document, so it still holds when that document has been changed or deleted.
 */
import { ViewStoreError } from '../kernel/index.js';
import type { CollectionDeclaration, Document, Query, Scalar, Where } from '../kernel/index.js';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 10_000;
/** Values of one `in`. */
export const MAX_VALUES = 10_000;
/** `and` and `or` within each other. */
export const MAX_DEPTH = 20;
/** `and`, `or` and comparisons of one query together. */
export const MAX_TERMS = 200;
export const MAX_SORT_KEYS = 8;

export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

export interface CheckedQuery {
  readonly where: Where | undefined;
  /** Ends with the id, so that the order is total. */
  readonly sort: readonly SortKey[];
  readonly limit: number;
  /** The values of the sort keys to start after, one a key. */
  readonly after: readonly Scalar[] | undefined;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,99}$/;
const FIELD = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;
const MAX_FIELD_LENGTH = 200;

export const badQuery = (message: string): ViewStoreError => new ViewStoreError('bad-query', message);

/** Throws `bad-query` unless name and indexes of the declaration are well formed. */
export const checkDeclaration = (declaration: CollectionDeclaration): void => {
  checkName(declaration.name);
  for (const fields of declaration.indexes) {
    if (fields.length === 0)
      throw badQuery(`集合 ${declaration.name} 声明了一个没有字段的索引；请写明字段，或删去这个索引。`);
    fields.forEach(checkField);
  }
};

export const checkName = (name: string): void => {
  if (!NAME.test(name)) {
    throw badQuery(
      `集合名“${name}”不合规：只能用小写字母、数字、_ 和 -，以字母或数字开头，至多 100 个字符。请改名后再试。`,
    );
  }
};

export const checkQuery = (query: Query): CheckedQuery => {
  if (query.where !== undefined) checkWhere(query.where);
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw badQuery(`每页条数须为 1 至 ${MAX_LIMIT} 的整数，收到的是 ${limit}；请改小，其余用游标接着取。`);
  }
  const sort = sortKeys(query.sort ?? []);
  return {
    where: query.where,
    sort,
    limit,
    after: query.after === undefined ? undefined : decodeCursor(query.after, sort),
  };
};

/** Throws `bad-query` where a condition is malformed. */
export const checkWhere = (where: Where): void => {
  let terms = 0;
  const visit = (part: Where, depth: number): void => {
    terms += 1;
    if (terms > MAX_TERMS) throw badQuery(`查询条件超过 ${MAX_TERMS} 项；请减少条件，或改用 in。`);
    if (depth > MAX_DEPTH) throw badQuery(`查询条件嵌套超过 ${MAX_DEPTH} 层；请把条件写平。`);
    if ('and' in part) part.and.forEach((inner) => visit(inner, depth + 1));
    else if ('or' in part) part.or.forEach((inner) => visit(inner, depth + 1));
    else checkComparison(part);
  };
  visit(where, 1);
};

type Comparison = Exclude<Where, { readonly and: unknown } | { readonly or: unknown }>;

const checkComparison = (part: Comparison): void => {
  checkField(part.field);
  if ('eq' in part) checkScalar(part.field, part.eq);
  else if ('has' in part) checkScalar(part.field, part.has);
  else if ('in' in part) {
    if (part.in.length > MAX_VALUES) throw badQuery(`字段 ${part.field} 的 in 超过 ${MAX_VALUES} 个值；请分批查询。`);
    part.in.forEach((value) => checkScalar(part.field, value));
  } else checkRange(part.field, [part.gt, part.gte, part.lt, part.lte]);
};

const checkRange = (field: string, bounds: readonly (Scalar | undefined)[]): void => {
  const kinds = new Set(bounds.filter((bound) => bound !== undefined).map((bound) => typeof bound));
  if (kinds.size === 0) throw badQuery(`字段 ${field} 的条件里没有可比的值；请给出 eq、in、has 或一个上下限。`);
  if (kinds.size > 1) throw badQuery(`字段 ${field} 的上下限一个是数、一个是文字，没有值能同时满足；请用同一种类型。`);
  if (!kinds.has('number') && !kinds.has('string')) {
    throw badQuery(`字段 ${field} 的上下限只能是数或文字；真假和空值请用 eq。`);
  }
  bounds.forEach((bound) => bound !== undefined && checkScalar(field, bound));
};

const checkScalar = (field: string, value: unknown): void => {
  const scalar = value === null || typeof value === 'string' || typeof value === 'boolean';
  if (!scalar && !(typeof value === 'number' && Number.isFinite(value))) {
    throw badQuery(`字段 ${field} 只能与文字、有限的数、真假或空值比较；请检查条件里的值。`);
  }
};

const checkField = (field: string): void => {
  if (field.length > MAX_FIELD_LENGTH || !FIELD.test(field)) {
    throw badQuery(
      `字段名“${field.slice(0, MAX_FIELD_LENGTH)}”不合规：只能用字母、汉字、数字、_ 和 -，层级之间用点分开。`,
    );
  }
};

const sortKeys = (sort: NonNullable<Query['sort']>): readonly SortKey[] => {
  if (sort.length > MAX_SORT_KEYS) throw badQuery(`排序字段超过 ${MAX_SORT_KEYS} 个；请减少。`);
  sort.forEach(({ field }) => checkField(field));
  if (new Set(sort.map(({ field }) => field)).size < sort.length)
    throw badQuery('同一个字段在排序里出现了两次；请只写一次。');
  const keys = sort.map(({ field, descending }) => ({ field, descending: descending ?? false }));
  const id = keys.findIndex(({ field }) => field === 'id');
  if (id >= 0) return keys.slice(0, id + 1);
  return [...keys, { field: 'id', descending: keys.at(-1)?.descending ?? false }];
};

const sortName = (sort: readonly SortKey[]): string =>
  sort.map(({ field, descending }) => (descending ? '-' : '+') + field).join();

/** The cursor that starts after this document in this order. */
export const encodeCursor = (document: Document, sort: readonly SortKey[]): string =>
  Buffer.from(JSON.stringify([sortName(sort), ...sort.map(({ field }) => valueAt(document, field))])).toString(
    'base64url',
  );

const decodeCursor = (cursor: string, sort: readonly SortKey[]): readonly Scalar[] => {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    parts = undefined;
  }
  if (!Array.isArray(parts)) throw badQuery('游标无法辨认；请从第一页重新取。');
  const [name, ...values] = parts as readonly unknown[];
  if (name !== sortName(sort) || values.length !== sort.length) {
    throw badQuery('游标属于另一种排序；换了排序就要从第一页重新取。');
  }
  values.forEach((value, at) => checkScalar(sort[at]?.field ?? 'id', value));
  if (typeof values.at(-1) !== 'string') throw badQuery('游标无法辨认；请从第一页重新取。');
  return values as readonly Scalar[];
};

/** What a comparison sees of the document under a dotted path. */
export const valueAt = (document: Document, path: string): Scalar => {
  let value: unknown = document;
  for (const key of path.split('.')) {
    const holds = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key);
    if (!holds) return null;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
};
