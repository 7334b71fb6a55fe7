/**
 * Several processes divide the projections among them by leases on the shelf.
 *
 * `lease/<projection>` says who carries it; `worker/<id>` that a worker is there. Each is set anew at every tick, and only that its
 * version moves is looked at: whoever has seen a version stand still for `expiry` on its own monotonic clock takes the item for
 * abandoned. No clock of another machine is ever compared with.
 *
 * A lease is taken by compare-and-set, so one wins. It is never deleted, so its version only grows; the version at which it was taken
 * is the fence that goes into the checkpoints of the builds carried under it. A worker that slept through the loss of its lease
 * fails at its next checkpoint, because the successor has set that item, and cannot take it back, because its fence is older.
 *
 * Each worker takes no more than its share (projections / workers, rounded up) and gives up what is beyond it when others come.
 */
import type { Shelf } from '../kernel/index.js';

export interface LeaseOptions {
  /** Unique for each start of a process, for example a UUID. */
  readonly worker: string;
  /** Milliseconds without a sign of life after which a lease may be taken over; default 3000. */
  readonly expiry?: number;
  /** Milliseconds between two ticks; default a sixth of `expiry`. */
  readonly interval?: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

interface Lease {
  readonly owner: string | null;
}

interface Held {
  readonly version: number;
  readonly fence: number;
}

export class Leases {
  readonly interval: number;
  readonly #worker: string;
  readonly #expiry: number;
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();
  readonly #seen = new Map<string, { readonly version: number; readonly since: number }>();
  #presence = 0;
  #share = 0;

  constructor(
    private readonly shelf: Shelf,
    private readonly names: readonly string[],
    options: LeaseOptions,
  ) {
    this.#worker = options.worker;
    this.#expiry = options.expiry ?? 3000;
    this.interval = options.interval ?? this.#expiry / 6;
    this.#now = options.now ?? (() => performance.now());
  }

  /** The fence of a projection this worker holds, as far as it knows; undefined of any other. */
  fenceOf(name: string): number | undefined {
    return this.#held.get(name)?.fence;
  }

  /** What is held beyond this worker's share: to be brought to an end and then released. */
  surplus(): readonly string[] {
    return this.names.filter((name) => this.#held.has(name)).slice(this.#share);
  }

  /** Renews what is held, looks who else is there, and takes what is free or abandoned up to the share. */
  async tick(): Promise<void> {
    await this.#showPresence();
    for (const name of [...this.#held.keys()]) await this.confirm(name);
    const workers = await this.shelf.list('worker/');
    const gone = workers.filter(
      ({ key, version }) => key !== `worker/${this.#worker}` && this.#standsStill(key, version),
    );
    for (const { key, version } of gone) await this.shelf.delete(key, version);
    this.#share = Math.ceil(this.names.length / Math.max(1, workers.length - gone.length));
    const leases = new Map((await this.shelf.list('lease/')).map((item) => [item.key, item]));
    for (const name of this.names) {
      const item = leases.get(`lease/${name}`);
      const owner = (item?.value as Lease | undefined)?.owner ?? null;
      const version = item?.version ?? 0;
      const free = owner === null || this.#standsStill(`lease/${name}`, version);
      if (free && !this.#held.has(name) && this.#held.size < this.#share) await this.#take(name, version);
    }
  }

  /** Renews one lease; false, and no longer held, where somebody else has taken it. */
  async confirm(name: string): Promise<boolean> {
    const held = this.#held.get(name);
    if (held === undefined) return false;
    const version = await this.shelf.set(`lease/${name}`, { owner: this.#worker }, held.version);
    if (version === null) this.#held.delete(name);
    else this.#held.set(name, { ...held, version });
    return version !== null;
  }

  /** Gives a lease up, for others to take at once. */
  async release(name: string): Promise<void> {
    const held = this.#held.get(name);
    this.#held.delete(name);
    if (held !== undefined) await this.shelf.set(`lease/${name}`, { owner: null }, held.version);
  }

  /** Gives everything up and takes leave. */
  async leave(): Promise<void> {
    for (const name of [...this.#held.keys()]) await this.release(name);
    if (this.#presence > 0) await this.shelf.delete(`worker/${this.#worker}`, this.#presence);
    this.#presence = 0;
  }

  async #take(name: string, version: number): Promise<void> {
    const taken = await this.shelf.set(`lease/${name}`, { owner: this.#worker }, version);
    if (taken !== null) this.#held.set(name, { version: taken, fence: taken });
  }

  /** Where others took this worker for gone, it shows itself again. */
  async #showPresence(): Promise<void> {
    const key = `worker/${this.#worker}`;
    this.#presence =
      (await this.shelf.set(key, {}, this.#presence)) ??
      (await this.shelf.set(key, {}, (await this.shelf.get(key))?.version ?? 0)) ??
      0;
  }

  #standsStill(key: string, version: number): boolean {
    const seen = this.#seen.get(key);
    if (seen?.version === version) return this.#now() - seen.since >= this.#expiry;
    this.#seen.set(key, { version, since: this.#now() });
    return false;
  }
}
