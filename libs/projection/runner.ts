import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreError, ViewStoreError } from '../kernel/index.js';
import type { Document, EventStore, Projection, ViewStore } from '../kernel/index.js';
import { OwnershipLost, requestRebuild, requestStepBack } from './builds.js';
import type { Poison } from './builds.js';
import { Leases } from './leases.js';
import type { LeaseOptions } from './leases.js';
import { readStatus } from './status.js';
import type { ProjectionStatus } from './status.js';
import { Steps } from './steps.js';
import { versionsOf } from './track.js';
import { openViews } from './views.js';
import type { View, Views } from './views.js';
import { Waiters } from './waiters.js';

export interface RunnerOptions {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
  /** A name may come in several versions: the highest is wanted, a lower one keeps its live build running until then. */
  readonly projections: readonly Projection[];
  /** Where several processes divide the projections among them; else this one carries all. */
  readonly leases?: LeaseOptions;
  /** Most events of one batch; default 4000. */
  readonly batch?: number;
  /** Told after each page of a catch-up. */
  readonly onProgress?: (progress: Progress) => void;
  /** Told of outages, which the runner sits out, and of a projection that has stopped at a poison event. */
  readonly onTrouble?: (trouble: Trouble) => void;
  /** Waits; ends early when the signal aborts. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export interface Progress {
  readonly projection: string;
  readonly position: bigint;
  readonly tail: bigint;
}

export type Trouble =
  | { readonly kind: 'outage'; readonly error: Error; readonly retryInMilliseconds: number }
  | { readonly kind: 'poison'; readonly projection: string; readonly poison: Poison };

/** Documents of a live view have changed. */
export interface Changed {
  readonly projection: string;
  readonly position: bigint;
  readonly ids: readonly string[];
  /** Another build has been swapped in: any document may have changed. */
  readonly rebuilt: boolean;
}

const BATCH = 4000;
/** Checkpoints of builds that heard nothing are written at most this late. */
const SETTLE_MS = 200;
const RETRY_MS = { first: 100, most: 5000 };

/** Carries projections along the history: to its end (`catchUp`), or for as long as the process lives (`start`). */
export class Runner {
  readonly #names: ReturnType<typeof versionsOf>;
  readonly #views: Views;
  readonly #steps: Steps;
  readonly #leases: Leases | undefined;
  readonly #pause: NonNullable<RunnerOptions['pause']>;
  readonly #listeners = new Set<(changed: Changed) => void>();
  readonly #waiters: Waiters;
  #running = false;
  #turn: Promise<unknown> = Promise.resolve();
  #wake: () => void = () => undefined;
  #settled = 0;

