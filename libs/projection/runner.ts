/**
 * The runner carries projections along the history.
 *
 * One loop does everything that touches a build, a step at a time: take what the subscription has brought and give it to the builds
 * that are at the tail; then read one page for those that are behind. So builds that catch up never hold up the live ones for more
 * than a page, and no two steps overlap. Builds at about the same place share one reading of the history. A build that reaches the
 * end joins the live ones: from there on the subscription's events after its own position are its next ones.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreError, ViewStoreError } from '../kernel/index.js';
import type { Document, EventStore, Page, Projection, RecordedEvent, ViewStore } from '../kernel/index.js';
import { OwnershipLost } from './builds.js';
import { Inbox } from './inbox.js';
import type { Projector } from './projector.js';
import { readStatus } from './status.js';
import type { ProjectionStatus } from './status.js';
import { Track, versionsOf } from './track.js';
import { openViews } from './views.js';
import type { View, Views } from './views.js';
import { Waiters } from './waiters.js';

export interface RunnerOptions {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
  /** A name may come in several versions: the highest is wanted, a lower one keeps its live build running until then. */
  readonly projections: readonly Projection[];
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
  | { readonly kind: 'poison'; readonly projection: string; readonly status: NonNullable<Projector['poison']> };

/** Documents of a live view have changed. */
export interface Changed {
  readonly projection: string;
  readonly position: bigint;
  readonly ids: readonly string[];
  /** Another build has been swapped in: any document may have changed. */
  readonly rebuilt: boolean;
}

const BATCH = 4000;
/** Builds no further apart than this share a reading of the history. */
const NEAR = 20_000n;
/** Checkpoints of builds that heard nothing are written when nothing has happened for this long. */
const SETTLE_MS = 200;
const RETRY_MS = { first: 100, most: 5000 };

export class Runner {
  readonly #names: ReturnType<typeof versionsOf>;
  readonly #views: Views;
  readonly #batch: number;
  readonly #pause: NonNullable<RunnerOptions['pause']>;
  readonly #tracks = new Map<string, Track>();
  readonly #joined = new Set<Projector>();
  readonly #listeners = new Set<(changed: Changed) => void>();
  readonly #waiters: Waiters;
  #inbox: Inbox | undefined;
  #running: 'no' | 'catching-up' | 'live' = 'no';
  #turn: Promise<unknown> = Promise.resolve();
  #wake: () => void = () => undefined;
  #ahead: { readonly key: string; readonly page: Promise<Page> } | undefined;
  #tail = 0n;

