/**
 * After a stop between the writing of a batch's documents and its checkpoint, some documents already hold events after the
 * checkpoint; folding those events into them again would count them twice. The position guard of the store protects what is stored,
 * not what is folded from it. So until the build has passed the end of that batch:
 *
 * - the positions of all documents are looked up, and an event is left out for a document that already holds it;
 * - a document the batch deleted counts as deleted up to the event that did it, where it is gone;
 * - documents loaded meanwhile stay in memory, since a former owner that wakes up late may still be writing that batch. For the
 *   same reason positions are looked up again after each load: a document that has moved ahead in between is loaded once more, and
 *   since the late writer has only one state to write for it, that one is then certain.
 */
import type { Collection, Document } from '../kernel/index.js';
import type { Writing } from './builds.js';

export class Recovery<D extends Document> {
  readonly until: bigint;
  readonly #deleted: ReadonlyMap<string, bigint>;
  /** By document in memory: the position it had reached when it was loaded. What is stored may move on, what is in memory does not. */
  readonly #reached = new Map<string, bigint>();
  #ahead: ReadonlyMap<string, bigint> | undefined;

  constructor(
    private readonly collection: Collection<D>,
    private readonly checkpoint: bigint,
    readonly writing: Writing,
  ) {
    this.until = BigInt(writing.to);
    this.#deleted = new Map(Object.entries(writing.deleted).map(([id, position]) => [id, BigInt(position)]));
  }

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, D>> {
    const before = this.#ahead ?? (await this.#look());
    const found = new Map(await this.collection.getMany(ids));
    const after = await this.#look();
    const moved = ids.filter((id) => after.get(id) !== before.get(id));
    for (const [id, document] of await this.collection.getMany(moved)) found.set(id, document);
    for (const id of ids) {
      const reached = found.has(id) ? after.get(id) : this.#deleted.get(id);
      if (reached !== undefined) this.#reached.set(id, reached);
    }
    return found;
  }

  /** Whether the document, as it was loaded, already holds the event at this position. */
  holds(id: string, position: bigint): boolean {
    return position <= (this.#reached.get(id) ?? 0n);
  }

  async #look(): Promise<ReadonlyMap<string, bigint>> {
    const ahead = new Map<string, bigint>();
    for await (const { document, position } of this.collection.scan()) {
      if (position > this.checkpoint) ahead.set(document.id, position);
    }
    this.#ahead = ahead;
    return ahead;
  }
}

/** What is open where a batch is written before an earlier one that was cut off has been passed. */
export const merged = (earlier: Writing | undefined, later: Writing): Writing => {
  if (earlier === undefined) return later;
  const deleted: Record<string, string> = { ...earlier.deleted };
  for (const [id, position] of Object.entries(later.deleted)) {
    if (BigInt(position) > BigInt(deleted[id] ?? '0')) deleted[id] = position;
  }
  return { to: BigInt(later.to) > BigInt(earlier.to) ? later.to : earlier.to, deleted };
};
