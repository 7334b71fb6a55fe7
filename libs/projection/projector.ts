/**
 * A projector carries one build of one projection along the history: it folds a batch of events in memory, each document
 * written once however often the batch touches it, then moves the checkpoint.
 *
 * The order of one batch is: `writing` noted in the checkpoint, documents, checkpoint. Each shelf write is a compare-and-set on the
 * version this projector holds, so that a projector that was superseded stops before it writes anything (`OwnershipLost`).
 * Documents stay in memory between batches, within a bound; while a build that began empty has them all there, a document
 * not in memory is known not to exist, and nothing is looked up. From the first one that has to go, their ids are remembered, and
 * only what may have been written before is looked up.
 */
import type { Change, Collection, Document, Projection, RecordedEvent, ViewStore } from '../kernel/index.js';
import { ViewStoreError } from '../kernel/index.js';
import { OwnershipLost, dropBuild, poisonOf, readCheckpoint, setCheckpoint } from './builds.js';
import type { Build, Checkpoint, Held, Poison } from './builds.js';
import { Recovery, merged } from './recovery.js';
import { WrittenIds } from './written-ids.js';

/** Documents kept in memory from batch to batch. */
const CACHE = 20_000;

interface Touched<D> {
  readonly document: D | null;
  /** The event that last changed it. */
  readonly event: RecordedEvent;
  /** Whether the store had it before the batch. */
  readonly stored: boolean;
}

export class Projector<D extends Document = Document> {
  /** Everything up to here is in the build. */
  position: bigint;
  /** It met an event it could not fold in this run; `poison` says which. */
  stopped = false;
  readonly #types: ReadonlySet<string>;
  readonly #cache = new Map<string, D | undefined>();
  #held: Held<Checkpoint>;
  #cacheIsWhole: boolean;
  /** Of a build that began empty, from when its documents no longer all fit into memory. */
  #written: WrittenIds | undefined;
  #recovery: Recovery<D> | undefined;

  private constructor(
    private readonly viewStore: ViewStore,
    readonly projection: Projection<D>,
    readonly build: Build,
    readonly collection: Collection<D>,
    held: Held<Checkpoint>,
    fresh: boolean,
  ) {
    this.#held = held;
    this.position = BigInt(held.value.position);
    this.#types = new Set(projection.types);
    this.#cacheIsWhole = fresh;
    const { writing } = held.value;
    this.#recovery = writing === undefined ? undefined : new Recovery(collection, this.position, writing);
  }

  /**
   * Takes the build over from whoever had it; begins it anew where it has no checkpoint. `OwnershipLost` where it was taken
   * over under a later lease than `fence`.
   */
  static async open<D extends Document>(
    viewStore: ViewStore,
    projection: Projection<D>,
    build: Build,
    fence?: number,
  ): Promise<Projector<D>> {
    const held = await readCheckpoint(viewStore.shelf, build);
    if (fence !== undefined && fence < (held?.value.fence ?? 0)) throw new OwnershipLost(projection.name);
    if (held === undefined) {
      await dropBuild(viewStore, build);
      // With the indexes it will have, so that the store can lay it out for them; it is filled without.
      await viewStore.collection({ name: build.collection, indexes: projection.indexes });
    }
    const collection = await viewStore.collection<D>({ name: build.collection, indexes: build.indexes });
    const claim = { ...(held?.value ?? { position: '0' }), ...(fence === undefined ? {} : { fence }) };
    const claimed = await setCheckpoint(viewStore.shelf, build, claim, held?.version ?? 0);
    return new Projector(viewStore, projection, build, collection, claimed, held === undefined);
  }

  /** Remembered from an earlier run until the event has been passed. */
  get poison(): Poison | undefined {
    return this.#held.value.poison;
  }

