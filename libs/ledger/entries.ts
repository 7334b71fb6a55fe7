import type { Document, Projection } from '../kernel/index.js';
import { type Entry, foldEntry } from './register/known.js';
import { type Register, typesOf } from './register/register.js';

/**
 * The rows of all registers with their whole history, one document a row. What an import compares with, an export gives back, and
 * the obligations are computed from: a row as known at any instant (`rowKnownAt`) without replaying.
 */
export type EntryDocument = Entry & Document;

export const ENTRIES = 'register-entries';

export const entriesProjection = (registers: readonly Register[]): Projection<EntryDocument> => {
  const byType = new Map(registers.flatMap((register) => typesOf(register).map((type) => [type, register] as const)));
  return {
    name: ENTRIES,
    version: 1,
    types: [...byType.keys()],
    indexes: [],
    route: (event) => [event.stream],
    fold: (document, event) => {
      const register = byType.get(event.type);
      if (register === undefined) throw new Error(`没有哪张台账登记过事件类型 ${event.type}`);
      return foldEntry(register, document, event) as EntryDocument;
    },
  };
};
