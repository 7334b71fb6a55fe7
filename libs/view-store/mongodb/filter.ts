/**
 * The port's queries in MongoDB's words. Values are compared where `document.ts` lays them flat, so that a comparison
 * means there what it means at the port; left to say are the empty `and` and `or`, and the place of a cursor.
 *
 * "After the cursor" is the usual ladder over the sort keys: equal in all keys before, beyond in this one. Each rung is
 * an alternative of its own, together with the rest of the query, at the top of the filter: so MongoDB reads each from
 * the index in order and merges them, instead of reading from the beginning. *Beyond* must cross from kind to kind,
 * which MongoDB's `$gt` and `$lt` do not.
 */
import type { Filter, Sort } from 'mongodb';
import type { Scalar, Where } from '../../kernel/index.js';
import type { CheckedQuery, SortKey } from '../query.js';
import { arrayPath, scalarPath } from './document.js';
import type { StoredDocument } from './document.js';

type StoredFilter = Filter<StoredDocument>;

const nothing: StoredFilter = { _id: { $in: [] } };

/** The living documents that match; `undefined` takes all. */
export const whereFilter = (where: Where | undefined): StoredFilter =>
  where === undefined ? { live: true } : { live: true, $and: [condition(where)] };

/** The living documents that match and come after the cursor, if there is one. */
export const pageFilter = ({ where, sort, after }: CheckedQuery): StoredFilter => {
  if (after === undefined) return whereFilter(where);
  const matching = where === undefined ? [] : [condition(where)];
  const rungs = ladder(sort, after).map((rung) => ({ live: true, $and: [...matching, ...rung] }));
  return rungs.length === 0 ? nothing : { $or: rungs };
};

export const sortOrder = (sort: readonly SortKey[]): Sort =>
  sort.map(({ field, descending }): [string, 1 | -1] => [scalarPath(field), descending ? -1 : 1]);

const condition = (where: Where): StoredFilter => {
  if ('and' in where) return where.and.length === 0 ? {} : { $and: where.and.map(condition) };
  if ('or' in where) return where.or.length === 0 ? nothing : { $or: where.or.map(condition) };
  if ('has' in where) return { [arrayPath(where.field)]: { $elemMatch: { $eq: where.has } } };
  const path = scalarPath(where.field);
  if ('eq' in where) return { [path]: { $eq: where.eq } };
  if ('in' in where) return { [path]: { $in: where.in } };
  return { [path]: range(where) };
};

interface Bounds {
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly lt?: Scalar;
  readonly lte?: Scalar;
}

const range = ({ gt, gte, lt, lte }: Bounds): Record<string, Scalar> => ({
  ...(gt !== undefined && { $gt: gt }),
  ...(gte !== undefined && { $gte: gte }),
  ...(lt !== undefined && { $lt: lt }),
  ...(lte !== undefined && { $lte: lte }),
});

/** The alternatives, each a list of conditions, of which a document after the cursor meets exactly one. */
const ladder = (sort: readonly SortKey[], after: readonly Scalar[]): readonly (readonly StoredFilter[])[] => {
  const places = sort.map(({ field, descending }, at) => ({
    path: scalarPath(field),
    value: after[at] ?? null,
    descending,
  }));
  return places.flatMap(({ path, value, descending }, at) => {
    const equal = places.slice(0, at).map((place): StoredFilter => ({ [place.path]: { $eq: place.value } }));
    const further = descending ? below(value) : above(value);
    return further.map((test) => [...equal, { [path]: test }]);
  });
};

const anyNumber = { $gte: -Number.MAX_VALUE };
const anyString = { $gte: '' };
const anyBoolean = { $in: [false, true] };
const onlyNull = { $eq: null };

/** What comes after the value in the order null, numbers, strings, false, true: one test a kind. */
const above = (value: Scalar): readonly object[] => {
  if (value === null) return [anyNumber, anyString, anyBoolean];
  if (typeof value === 'number') return [{ $gt: value }, anyString, anyBoolean];
  if (typeof value === 'string') return [{ $gt: value }, anyBoolean];
  return value ? [] : [{ $eq: true }];
};

/** What comes before the value in that order. */
const below = (value: Scalar): readonly object[] => {
  if (value === null) return [];
  if (typeof value === 'number') return [{ $lt: value }, onlyNull];
  if (typeof value === 'string') return [{ $lt: value }, anyNumber, onlyNull];
  return [...(value ? [{ $eq: false }] : []), anyString, anyNumber, onlyNull];
};