  /**
   * Folds the events of `(position, upTo]` that the projection hears and answers the ids of the documents that changed. Where an
   * event cannot be folded, everything before it is kept, `stopped` becomes true and `poison` says why.
   */
  async apply(events: readonly RecordedEvent[], upTo: bigint): Promise<readonly string[]> {
    const fresh = events.filter((event) => event.position > this.position && event.position <= upTo);
    const { touched, poison } = await this.#fold(fresh.filter((event) => this.#types.has(event.type)));
    const to = poison === undefined ? upTo : positionBefore(fresh, BigInt(poison.position), this.position);
    try {
      await this.#commit(touched, to, poison);
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      return this.#applyBefore(fresh, error);
    }
    this.stopped ||= poison !== undefined;
    return [...touched.keys()];
  }

  /** A document that JSON cannot hold poisons the event that made it; the batch is done again up to there. */
  async #applyBefore(fresh: readonly RecordedEvent[], { event, cause }: Unwritable): Promise<readonly string[]> {
    this.#forget();
    const to = positionBefore(fresh, event.position, this.position);
    const changed = await this.apply(fresh, to);
    if (!this.stopped) await this.#commit(new Map(), to, poisonOf(event, cause));
    this.stopped = true;
    return changed;
  }

  /** Puts the checkpoint where the projector is, where nothing but unheard events lies between. */
  async settle(): Promise<void> {
    if (this.position > BigInt(this.#held.value.position)) await this.#set(this.#checkpoint());
  }

  async #fold(
    events: readonly RecordedEvent[],
  ): Promise<{ touched: Map<string, Touched<D>>; poison: Poison | undefined }> {
    const touched = new Map<string, Touched<D>>();
    const { routes, failure } = this.#route(events);
    await this.#load(routes);
    for (const [at, ids] of routes.entries()) {
      const event = events[at];
      if (event === undefined) break;
      try {
        this.#foldOne(event, ids, touched);
      } catch (error) {
        return { touched, poison: poisonOf(event, error) };
      }
    }
    return { touched, poison: failure };
  }

  /** The ids each event touches, up to the first whose route throws. */
  #route(events: readonly RecordedEvent[]): { routes: readonly (readonly string[])[]; failure: Poison | undefined } {
    const routes: (readonly string[])[] = [];
    for (const event of events) {
      try {
        const ids = this.projection.route(event);
        routes.push(ids.length > 1 ? [...new Set(ids)] : ids);
      } catch (error) {
        return { routes, failure: poisonOf(event, error) };
      }
    }
    return { routes, failure: undefined };
  }

  async #load(routes: readonly (readonly string[])[]): Promise<void> {
    if (this.#cacheIsWhole) return;
    const missing = new Set<string>();
    for (const id of routes.flat()) if (!this.#cache.has(id) && this.#written?.mayHold(id) !== false) missing.add(id);
    if (missing.size === 0) return;
    const ids = [...missing];
    const found = await (
      this.#recovery ?? { load: (wanted: readonly string[]) => this.collection.getMany(wanted) }
    ).load(ids);
    for (const id of ids) this.#cache.set(id, found.get(id));
  }

  /** All of the event's documents or, where one throws, none. */
  #foldOne(event: RecordedEvent, ids: readonly string[], touched: Map<string, Touched<D>>): void {
    const results: (D | null | undefined)[] = [];
    for (const id of ids) results.push(this.#folded(event, id));
    for (const [at, id] of ids.entries()) {
      const after = results[at];
      if (after === undefined) continue;
      const before = this.#cache.get(id);
      this.#cache.set(id, after ?? undefined);
      touched.set(id, { document: after, event, stored: touched.get(id)?.stored ?? before !== undefined });
    }
  }

  /** The document after the event; undefined where it stays as it is. */
  #folded(event: RecordedEvent, id: string): D | null | undefined {
    if (this.#recovery?.holds(id, event.position) === true) return undefined;
    const before = this.#cache.get(id);
    const after = this.projection.fold(before, event, id);
    if (after !== null && after?.id !== id)
      throw new Error(`投影 ${this.projection.name} 为文档 ${id} 给出的不是同一份文档；请改正 fold。`);
    return (after ?? undefined) === before ? undefined : after;
  }

  async #commit(touched: ReadonlyMap<string, Touched<D>>, to: bigint, poison: Poison | undefined): Promise<void> {
    const { changes, deleted } = changesOf(touched);
    if (changes.length > 0) {
      if (this.#written !== undefined) for (const id of touched.keys()) this.#written.add(id);
      const writing = merged(this.#recovery?.writing, { to: to.toString(), deleted });
      await this.#set({ ...this.#held.value, writing });
      await this.#write(changes, touched);
    }
    this.position = to;
    if (this.#recovery !== undefined && to >= this.#recovery.until) this.#recovery = undefined;
    const checkpoint = {
      ...this.#checkpoint(),
      ...(changes.length === 0 ? {} : { changed: to.toString() }),
      ...(poison === undefined ? {} : { poison }),
    };
    const passed = this.poison !== undefined && checkpoint.poison === undefined;
    if (changes.length > 0 || poison !== undefined || passed) await this.#set(checkpoint);
    this.#trim();
  }

  async #write(changes: readonly Change<D>[], touched: ReadonlyMap<string, Touched<D>>): Promise<void> {
    try {
      await this.collection.write(changes);
    } catch (error) {
      const unwritable = error instanceof ViewStoreError ? undefined : firstUnwritable(touched);
      throw unwritable ?? error;
    }
  }

  #checkpoint(): Checkpoint {
    const { poison, fence, changed } = this.#held.value;
    return {
      position: this.position.toString(),
      ...(changed === undefined ? {} : { changed }),
      ...(fence === undefined ? {} : { fence }),
      ...(this.#recovery === undefined ? {} : { writing: this.#recovery.writing }),
      ...(poison === undefined || this.position >= BigInt(poison.position) ? {} : { poison }),
    };
  }

  async #set(checkpoint: Checkpoint): Promise<void> {
    this.#held = await setCheckpoint(this.viewStore.shelf, this.build, checkpoint, this.#held.version);
  }

  /** Drops what is in memory after a write that was cut off. */
  #forget(): void {
    const { writing } = this.#held.value;
    this.#cache.clear();
    this.#cacheIsWhole = false;
    if (writing !== undefined) this.#recovery = new Recovery(this.collection, this.position, writing);
  }

  /** The oldest documents go first. None goes during a recovery. */
  #trim(): void {
    if (this.#recovery !== undefined || this.#cache.size <= CACHE) return;
    if (this.#cacheIsWhole) {
      this.#written = new WrittenIds();
      for (const id of this.#cache.keys()) this.#written.add(id);
    }
    this.#cacheIsWhole = false;
    for (const id of this.#cache.keys()) {
      this.#cache.delete(id);
      if (this.#cache.size <= CACHE / 2) return;
    }
  }
}

const changesOf = <D extends Document>(
  touched: ReadonlyMap<string, Touched<D>>,
): { changes: readonly Change<D>[]; deleted: Record<string, string> } => {
  const changes: Change<D>[] = [];
  const deleted: Record<string, string> = {};
  for (const [id, { document, event, stored }] of touched) {
    if (document !== null) changes.push({ kind: 'put', document, position: event.position });
    else if (stored) {
      changes.push({ kind: 'delete', id, position: event.position });
      deleted[id] = event.position.toString();
    }
  }
  return { changes, deleted };
};

/** The last position before another at which something was seen: positions in between need not exist in every store. */
const positionBefore = (events: readonly RecordedEvent[], position: bigint, otherwise: bigint): bigint =>
  events.findLast((event) => event.position < position)?.position ?? otherwise;

class Unwritable extends Error {
  constructor(
    readonly event: RecordedEvent,
    cause: unknown,
  ) {
    super('', { cause });
  }
}

/** The first event that made a document which is no JSON. */
const firstUnwritable = (touched: ReadonlyMap<string, Touched<Document>>): Unwritable | undefined => {
  let first: Unwritable | undefined;
  for (const { document, event } of touched.values()) {
    try {
      JSON.stringify(document);
    } catch (error) {
      if (first === undefined || event.position < first.event.position) first = new Unwritable(event, error);
    }
  }
  return first;
};
