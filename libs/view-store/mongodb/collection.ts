import type { AnyBulkWriteOperation, Collection as MongoDriverCollection, Filter, FindOptions, Sort } from 'mongodb';
import type { Change, Collection, Document, Found, Query, Where } from '../../kernel/index.js';
import { checkQuery, checkWhere, encodeCursor } from '../query.js';
import type { Attempts } from './attempts.js';
import { isDuplicateKey } from './errors.js';
import { documentOf, storedDelete, storedPut } from './document.js';
import type { StoredDocument } from './document.js';
import { pageFilter, sortOrder, whereFilter } from './filter.js';

/** Documents a batch of writes, ids a query, documents a page of a scan. */
const BATCH = 1_000;

/** Positions come as bigint, and what only queries need stays on the server. */
const ANSWER = { useBigInt64: true, projection: { position: 1, live: 1, json: 1 } } as const satisfies FindOptions;

export class MongoViewCollection<D extends Document> implements Collection<D> {
  constructor(
    private readonly documents: MongoDriverCollection<StoredDocument>,
    private readonly attempts: Attempts,
  ) {}

  async write(changes: readonly Change<D>[]): Promise<void> {
    const newest = [...newestById(changes).values()];
    for (let at = 0; at < newest.length; at += BATCH) await this.#writeBatch(newest.slice(at, at + BATCH));
  }

  /**
   * Reads which positions are stored, inserts what is new and replaces what is older, each guarded by itself: an insert
   * by the unique id, a replacement by the position in its filter. Nothing rests on what was read, so another writer in
   * between does no harm: where it was faster to insert, the whole batch is looked at once more; where it was faster to
   * replace, with a newer document, our older one matches nothing, which is right. Repeating after a lost answer is
   * harmless for the same reasons.
   */
  async #writeBatch(changes: readonly Change<D>[]): Promise<void> {
    for (let pending = changes; pending.length > 0;) {
      const stored = await this.#positions(pending.map(idOf));
      pending = pending.filter((change) => {
        const position = stored.get(idOf(change));
        return position === undefined || position < change.position;
      });
      const writes = pending.map((change) => guarded(change, stored.has(idOf(change))));
      if (writes.length === 0 || (await this.#bulkWrite(writes))) return;
    }
  }

  /** Answers false where a document was inserted by another meanwhile. */
  #bulkWrite(writes: readonly AnyBulkWriteOperation<StoredDocument>[]): Promise<boolean> {
    return this.attempts.run(async () => {
      try {
        await this.documents.bulkWrite(writes, { ordered: false });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    });
  }

  async #positions(ids: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    const options = { ...ANSWER, projection: { position: 1 }, batchSize: ids.length };
    const found = await this.#read({ _id: { $in: ids } }, options);
    return new Map(found.map(({ _id, position }) => [_id, position]));
  }

  async get(id: string): Promise<D | undefined> {
    const stored = await this.attempts.run(() => this.documents.findOne({ _id: id }, ANSWER));
    return stored?.live === true ? this.#document(stored) : undefined;
  }

  async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, D>> {
    const wanted = [...new Set(ids)];
    const found = new Map<string, D>();
    for (let at = 0; at < wanted.length; at += BATCH) {
      const some = wanted.slice(at, at + BATCH);
      const stored = await this.#read({ _id: { $in: some }, live: true }, { ...ANSWER, batchSize: some.length });
      for (const each of stored) found.set(each._id, this.#document(each));
    }
    return found;
  }

  async find(query: Query): Promise<Found<D>> {
    const checked = checkQuery(query);
    // One more than asked for tells whether there are more.
    const stored = await this.#page(pageFilter(checked), sortOrder(checked.sort), checked.limit + 1);
    const documents = stored.slice(0, checked.limit).map((each) => this.#document(each));
    const cursors = documents.map((document) => encodeCursor(document, checked.sort));
    return { documents, cursors, more: stored.length > checked.limit };
  }

  async count(where?: Where): Promise<number> {
    if (where !== undefined) checkWhere(where);
    return this.attempts.run(() => this.documents.countDocuments(whereFilter(where)));
  }

  async *scan(): AsyncIterable<{ readonly document: D; readonly position: bigint }> {
    const order: Sort = { _id: 1 };
    let filter: Filter<StoredDocument> = { live: true };
    for (;;) {
      const page = await this.#page(filter, order, BATCH);
      for (const stored of page) yield { document: this.#document(stored), position: stored.position };
      const last = page.at(-1);
      if (last === undefined || page.length < BATCH) return;
      filter = { live: true, _id: { $gt: last._id } };
    }
  }

  #page(filter: Filter<StoredDocument>, sort: Sort, limit: number): Promise<readonly StoredDocument[]> {
    return this.#read(filter, { ...ANSWER, sort, limit, batchSize: limit });
  }

  #read(filter: Filter<StoredDocument>, options: FindOptions): Promise<readonly StoredDocument[]> {
    return this.attempts.run(() => this.documents.find(filter, options).toArray());
  }

  #document(stored: StoredDocument): D {
    return documentOf<D>(stored, this.attempts.place);
  }
}

const idOf = (change: Change<Document>): string => (change.kind === 'put' ? change.document.id : change.id);

/**
 * Of several changes of one document only the newest counts; of two at one position the first, as if they came one by
 * one.
 */
const newestById = <D extends Document>(changes: readonly Change<D>[]): ReadonlyMap<string, Change<D>> => {
  const newest = new Map<string, Change<D>>();
  for (const change of changes) {
    const other = newest.get(idOf(change));
    if (other === undefined || other.position < change.position) newest.set(idOf(change), change);
  }
  return newest;
};

const guarded = (change: Change<Document>, isThere: boolean): AnyBulkWriteOperation<StoredDocument> => {
  const { position } = change;
  const stored = change.kind === 'put' ? storedPut(change.document, position) : storedDelete(change.id, position);
  if (!isThere) return { insertOne: { document: stored } };
  return { replaceOne: { filter: { _id: stored._id, position: { $lt: position } }, replacement: stored } };
};
