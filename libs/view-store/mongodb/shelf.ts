/**
 * The shelf: one MongoDB document a key, `{ _id: "<key>", version, json, token }`, where `json` is the value as JSON
 * text.
 *
 * Setting and deleting are one and the same step: the document moves from the version expected to the next by a single
 * update whose filter names the expected version, so that of many only one can succeed. A deleted key stays as version
 * 0 without a value; it is as if it were not there, and the next set starts from it. `token` is drawn afresh for each
 * step: where the answer was lost on the way, the repeated update finds another version than it expects, and the token
 * tells whether that is our own doing.
 */
import { randomUUID } from 'node:crypto';
import type { Collection as MongoCollection } from 'mongodb';
import { ViewStoreError } from '../../kernel/index.js';
import type { Shelf, ShelfItem } from '../../kernel/index.js';
import type { Attempts } from './attempts.js';
import { isDuplicateKey } from './errors.js';

export interface StoredItem {
  readonly _id: string;
  readonly version: number;
  readonly json: string | null;
  readonly token: string;
}

export class MongoShelf implements Shelf {
  /**
   * The last step of each key that is under way in this process: steps of one key take turns here instead of on the
   * server.
   */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly items: MongoCollection<StoredItem>,
    private readonly attempts: Attempts,
  ) {}

  async get(key: string): Promise<ShelfItem | undefined> {
    const stored = await this.attempts.run(() => this.items.findOne({ _id: key }));
    return stored === null || stored.version === 0 ? undefined : this.#item(stored);
  }

  async list(prefix: string): Promise<readonly ({ readonly key: string } & ShelfItem)[]> {
    const end = afterPrefix(prefix);
    const keys = end === undefined ? { $gte: prefix } : { $gte: prefix, $lt: end };
    const stored = await this.attempts.run(() =>
      this.items
        .find({ _id: keys, version: { $gt: 0 } })
        .sort({ _id: 1 })
        .toArray(),
    );
    return stored.map((each) => ({ key: each._id, ...this.#item(each) }));
  }

  async set(key: string, value: unknown, expectedVersion: number): Promise<number | null> {
    const version = expectedVersion + 1;
    const json = JSON.stringify(value ?? null);
    const moved = await this.#move(key, expectedVersion, { version, json, token: randomUUID() });
    return moved ? version : null;
  }

  async delete(key: string, expectedVersion: number): Promise<boolean> {
    if (expectedVersion === 0) return false;
    return this.#move(key, expectedVersion, { version: 0, json: null, token: randomUUID() });
  }

  async #move(key: string, from: number, to: Omit<StoredItem, '_id'>): Promise<boolean> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const step = before.then(() => this.attempts.run(() => this.#tryMove(key, from, to)));
    const settled = step.catch(() => undefined);
    this.#turns.set(key, settled);
    try {
      return await step;
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    }
  }

  async #tryMove(key: string, from: number, to: Omit<StoredItem, '_id'>): Promise<boolean> {
    try {
      const done = await this.items.updateOne({ _id: key, version: from }, { $set: to }, { upsert: from === 0 });
      if (done.matchedCount + done.upsertedCount > 0) return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return (await this.items.findOne({ _id: key }))?.token === to.token;
  }

  #item(stored: StoredItem): ShelfItem {
    try {
      return { value: JSON.parse(stored.json ?? ''), version: stored.version };
    } catch (cause) {
      const message = `视图库 ${this.attempts.place} 里键“${stored._id}”的值不是本程序写下的样子，可能被别的工具改过。请删去这个键，相关视图会由事件重建。`;
      throw new ViewStoreError('corrupt', message, { cause });
    }
  }
}

/**
 * The least string above all that begin with the prefix, by code point; none where every string from the prefix on
 * does.
 */
const afterPrefix = (prefix: string): string | undefined => {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  // U+D800 … U+DFFF are no characters: what follows U+D7FF is U+E000.
  return last === undefined ? undefined : String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
};
