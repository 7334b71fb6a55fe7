import type { Collection, Document } from '../kernel/index.js';
import type { Difference } from './builds.js';

/** Counts how two builds differ, walking both in the order of the ids. Positions are not compared, the documents are. */
export const differenceOf = async (older: Collection, newer: Collection, position: bigint): Promise<Difference> => {
  const counts = { same: 0, added: 0, removed: 0, changed: 0 };
  const left = older.scan()[Symbol.asyncIterator]();
  const right = newer.scan()[Symbol.asyncIterator]();
  let [a, b] = [await left.next(), await right.next()];
  while (a.done !== true || b.done !== true) {
    const order = orderOf(
      a.done === true ? undefined : a.value.document,
      b.done === true ? undefined : b.value.document,
    );
    if (order < 0) counts.removed += 1;
    else if (order > 0) counts.added += 1;
    else if (a.done !== true && b.done !== true && sameJson(a.value.document, b.value.document)) counts.same += 1;
    else counts.changed += 1;
    if (order <= 0) a = await left.next();
    if (order >= 0) b = await right.next();
  }
  return { position: position.toString(), ...counts };
};

/** Both stores scan in code point order, which is the order of the UTF-8 bytes. An exhausted side comes last. */
const orderOf = (left: Document | undefined, right: Document | undefined): number => {
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return left.id === right.id ? 0 : Buffer.compare(Buffer.from(left.id), Buffer.from(right.id));
};

/** Equal as JSON values: the order of an object's keys means nothing. */
export const sameJson = (left: unknown, right: unknown): boolean => {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
};