  constructor(private readonly options: RunnerOptions) {
    const { eventStore, viewStore, projections, leases, batch = BATCH, onProgress, onTrouble } = options;
    this.#names = versionsOf(projections);
    this.#views = openViews(viewStore, projections, { maxAge: 0 });
    this.#leases = leases && new Leases(viewStore.shelf, [...this.#names.keys()], leases);
    this.#pause = options.pause ?? pauseFor;
    this.#steps = new Steps({
      eventStore,
      viewStore,
      names: this.#names,
      batch,
      leases: this.#leases,
      onProgress,
      onTrouble,
      onChange: (changed) => this.#listeners.forEach((listener) => listener(changed)),
      onArrival: () => this.#wake(),
    });
    this.#waiters = new Waiters((name) => this.#steps.track(name)?.live);
  }

  /** The live documents of a projection. */
  collection<D extends Document = Document>(name: string): View<D> {
    return this.#views.collection<D>(name);
  }

  /** Called after the documents are written. Answers how to stop listening. */
  onChange(listener: (changed: Changed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Brings every projection that can go on to the tail as it is now, new versions swapped in; returns then. Errors of the stores
   * are thrown, `OwnershipLost` too; a poisoned projection is not an error (see `status`).
   */
  async catchUp(): Promise<void> {
    this.#begin();
    try {
      const until = await this.options.eventStore.tail();
      await this.#leases?.tick();
      let ticked = performance.now();
      while (await this.#exclusively(() => this.#steps.step(until))) {
        this.#waiters.look();
        if (this.#leases === undefined || performance.now() - ticked < this.#leases.interval) continue;
        await this.#leases.tick();
        ticked = performance.now();
      }
      await this.#exclusively(() => this.#steps.settle());
    } finally {
      await this.#end();
    }
  }

  /** Follows the history until the signal aborts, and returns when the batch under way is written. Outages are sat out. */
  async start(signal: AbortSignal): Promise<void> {
    this.#begin();
    let retry = RETRY_MS.first;
    try {
      while (!signal.aborted) {
        try {
          await this.#follow(signal, () => (retry = RETRY_MS.first));
        } catch (error) {
          if (!isOutage(error)) throw error;
          this.options.onTrouble?.({ kind: 'outage', error, retryInMilliseconds: retry });
          await this.#pause(retry, signal);
          retry = Math.min(retry * 2, RETRY_MS.most);
        }
      }
    } finally {
      await this.#end();
    }
  }

  /**
   * Waits until these projections (default: all) hold everything up to `position`, in this process. Answers the names of those that
   * do not: empty when all have it, else those still behind after `timeout` milliseconds (default 5000), or sooner where
   * only poisoned ones are left.
   */
  async waitFor(
    position: bigint,
    options: { readonly projections?: readonly string[]; readonly timeout?: number } = {},
  ): Promise<readonly string[]> {
    return this.#waiters.wait(position, options.projections ?? [...this.#names.keys()], options.timeout ?? 5000);
  }

  /** Begins to build the projection anew beside the live one; it is swapped in when it has caught up. */
  async rebuild(name: string): Promise<void> {
    const target = this.#names.get(name)?.target;
    if (target === undefined) throw new TypeError(`there is no projection ${name}`);
    await this.#between(name, () => requestRebuild(this.options.viewStore, target));
  }

  /** Makes the build before the live one live again; false where none was kept. */
  async stepBack(name: string): Promise<boolean> {
    return this.#between(name, async () => {
      const done = await requestStepBack(this.options.viewStore, name);
      if (done) this.#steps.tellRebuilt(name);
      return done;
    });
  }

  async status(): Promise<readonly ProjectionStatus[]> {
    const projectors = this.#steps.tracks().flatMap((track) => track.projectors());
    return readStatus(this.options.eventStore, this.options.viewStore, this.options.projections, {
      position: (build) => projectors.find((projector) => projector.build.collection === build.collection)?.position,
      state: (name) => {
        const live = this.#steps.track(name)?.live;
        if (!this.#running || live === undefined || live.stopped) return 'stopped';
        return this.#steps.isLive(live) ? 'live' : 'catching-up';
      },
    });
  }

  /** Does something to a projection's pointer between two steps; the next step goes on from there. */
  async #between<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#exclusively(async () => {
        await this.#steps.track(name)?.settle();
        this.#steps.drop(name);
        return work();
      });
    } finally {
      this.#wake();
    }
  }

  #begin(): void {
    if (this.#running) throw new Error('this runner is already running');
    this.#running = true;
  }

  async #end(): Promise<void> {
    this.#steps.dropAll();
    // Where the shelf cannot be reached, the leases expire by themselves.
    await this.#leases?.leave().catch(() => undefined);
    this.#running = false;
  }

  async #follow(signal: AbortSignal, well: () => void): Promise<void> {
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
      this.#wake();
    };
    signal.addEventListener('abort', end);
    const dividing = this.#divide(ending.signal);
    try {
      await Promise.race([this.#walk(ending.signal, well), dividing]);
    } finally {
      signal.removeEventListener('abort', end);
      end();
      await this.#turn;
      this.#steps.dropAll();
    }
  }

  async #walk(signal: AbortSignal, well: () => void): Promise<void> {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const worked = await this.#exclusively(() => this.#steps.step(undefined, signal));
      this.#waiters.look();
      if (performance.now() - this.#settled >= SETTLE_MS) await this.#settle();
      if (worked) well();
      else await this.#idle(woken, signal);
    }
    await this.#settle();
  }

  async #idle(woken: Promise<void>, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    const quiet = this.#pause(SETTLE_MS, AbortSignal.any([timer.signal, signal])).then(() => 'quiet' as const);
    const first = await Promise.race([woken.then(() => 'woken' as const), quiet]);
    timer.abort();
    if (first === 'woken' || signal.aborted) return;
    await this.#settle();
    await woken;
  }

  async #settle(): Promise<void> {
    await this.#exclusively(() => this.#steps.settle());
    this.#settled = performance.now();
  }

  /** Keeps the leases, and lets go between two steps of what is lost, beyond the share, or was moved by another process. */
  async #divide(signal: AbortSignal): Promise<void> {
    const leases = this.#leases;
    if (leases === undefined) return new Promise(() => undefined);
    while (!signal.aborted) {
      await leases.tick();
      await this.#exclusively(() => this.#letGo(leases));
      this.#wake();
      await this.#pause(leases.interval, signal);
    }
    return new Promise(() => undefined);
  }

  async #letGo(leases: Leases): Promise<void> {
    for (const track of this.#steps.tracks()) {
      const { name } = track.target;
      if (leases.fenceOf(name) !== track.fence || !(await track.current())) this.#steps.drop(name);
    }
    for (const name of leases.surplus()) {
      await this.#steps.track(name)?.settle();
      this.#steps.drop(name);
      await leases.release(name);
    }
  }

  /** Steps and requests take turns. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

const pauseFor = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
};

const isOutage = (error: unknown): error is Error =>
  error instanceof EventStoreError || error instanceof ViewStoreError || error instanceof OwnershipLost;
