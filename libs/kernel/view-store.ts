/**
 * The port to the views: collections of JSON documents that can be dropped and rebuilt from the events at any time. Two adapters
 * stand behind it (`libs/view-store`).
 */
export interface ViewStore {
  /** Declares a collection (makes it and its indexes where missing). Idempotent; a changed declaration adds and drops indexes. */
  collection<D extends Document = Document>(declaration: CollectionDeclaration): Promise<Collection<D>>;
  /** Drops a collection with its documents; no error where it is not there. */
  drop(name: string): Promise<void>;
  /** A small key–value shelf beside the collections, for checkpoints, pointers and leases: atomic per key. */
  readonly shelf: Shelf;
  close(): Promise<void>;
}

/** A stored document. `id` is its key; any JSON besides. */
export type Document = { readonly id: string } & Record<string, unknown>;

export interface CollectionDeclaration {
  /** Lower-case letters, digits, `_` and `-`. */
  readonly name: string;
  /** Each index is a list of fields (dotted paths allowed), declared because a query needs it. */
  readonly indexes: readonly (readonly string[])[];
}

export interface Collection<D extends Document = Document> {
  /**
   * Bulk upsert and delete. Each write carries the position of the event that last changed the document; a write whose position
   * is not above that of the stored document changes nothing, so repeated and replayed writes are harmless. A deleted document leaves
   * its position behind as a tombstone. Not atomic across documents, and need not be.
   */
  write(changes: readonly Change<D>[]): Promise<void>;
  get(id: string): Promise<D | undefined>;
  getMany(ids: readonly string[]): Promise<ReadonlyMap<string, D>>;
  /** Documents that match, sorted, from a keyset cursor on. The id is always the last sort key, so that the order is total. */
  find(query: Query): Promise<Found<D>>;
  count(where?: Where): Promise<number>;
  /** All documents with their positions, by id: for comparing an old and a new version. Pages inside. */
  scan(): AsyncIterable<{ readonly document: D; readonly position: bigint }>;
}

export type Change<D extends Document> =
  | { readonly kind: 'put'; readonly document: D; readonly position: bigint }
  | { readonly kind: 'delete'; readonly id: string; readonly position: bigint };

/** Scalars compare as numbers or by code point of the string; null sorts first; a missing field is null. */
export type Scalar = string | number | boolean | null;

export type Where =
  | { readonly field: string; readonly eq: Scalar }
  | { readonly field: string; readonly in: readonly Scalar[] }
  | { readonly field: string; readonly gt?: Scalar; readonly gte?: Scalar; readonly lt?: Scalar; readonly lte?: Scalar }
  /** The field is an array that holds this value. */
  | { readonly field: string; readonly has: Scalar }
  | { readonly and: readonly Where[] }
  | { readonly or: readonly Where[] };

export interface Query {
  readonly where?: Where;
  readonly sort?: readonly { readonly field: string; readonly descending?: boolean }[];
  /** 1 … 10,000; default 100. */
  readonly limit?: number;
  /** An opaque cursor from `Found.cursor` or `Found.cursors`; starts after it. */
  readonly after?: string;
}

export interface Found<D extends Document> {
  readonly documents: readonly D[];
  /** One cursor a document, in the same order. */
  readonly cursors: readonly string[];
  readonly more: boolean;
}

export interface Shelf {
  get(key: string): Promise<ShelfItem | undefined>;
  list(prefix: string): Promise<readonly ({ readonly key: string } & ShelfItem)[]>;
  /**
   * Sets the value if the stored version is the expected one (0 = not there yet) and answers the new version, or null where somebody
   * else was faster. Compare-and-set is what leases, checkpoints with fencing and pointer swaps need.
   */
  set(key: string, value: unknown, expectedVersion: number): Promise<number | null>;
  delete(key: string, expectedVersion: number): Promise<boolean>;
}

export interface ShelfItem {
  readonly value: unknown;
  readonly version: number;
}

export type ViewStoreErrorCode =
  'unavailable' | 'locked' | 'read-only' | 'full' | 'newer-format' | 'corrupt' | 'bad-query' | 'access-denied';

/** `message` is Chinese and says what happened, why, and what to do next; `code` is what programs go by. */
export class ViewStoreError extends Error {
  override readonly name = 'ViewStoreError';
  constructor(
    readonly code: ViewStoreErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
