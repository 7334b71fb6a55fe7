/**
 * How a document lies in MongoDB.
 *
 *     { _id: "<id>", position: Int64, live: true, json: "<text>",
 *       f: { "<path>": number | string | boolean, … },
 *       a: { "<path>": [ scalar, … ], … } }
 *     { _id: "<id>", position: Int64, live: false }        a tombstone: deleted at that position
 *
 * `json` is the document as JSON text, id and all, and the only thing that is given back. BSON itself would not do: it
 * knows numbers of several kinds, takes `{"$ref": …, "$id": …}` for a reference, has no place for a key with a zero
 * byte, and servers differ over keys that begin with `$` or hold a dot and over arrays in arrays. Text keeps keys,
 * their order and strings exactly.
 *
 * `f` is what queries compare: each number, string and boolean that a dotted path reaches through objects (never into
 * arrays), flat, under its path with `/` for the dots. `/` cannot occur in a name that a query may use, and a value
 * that no query can name is left out. A null, an object and an array are absent from `f`, because to a comparison they
 * are null, and MongoDB takes the missing for null. Flat, because MongoDB looks through arrays on its way and the port
 * does not. Of what is left, MongoDB's own order is the port's: null, numbers by value, strings by their UTF-8 bytes
 * (which is by code point), false, true.
 *
 * `a` is what `has` looks into: the scalars of each array, under the same paths.
 *
 * `live` leads every index, so that tombstones, of which a long life leaves many, stand in no query's way.
 */
import { BSON } from 'mongodb';
import { ViewStoreError } from '../../kernel/index.js';
import type { Document, Scalar } from '../../kernel/index.js';

/** Raise it when the form above changes; a store of a higher number is refused. */
export const FORMAT = 1;

export interface StoredDocument {
  readonly _id: string;
  readonly position: bigint;
  readonly live: boolean;
  readonly json?: string;
  readonly f?: ReadonlyMap<string, Scalar>;
  readonly a?: ReadonlyMap<string, readonly Scalar[]>;
}

/** A name that a query can use; others need not be found. */
const NAME = /^[\p{L}\p{N}_-]+$/u;
/** Of a path, in characters: no query has a longer one. */
const MAX_PATH = 200;

/** Of what is sent for one document, in bytes: MongoDB's own bound, less room for what surrounds it. */
const MAX_SIZE = 16 * 1024 * 1024 - 1024;
/**
 * A text shorter than this, in UTF-16 units, cannot come near the bound, even where every value of it is found under
 * the longest path.
 */
const SURELY_FITS = 100_000;

/** Throws `bad-query` where the document is larger than MongoDB takes. */
export const storedPut = (document: Document, position: bigint): StoredDocument => {
  const f = new Map<string, Scalar>();
  const a = new Map<string, readonly Scalar[]>();
  const visit = (value: object, above: string): void => {
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      const path = above + key;
      if (path.length > MAX_PATH || !NAME.test(key)) continue;
      if (Array.isArray(inner)) a.set(path, inner.filter(isScalar));
      else if (typeof inner === 'object' && inner !== null) visit(inner, `${path}/`);
      else if (isScalar(inner) && inner !== null) f.set(path, inner);
    }
  };
  visit(document, '');
  const json = JSON.stringify(document);
  const stored = { _id: document.id, position, live: true, json, f, ...(a.size > 0 && { a }) };
  if (json.length > SURELY_FITS) checkSize(stored);
  return stored;
};

const checkSize = (stored: StoredDocument): void => {
  const size = BSON.calculateObjectSize(stored);
  if (size <= MAX_SIZE) return;
  const message = `文档“${stored._id}”存入 MongoDB 要占 ${size} 字节，超过上限 ${MAX_SIZE} 字节。请让这个视图把文档拆小，再重建。`;
  throw new ViewStoreError('bad-query', message);
};

export const storedDelete = (id: string, position: bigint): StoredDocument => ({ _id: id, position, live: false });

const isScalar = (value: unknown): value is Scalar =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/** The document as it was put. Throws `corrupt` where what is stored has not the form above. */
export const documentOf = <D extends Document>(stored: StoredDocument, place: string): D => {
  const document = parsed(stored.json);
  if (typeof document === 'object' && document !== null && 'id' in document && document.id === stored._id)
    return document as D;
  throw new ViewStoreError(
    'corrupt',
    `视图库 ${place} 里编号为“${stored._id}”的文档不是本程序写下的样子，可能被别的工具改过。请用 five-ones rebuild 由事件重建该视图。`,
  );
};

const parsed = (json: unknown): unknown => {
  if (typeof json !== 'string') return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Where the scalar under a dotted path is compared. */
export const scalarPath = (field: string): string => (field === 'id' ? '_id' : `f.${field.replaceAll('.', '/')}`);

/** Where the array under a dotted path is looked into. */
export const arrayPath = (field: string): string => `a.${field.replaceAll('.', '/')}`;
