/**
 * Reading views. Readers never name a collection: which build of a projection is live is asked from the pointer, so that a
 * rebuilt view is read from the moment it is swapped in. A process that only reads opens its own `Views` over its view store.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ViewStoreError } from '../kernel/index.js';
import type { Collection, Document, Instant, Projection, ViewStore } from '../kernel/index.js';
import { readCheckpoint, readPointer } from './builds.js';
import type { Build, Checkpoint, Pointer } from './builds.js';

/** The live documents of a projection, and how complete they are. Errors: unavailable (first build not done), bad-query. */
export interface View<D extends Document = Document> extends Pick<
  Collection<D>,
  'get' | 'getMany' | 'find' | 'count' | 'scan'
> {
  freshness(): Promise<Freshness>;
}

export interface Freshness {
  readonly version: number;
  /** Everything up to here is in the documents. */
  readonly position: bigint;
  /** When the event was recorded that the projection cannot fold: what came from then on is missing. */
  readonly incompleteSince: Instant | null;
}

export interface Views {
  /** `D` is what the projection of this name says it is. */
  collection<D extends Document = Document>(name: string): View<D>;
  /**
   * Waits, by looking again and again, until the live builds of these projections (default: all) hold everything up to `position`,
   * whichever process carries them. Answers the names of those that do not after `timeout` milliseconds (default 5000), or sooner
   * where only poisoned ones are left.
   */
  waitFor(
    position: bigint,
    options?: { readonly projections?: readonly string[]; readonly timeout?: number },
  ): Promise<readonly string[]>;
  /** Tells of views whose documents have changed, by looking every `everyMs` milliseconds (default 200) until the signal aborts. */
  watch(signal: AbortSignal, everyMs?: number): AsyncIterable<Moved>;
}

/** Documents of a view have changed, in some process. */
export interface Moved {
  readonly projection: string;
  readonly position: bigint;
  /** Another build has been swapped in: any document may have changed. */
  readonly rebuilt: boolean;
}

export interface ViewsOptions {
  /** How long a pointer is trusted, in milliseconds; default 200. A build that was replaced stays readable, so old is never wrong. */
  readonly maxAge?: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

export const openViews = (
  viewStore: ViewStore,
  projections: readonly Projection[],
  options: ViewsOptions = {},
): Views => {
  const names = new Set(projections.map(({ name }) => name));
  const views = new Map<string, View>();
  const now = options.now ?? (() => performance.now());
  return {
    collection: <D extends Document>(name: string): View<D> => {
      if (!names.has(name)) throw new TypeError(`there is no projection ${name}`);
      const view = views.get(name) ?? new LiveView(viewStore, name, options);
      views.set(name, view);
      return view as View<D>;
    },
    waitFor: (position, { projections: wanted = [...names], timeout = 5000 } = {}) =>
      waitFor(viewStore, position, wanted, timeout, now),
    watch: (signal, everyMs = 200) => watch(viewStore, names, signal, everyMs),
  };
};

const LOOK_MS = 20;

interface Standing {
  readonly collection: string;
  readonly checkpoint: Checkpoint | undefined;
}

/** Where the live builds stand, by projection. */
const standings = async (viewStore: ViewStore): Promise<ReadonlyMap<string, Standing>> => {
  const pointers = await viewStore.shelf.list('projection/');
  const checkpoints = new Map(
    (await viewStore.shelf.list('checkpoint/')).map(({ key, value }) => [key, value as Checkpoint]),
  );
  return new Map(
    pointers.flatMap(({ key, value }) => {
      const { live } = value as Pointer;
      if (live === null) return [];
      const { collection } = live;
      return [
        [key.slice('projection/'.length), { collection, checkpoint: checkpoints.get(`checkpoint/${collection}`) }],
      ];
    }),
  );
};

const waitFor = async (
  viewStore: ViewStore,
  position: bigint,
  wanted: readonly string[],
  timeout: number,
  now: () => number,
): Promise<readonly string[]> => {
  const end = now() + timeout;
  for (;;) {
    const all = await standings(viewStore);
    const behind = wanted.filter((name) => BigInt(all.get(name)?.checkpoint?.position ?? -1) < position);
    const hopeless = behind.every((name) => all.get(name)?.checkpoint?.poison !== undefined);
    if (hopeless || now() >= end) return behind;
    await sleep(LOOK_MS);
  }
};

const watch = async function* (
  viewStore: ViewStore,
  names: ReadonlySet<string>,
  signal: AbortSignal,
  everyMs: number,
): AsyncGenerator<Moved, void, undefined> {
  for (let before = await standings(viewStore); !signal.aborted;) {
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
    const after = await standings(viewStore);
    for (const [projection, { collection, checkpoint }] of after) {
      const known = before.get(projection);
      const rebuilt = known?.collection !== collection;
      if (!names.has(projection) || (!rebuilt && known.checkpoint?.changed === checkpoint?.changed)) continue;
      yield { projection, position: BigInt(checkpoint?.position ?? 0), rebuilt };
    }
    before = after;
  }
};

class LiveView<D extends Document> implements View<D> {
  #build: { readonly build: Build; readonly at: number } | undefined;
  #collection: { readonly name: string; readonly handle: Collection<D> } | undefined;
  readonly #maxAge: number;
  readonly #now: () => number;

  constructor(
    private readonly viewStore: ViewStore,
    private readonly name: string,
    { maxAge = 200, now = () => performance.now() }: ViewsOptions,
  ) {
    this.#maxAge = maxAge;
    this.#now = now;
  }

  async get(id: string): ReturnType<Collection<D>['get']> {
    return (await this.#live()).get(id);
  }

  async getMany(ids: readonly string[]): ReturnType<Collection<D>['getMany']> {
    return (await this.#live()).getMany(ids);
  }

  async find(query: Parameters<Collection<D>['find']>[0]): ReturnType<Collection<D>['find']> {
    return (await this.#live()).find(query);
  }

  async count(where?: Parameters<Collection<D>['count']>[0]): Promise<number> {
    return (await this.#live()).count(where);
  }

  async *scan(): ReturnType<Collection<D>['scan']> {
    yield* (await this.#live()).scan();
  }

  async freshness(): Promise<Freshness> {
    const build = await this.#liveBuild();
    const checkpoint = (await readCheckpoint(this.viewStore.shelf, build))?.value;
    return {
      version: build.version,
      position: BigInt(checkpoint?.position ?? 0),
      incompleteSince: checkpoint?.poison?.recordedAt ?? null,
    };
  }

  async #live(): Promise<Collection<D>> {
    const build = await this.#liveBuild();
    if (this.#collection?.name !== build.collection) {
      const handle = await this.viewStore.collection<D>({ name: build.collection, indexes: build.indexes });
      this.#collection = { name: build.collection, handle };
    }
    return this.#collection.handle;
  }

  async #liveBuild(): Promise<Build> {
    const now = this.#now();
    if (this.#build === undefined || now - this.#build.at >= this.#maxAge) {
      const { live } = (await readPointer(this.viewStore.shelf, this.name)).value;
      if (live === null) {
        throw new ViewStoreError(
          'unavailable',
          `视图 ${this.name} 正在首次建立，还不能查询。请稍候再试；进度见 five-ones status。`,
        );
      }
      this.#build = { build: live, at: now };
    }
    return this.#build.build;
  }
}
