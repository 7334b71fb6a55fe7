/**
 * What a query means, in the plainest words: go through all documents, keep those that match, sort them. Adapters must give what
 * this gives; the contract compares them on many generated documents and queries.
 */
import type { Document, Query, Scalar, Where } from '../../kernel/index.js';
import { valueAt } from '../query.js';

export const expected = (documents: readonly Document[], query: Query): readonly Document[] => {
  const sort = query.sort ?? [];
  const idSign = sort.at(-1)?.descending === true ? -1 : 1;
  return documents
    .filter((document) => query.where === undefined || matches(document, query.where))
    .sort((left, right) => {
      for (const { field, descending } of sort) {
        const order = compare(valueAt(left, field), valueAt(right, field));
        if (order !== 0) return descending === true ? -order : order;
      }
      return idSign * compare(left.id, right.id);
    });
};

export const matches = (document: Document, where: Where): boolean => {
  if ('and' in where) return where.and.every((part) => matches(document, part));
  if ('or' in where) return where.or.some((part) => matches(document, part));
  if ('has' in where) return members(document, where.field).includes(where.has);
  const value = valueAt(document, where.field);
  if ('eq' in where) return value === where.eq;
  if ('in' in where) return where.in.includes(value);
  const { gt, gte, lt, lte } = where;
  const holds = (bound: Scalar | undefined, test: (order: number) => boolean): boolean =>
    bound === undefined || (typeof bound === typeof value && test(compare(value, bound)));
  return (
    holds(gt, (order) => order > 0) &&
    holds(gte, (order) => order >= 0) &&
    holds(lt, (order) => order < 0) &&
    holds(lte, (order) => order <= 0)
  );
};

const members = (document: Document, path: string): readonly unknown[] => {
  let value: unknown = document;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
};

const rank = (value: Scalar): number =>
  value === null ? 0 : typeof value === 'number' ? 1 : typeof value === 'string' ? 2 : 3;

/** The total order over scalars: null, numbers, strings by code point, false, true. */
export const compare = (left: Scalar, right: Scalar): number => {
  const kind = rank(left) - rank(right);
  if (kind !== 0) return kind;
  if (typeof left === 'string' && typeof right === 'string') return compareCodePoints(left, right);
  return Number(left) - Number(right);
};

const compareCodePoints = (left: string, right: string): number => {
  const [a, b] = [Array.from(left), Array.from(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
};
