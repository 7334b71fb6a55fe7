/**
 * The steps by which projections are carried along the history. A step takes what the subscription has brought and gives it to
 * the builds that are at the tail; then it reads one page for those that are behind. So builds that catch up never hold up the live
 * ones for more than a page. Builds at about the same place share one reading of the history. A build that reaches the end
 * joins the live ones: from there on the subscription's events after its own position are its next ones.
 *
 * Nothing here is done twice at once: whoever calls these methods lets them take turns.
 */
import type { EventStore, Page, RecordedEvent, ViewStore } from '../kernel/index.js';
import { OwnershipLost } from './builds.js';
import { Inbox } from './inbox.js';
import type { Leases } from './leases.js';
import type { Projector } from './projector.js';
import type { Changed, Progress, Trouble } from './runner.js';
import { Track } from './track.js';
import type { versionsOf } from './track.js';

/** Builds no further apart than this share a reading of the history. */
const NEAR = 20_000n;

export interface StepsOptions {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
  readonly names: ReturnType<typeof versionsOf>;
  /** Most events of one batch. */
  readonly batch: number;
  readonly leases: Leases | undefined;
  readonly onChange: (changed: Changed) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly onTrouble: ((trouble: Trouble) => void) | undefined;
  /** Something has arrived: a step would find work. */
  readonly onArrival: () => void;
}

export class Steps {
  readonly #tracks = new Map<string, Track>();
  readonly #joined = new Set<Projector>();
  #inbox: Inbox | undefined;
  #ahead: { readonly key: string; readonly page: Promise<Page> } | undefined;
  #tail = 0n;

  constructor(private readonly options: StepsOptions) {}

  track(name: string): Track | undefined {
    return this.#tracks.get(name);
  }

  tracks(): readonly Track[] {
    return [...this.#tracks.values()];
  }

  isLive(projector: Projector): boolean {
    return this.#joined.has(projector);
  }

  /** Lets go of one projection; what was done of it is on the shelf. */
  drop(name: string): void {
    this.#tracks
      .get(name)
      ?.projectors()
      .forEach((projector) => this.#joined.delete(projector));
    this.#tracks.delete(name);
  }

  /** Lets go of everything. The subscription must have been told to end. */
  dropAll(): void {
    this.#inbox?.leave();
    this.#inbox = undefined;
    this.#ahead = undefined;
    this.#joined.clear();
    this.#tracks.clear();
  }

  /** Takes over every projection, or every one there is a lease for. */
  async open(): Promise<void> {
    const { names, leases, viewStore } = this.options;
    for (const [name, { target, versions }] of names) {
      if (this.#tracks.has(name) || (leases !== undefined && !(await leases.confirm(name)))) continue;
      await this.#unlessLost(name, async () => {
        this.#tracks.set(name, await Track.open(viewStore, target, versions, leases?.fenceOf(name)));
      });
    }
  }

  /**
   * One batch for those at the tail, one page for those behind; false where there was nothing to do. Goes as far as `until`, or
   * follows the history on from its end while `live` does not abort.
   */
  async step(until: bigint | undefined, live?: AbortSignal): Promise<boolean> {
    await this.open();
    const arrived = this.#inbox?.take(this.options.batch);
    if (arrived !== undefined) {
      for (const projector of [...this.#joined]) await this.#apply(projector, arrived.events, arrived.position);
    }
    const behind = this.#behind(until);
    if (behind.length > 0) await this.#readOn(behind, live);
    return arrived !== undefined || behind.length > 0;
  }

  /** Brings the checkpoints of builds that heard nothing to where the builds are. */
  async settle(): Promise<void> {
    for (const [name, track] of [...this.#tracks]) await this.#unlessLost(name, () => track.settle());
  }

  /** Says that another build of the projection is live now. */
  tellRebuilt(name: string): void {
    this.#tell(name, [], true);
  }

  #behind(until: bigint | undefined): readonly Projector[] {
    return this.tracks().flatMap((track) =>
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
    const read = (after: bigint): Promise<Page> =>
      this.options.eventStore.readAll(after, { types }, this.options.batch);
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
    if (track === undefined || projector.stopped) return;
    if (track.next === projector) await this.#unlessLost(track.target.name, () => this.#finish(track, projector));
    if (live === undefined || projector.stopped || this.#trackOf(projector) === undefined) return;
    if (this.#inbox === undefined) {
      const inbox = new Inbox(projector.position, this.options.onArrival);
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
    this.#tell(track.target.name, [], true);
  }

  async #bring(projector: Projector, position: bigint): Promise<void> {
    while (projector.position < position && !projector.stopped && this.#trackOf(projector) !== undefined) {
      const { types } = projector.projection;
      const page = await this.options.eventStore.readAll(projector.position, { types }, this.options.batch);
      await this.#apply(projector, page.events, page.position < position ? page.position : position);
    }
  }

  async #apply(projector: Projector, events: readonly RecordedEvent[], upTo: bigint): Promise<void> {
    const track = this.#trackOf(projector);
    if (track === undefined || upTo <= projector.position || projector.stopped) return;
    await this.#unlessLost(track.target.name, async () => {
      const pauseAt = track.next === projector ? track.comparableAt() : undefined;
      if (pauseAt !== undefined && pauseAt < upTo && pauseAt >= projector.position) {
        await projector.apply(events, pauseAt);
        if (!projector.stopped) await track.compare();
      }
      const changed = projector.stopped ? [] : await projector.apply(events, upTo);
      if (changed.length > 0 && projector === track.live) this.#tell(track.target.name, changed, false);
      if (projector.stopped) await this.#stopped(track, projector);
    });
  }

  /** A first build that cannot be finished is shown as far as it got: there is nothing better, and it says since when it is incomplete. */
  async #stopped(track: Track, projector: Projector): Promise<void> {
    this.#joined.delete(projector);
    const { poison } = projector;
    if (poison !== undefined) this.options.onTrouble?.({ kind: 'poison', projection: track.target.name, poison });
    if (track.pointer.live !== null || track.next !== projector) return;
    await track.swap();
    this.#tell(track.target.name, [], true);
  }

  /** Where leases divide the projections, losing one is nothing unusual: it is let go. Else it is thrown. */
  async #unlessLost(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.options.leases === undefined || !(error instanceof OwnershipLost)) throw error;
      this.drop(name);
    }
  }

  #tell(projection: string, ids: readonly string[], rebuilt: boolean): void {
    this.options.onChange({ projection, position: this.#tracks.get(projection)?.live?.position ?? 0n, ids, rebuilt });
  }

  /** Undefined where the projector was let go. */
  #trackOf(projector: Projector): Track | undefined {
    const track = this.#tracks.get(projector.projection.name);
    return track?.projectors().includes(projector) === true ? track : undefined;
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
}

const keyOf = (from: bigint, types: readonly string[]): string => `${from} ${types.join()}`;
