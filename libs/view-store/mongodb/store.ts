import type { Collection as MongoDriverCollection, Db, MongoClient } from 'mongodb';
import { ViewStoreError } from '../../kernel/index.js';
import type { Collection, CollectionDeclaration, Document, ViewStore } from '../../kernel/index.js';
import { checkDeclaration, checkName } from '../query.js';
import { Attempts } from './attempts.js';
import { MongoViewCollection } from './collection.js';
import { checkPrefix, databaseOf, makeClient, withoutSecrets } from './connection.js';
import { FORMAT } from './document.js';
import type { StoredDocument } from './document.js';
import { DUPLICATE_KEY, asViewStoreError, fallback } from './errors.js';
import { indexChanges } from './indexes.js';
import { MongoShelf } from './shelf.js';
import type { StoredItem } from './shelf.js';

export interface MongoViewStoreOptions {
  /**
   * `mongodb://` or `mongodb+srv://`, with credentials, TLS and replica set as MongoDB's own connection strings have
   * them.
   */
  readonly url: string;
  /** Before the one in the URL's path; where neither is given, `five-ones`. */
  readonly database?: string;
  /**
   * Before the name of every collection, so that several houses can share a database. Letters, digits, `_`, `-` and
   * dots.
   */
  readonly prefix?: string;
  /** How long, in milliseconds, a failure that may pass is waited out; default 10,000. */
  readonly patience?: number;
}

const DEFAULT_DATABASE = 'five-ones';
const DEFAULT_PATIENCE = 10_000;
const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;

/**
 * Opens the view store in a MongoDB of version 4.4 or newer, a single server or a replica set. Collections are
 * `<prefix>view.<name>`, besides them `<prefix>shelf` and `<prefix>format`. Writes are acknowledged by the majority,
 * and only what the majority has is read. Throws `ViewStoreError`: `unavailable` where nothing answers within the
 * patience, `access-denied`, `newer-format`, `bad-query` for a malformed prefix.
 */
export const openMongoViewStore = async (options: MongoViewStoreOptions): Promise<ViewStore> => {
  const { url, prefix = '', patience = DEFAULT_PATIENCE } = options;
  const database = options.database ?? databaseOf(url) ?? DEFAULT_DATABASE;
  const attempts = new Attempts(`${withoutSecrets(url)} / ${database}`, patience);
  checkPrefix(prefix);
  const client = makeClient(url, patience, attempts.place);
  try {
    const store = new MongoViewStore(client, client.db(database), prefix, attempts);
    await store.checkFormat();
    return store;
  } catch (error) {
    await client.close();
    throw asViewStoreError(error, attempts.place);
  }
};

class MongoViewStore implements ViewStore {
  readonly shelf: MongoShelf;

  constructor(
    private readonly client: MongoClient,
    private readonly database: Db,
    private readonly prefix: string,
    private readonly attempts: Attempts,
  ) {
    this.shelf = new MongoShelf(database.collection<StoredItem>(`${prefix}shelf`), attempts);
  }

  async checkFormat(): Promise<void> {
    const formats = this.database.collection<{ _id: string; format: number }>(`${this.prefix}format`);
    const format = await this.attempts.run(async () => {
      const _id = 'view-store';
      if ((await formats.findOne({ _id })) === null) {
        // Another process may be faster, and of another version: what it wrote is then read below.
        await formats.insertOne({ _id, format: FORMAT }).catch(fallback(DUPLICATE_KEY, null));
      }
      return (await formats.findOne({ _id }))?.format ?? FORMAT;
    });
    if (format <= FORMAT) return;
    const message = `视图库 ${this.attempts.place} 的格式是第 ${format} 版，本程序只认到第 ${FORMAT} 版。请升级本程序，或换一个数据库名另建视图。`;
    throw new ViewStoreError('newer-format', message);
  }

  async collection<D extends Document = Document>(declaration: CollectionDeclaration): Promise<Collection<D>> {
    checkDeclaration(declaration);
    const documents = this.#documents(declaration.name);
    await this.attempts.run(async () => {
      const existing = await documents.listIndexes().toArray().catch(fallback(NAMESPACE_NOT_FOUND, []));
      const { add, drop } = indexChanges(declaration.indexes, existing);
      if (add.length > 0) await documents.createIndexes([...add]);
      for (const name of drop) await documents.dropIndex(name).catch(fallback(INDEX_NOT_FOUND, undefined));
    });
    return new MongoViewCollection<D>(documents, this.attempts);
  }

  async drop(name: string): Promise<void> {
    checkName(name);
    await this.attempts.run(() => this.#documents(name).drop());
  }

  async close(): Promise<void> {
    this.attempts.close();
    await this.client.close();
  }

  #documents(name: string): MongoDriverCollection<StoredDocument> {
    return this.database.collection<StoredDocument>(`${this.prefix}view.${name}`);
  }
}