  constructor(private readonly options: RunnerOptions) {
    this.#names = versionsOf(options.projections);
    this.#views = openViews(options.viewStore, options.projections, { maxAge: 0 });
    this.#batch = options.batch ?? BATCH;
    this.#pause =
      options.pause ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined));
    this.#waiters = new Waiters((name) => this.#tracks.get(name)?.live);
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
   * are thrown; a poisoned projection is not an error (see `status`).
   */
  async catchUp(): Promise<void> {
    this.#begin('catching-up');
    try {
      const until = await this.options.eventStore.tail();
      while (await this.#exclusively(() => this.#step(until)));
      await this.#exclusively(() => this.#settle());
    } finally {
      this.#end();
    }
  }

  /** Follows the history until the signal aborts, and returns when the batch under way is written. Outages are sat out. */
  async start(signal: AbortSignal): Promise<void> {
    this.#begin('live');
    const stop = (): void => this.#wake();
    signal.addEventListener('abort', stop);
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
      signal.removeEventListener('abort', stop);
      this.#end();
    }
  }

  async #follow(signal: AbortSignal, well: () => void): Promise<void> {
    const subscription = new AbortController();
    const stop = (): void => subscription.abort();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted) {
        const woken = this.#nextWake();
        if (await this.#exclusively(() => this.#step(undefined, subscription.signal))) well();
        else await this.#idle(woken, subscription.signal);
      }
      await this.#exclusively(() => this.#settle());
    } finally {
      signal.removeEventListener('abort', stop);
      subscription.abort();
      this.#inbox?.leave();
      this.#inbox = undefined;
      this.#joined.clear();
      this.#tracks.clear();
    }
  }

  async #idle(woken: Promise<void>, signal: AbortSignal): Promise<void> {
    const timer = new AbortController();
    const quiet = this.#pause(SETTLE_MS, AbortSignal.any([timer.signal, signal])).then(() => 'quiet' as const);
    const first = await Promise.race([woken.then(() => 'woken' as const), quiet]);
    timer.abort();
    if (first === 'woken' || signal.aborted) return;
    await this.#exclusively(() => this.#settle());
    await woken;
  }

  /**
   * Waits until these projections (default: all) hold everything up to `position`. Answers the names of those that do not: empty
   * when all have it, else those still behind after `timeout` milliseconds (default 5000), or sooner where only poisoned ones are left.
   */
  async waitFor(
    position: bigint,
    options: { readonly projections?: readonly string[]; readonly timeout?: number } = {},
  ): Promise<readonly string[]> {
    return this.#waiters.wait(position, options.projections ?? [...this.#names.keys()], options.timeout ?? 5000);
  }

  /** Begins to build the projection anew beside the live one; it is swapped in when it has caught up. */
  async rebuild(name: string): Promise<void> {
    await this.#on(name, async (track) => {
      if (track.next !== undefined) this.#joined.delete(track.next);
      await track.rebuild();
    });
  }

  /** Makes the build before the live one live again; false where none was kept. */
  async stepBack(name: string): Promise<boolean> {
    return this.#on(name, async (track) => {
      track.projectors().forEach((projector) => this.#joined.delete(projector));
      const done = await track.stepBack();
      if (done) this.#tell(track, [], true);
      return done;
    });
  }

  async status(): Promise<readonly ProjectionStatus[]> {
    const projectors = [...this.#tracks.values()].flatMap((track) => track.projectors());
    return readStatus(this.options.eventStore, this.options.viewStore, this.options.projections, {
      position: (build) => projectors.find((projector) => projector.build.collection === build.collection)?.position,
      state: (name) => {
        const live = this.#tracks.get(name)?.live;
        if (this.#running === 'no' || live === undefined || live.stopped) return 'stopped';
        return this.#joined.has(live) ? 'live' : 'catching-up';
      },
    });
  }

  async #on<T>(name: string, work: (track: Track) => Promise<T>): Promise<T> {
    if (!this.#names.has(name)) throw new TypeError(`there is no projection ${name}`);
    try {
      return await this.#exclusively(async () => {
        await this.#open();
        const track = this.#tracks.get(name);
        if (track === undefined) throw new OwnershipLost(name);
        return work(track);
      });
    } catch (error) {
      // What was done of it is on the shelf; the next step goes on from there.
      this.#tracks
        .get(name)
        ?.projectors()
        .forEach((projector) => this.#joined.delete(projector));
      this.#tracks.delete(name);
      throw error;
    } finally {
      this.#wake();
    }
  }

  #begin(as: 'catching-up' | 'live'): void {
    if (this.#running !== 'no') throw new Error('this runner is already running');
    this.#running = as;
  }

  #end(): void {
    this.#running = 'no';
    this.#inbox = undefined;
    this.#ahead = undefined;
    this.#joined.clear();
    this.#tracks.clear();
  }

  async #open(): Promise<void> {
    for (const [name, { target, versions }] of this.#names) {
      if (!this.#tracks.has(name)) this.#tracks.set(name, await Track.open(this.options.viewStore, target, versions));
    }
  }

  /** Steps and requests take turns. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #nextWake(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** One batch for those at the tail, one page for those behind; false where there was nothing to do. */
  async #step(until: bigint | undefined, live?: AbortSignal): Promise<boolean> {
    await this.#open();
    const arrived = this.#inbox?.take(this.#batch);
    if (arrived !== undefined) {
      for (const projector of [...this.#joined]) await this.#apply(projector, arrived.events, arrived.position);
    }
    const behind = this.#behind(until);
    if (behind.length > 0) await this.#readOn(behind, live);
    this.#waiters.look();
    return arrived !== undefined || behind.length > 0;
  }

  #behind(until: bigint | undefined): readonly Projector[] {
    return [...this.#tracks.values()].flatMap((track) =>
      track
        .projectors()
        .filter((projector) => !projector.stopped && !this.#joined.has(projector))
        .filter((projector) => until === undefined || projector.position < until || projector === track.next),
    );
  }

  /** Reads one page for the foremost of those behind and all near it, and lets those that reached the end join. */
  async #readOn(behind: readonly Projector[], live: AbortSignal | undefined): Promise<void> {
    const foremost = behind.reduce((most, { position }) => (position > most ? position : most), 0n);
    const pass = behind.filter(({ position }) => foremost - position <= NEAR);
    const from = pass.reduce((least, { position }) => (position < least ? position : least), foremost);
    const page = await this.#page(from, [...new Set(pass.flatMap(({ projection }) => projection.types))]);
    for (const projector of pass) await this.#apply(projector, page.events, page.position);
    await this.#report(pass, page.position);
    if (!page.end) return;
    for (const projector of pass) await this.#reachedEnd(projector, live);
  }

  /** The page after `from`, while the one behind it is already being read. */
  async #page(from: bigint, types: readonly string[]): Promise<Page> {
    const read = (after: bigint): Promise<Page> => this.options.eventStore.readAll(after, { types }, this.#batch);
    const page = await (this.#ahead?.key === keyOf(from, types) ? this.#ahead.page : read(from));
    this.#ahead = undefined;
    if (!page.end) {
      const ahead = read(page.position);
      // Whoever takes the page gets the error; if nobody does, it does not matter.
      ahead.catch(() => undefined);
      this.#ahead = { key: keyOf(page.position, types), page: ahead };
    }
    return page;
  }

  async #reachedEnd(projector: Projector, live: AbortSignal | undefined): Promise<void> {
    const track = this.#trackOf(projector);
    if (track?.next === projector && !projector.stopped) await this.#finish(track, projector);
    if (live === undefined || projector.stopped) return;
    if (this.#inbox === undefined) {
      const inbox = new Inbox(projector.position, () => this.#wake());
      this.#inbox = inbox;
      void inbox.follow(this.options.eventStore.subscribe(projector.position, undefined, live));
    }
    if (projector.position >= this.#inbox.taken) this.#joined.add(projector);
  }

  /** Brings both builds to one position, compares them, and swaps. */
  async #finish(track: Track, next: Projector): Promise<void> {
    const { live } = track;
    if (live !== undefined && !live.stopped) {
      const position = live.position > next.position ? live.position : next.position;
      await this.#bring(live, position);
      await this.#bring(next, position);
      if (next.stopped) return;
    }
    if ((track.comparableAt() ?? next.position) === next.position) await track.compare();
    if (live !== undefined) this.#joined.delete(live);
    await track.swap();
    this.#tell(track, [], true);
  }

  async #bring(projector: Projector, position: bigint): Promise<void> {
    while (projector.position < position && !projector.stopped) {
      const { types } = projector.projection;
      const page = await this.options.eventStore.readAll(projector.position, { types }, this.#batch);
      await this.#apply(projector, page.events, page.position < position ? page.position : position);
    }
  }

  async #apply(projector: Projector, events: readonly RecordedEvent[], upTo: bigint): Promise<void> {
    if (upTo <= projector.position || projector.stopped) return;
    const track = this.#trackOf(projector);
    const pauseAt = track?.next === projector ? track.comparableAt() : undefined;
    if (pauseAt !== undefined && pauseAt < upTo && pauseAt >= projector.position) {
      await projector.apply(events, pauseAt);
      if (!projector.stopped) await track?.compare();
    }
    const changed = projector.stopped ? [] : await projector.apply(events, upTo);
    if (track === undefined) return;
    if (changed.length > 0 && projector === track.live) this.#tell(track, changed, false);
    if (projector.stopped) await this.#stopped(track, projector);
  }

  /** A first build that cannot be finished is shown as far as it got: there is nothing better, and it says since when it is incomplete. */
  async #stopped(track: Track, projector: Projector): Promise<void> {
    this.#joined.delete(projector);
    const { poison } = projector;
    if (poison !== undefined)
      this.options.onTrouble?.({ kind: 'poison', projection: track.target.name, status: poison });
    if (track.pointer.live !== null || track.next !== projector) return;
    await track.swap();
    this.#tell(track, [], true);
  }

  #tell(track: Track, ids: readonly string[], rebuilt: boolean): void {
    const changed = { projection: track.target.name, position: track.live?.position ?? 0n, ids, rebuilt };
    for (const listener of this.#listeners) listener(changed);
  }

  #trackOf(projector: Projector): Track | undefined {
    return this.#tracks.get(projector.projection.name);
  }

  async #report(pass: readonly Projector[], position: bigint): Promise<void> {
    if (this.options.onProgress === undefined) return;
    if (position > this.#tail) this.#tail = await this.options.eventStore.tail();
    for (const projector of pass) {
      this.options.onProgress({
        projection: projector.projection.name,
        position: projector.position,
        tail: this.#tail,
      });
    }
  }

  async #settle(): Promise<void> {
    for (const track of this.#tracks.values()) await track.settle();
  }
}

const keyOf = (from: bigint, types: readonly string[]): string => `${from} ${types.join()}`;

const isOutage = (error: unknown): error is Error =>
  error instanceof EventStoreError || error instanceof ViewStoreError || error instanceof OwnershipLost;
