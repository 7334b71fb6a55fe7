/**
 * A track is all that belongs to one projection's name: the build that readers read, the one being made beside it, the one kept
 * for a step back, and the versions of the fold at hand. The highest version is the one wanted; a lower one, where the code
 * still has it, keeps the live build running meanwhile. Without its code the live build stands still until it is replaced.
 */
import type { Projection, ViewStore } from '../kernel/index.js';
import { dropBuild, movePointer, newBuild, readCheckpoint, readPointer } from './builds.js';
import type { Difference, Held, Pointer } from './builds.js';
import { differenceOf } from './compare.js';
import { Projector } from './projector.js';

export class Track {
  live: Projector | undefined;
  next: Projector | undefined;
  #difference: Difference | null = null;
  /** Where a live build without code stands. */
  #frozenAt: bigint | undefined;

  private constructor(
    private readonly viewStore: ViewStore,
    private readonly versions: ReadonlyMap<number, Projection>,
    readonly target: Projection,
    private held: Held<Pointer>,
  ) {}

  /** Takes the projection over and sees to it that the wanted version is live or being built. */
  static async open(
    viewStore: ViewStore,
    target: Projection,
    versions: ReadonlyMap<number, Projection>,
  ): Promise<Track> {
    const track = new Track(viewStore, versions, target, await readPointer(viewStore.shelf, target.name));
    await track.#aim();
    await track.#openLive();
    const { next } = track.pointer;
    if (next !== null) track.next = await Projector.open(viewStore, target, next);
    return track;
  }

  get pointer(): Pointer {
    return this.held.value;
  }

  projectors(): readonly Projector[] {
    return [this.live, this.next].filter((projector) => projector !== undefined);
  }

  async #aim(): Promise<void> {
    const { live, next, previous, refused } = this.pointer;
    const wanted = this.target.version;
    const continued = next?.version === wanted && refused !== wanted ? next : null;
    const missing = live?.version !== wanted && refused !== wanted;
    const aimed = continued ?? (missing ? newBuild(this.target, [live, next, previous]) : null);
    const current = live?.version === wanted ? { ...live, indexes: this.target.indexes } : live;
    if (JSON.stringify([current, aimed]) === JSON.stringify([live, next])) return;
    await this.#move({ ...this.pointer, live: current, next: aimed });
    if (next !== null && continued === null) await dropBuild(this.viewStore, next);
  }

  async #openLive(): Promise<void> {
    const { live } = this.pointer;
    this.live = undefined;
    this.#frozenAt = undefined;
    if (live === null) return;
    const projection = this.versions.get(live.version);
    if (projection !== undefined) this.live = await Projector.open(this.viewStore, projection, live);
    else this.#frozenAt = BigInt((await readCheckpoint(this.viewStore.shelf, live))?.value.position ?? 0);
  }

  /** Begins a new build of the wanted version beside the live one; one that was under way is given up. */
  async rebuild(): Promise<void> {
    const { live, next, previous } = this.pointer;
    const build = newBuild(this.target, [live, next, previous]);
    await this.#move({ ...this.pointer, next: build, refused: null });
    if (next !== null) await dropBuild(this.viewStore, next);
    this.#difference = null;
    this.next = await Projector.open(this.viewStore, this.target, build);
  }

  /**
   * Where the live build stands still (no code, or a poison event): the position at which the new one must pause to be compared
   * with it. Undefined where the live one goes along, and where there is none.
   */
  comparableAt(): bigint | undefined {
    return this.live === undefined ? this.#frozenAt : this.live.stopped ? this.live.position : undefined;
  }

  /** Compares the two builds; both must be at the same position. */
  async compare(): Promise<void> {
    const { live } = this.pointer;
    if (live === null || this.next === undefined) return;
    const collection = await this.viewStore.collection({ name: live.collection, indexes: live.indexes });
    this.#difference = await differenceOf(collection, this.next.collection, this.next.position);
  }

  /** The new build gets its indexes and takes the live one's place; the live one is kept, the one before it dropped. */
  async swap(): Promise<void> {
    const { live, next, previous } = this.pointer;
    if (next === null) return;
    await this.next?.settle();
    const whole = { ...next, indexes: this.target.indexes };
    await this.viewStore.collection({ name: whole.collection, indexes: whole.indexes });
    await this.#move({ live: whole, next: null, previous: live, difference: this.#difference, refused: null });
    this.live = this.next;
    this.next = undefined;
    this.#frozenAt = undefined;
    this.#difference = null;
    if (previous !== null) await dropBuild(this.viewStore, previous);
  }

  /** Makes the previous build live again and keeps the present one in its place; false where there is none. */
  async stepBack(): Promise<boolean> {
    const { live, next, previous } = this.pointer;
    if (live === null || previous === null) return false;
    await this.live?.settle();
    const refused = live.version === previous.version ? null : live.version;
    await this.#move({ live: previous, next: null, previous: live, difference: null, refused });
    this.next = undefined;
    if (next !== null) await dropBuild(this.viewStore, next);
    await this.#openLive();
    return true;
  }

  async settle(): Promise<void> {
    for (const projector of this.projectors()) await projector.settle();
  }

  async #move(to: Pointer): Promise<void> {
    this.held = await movePointer(this.viewStore.shelf, this.target.name, this.held, to);
  }
}

/** The wanted (highest) version of each name, and all versions of it. */
export const versionsOf = (
  projections: readonly Projection[],
): ReadonlyMap<string, { readonly target: Projection; readonly versions: ReadonlyMap<number, Projection> }> => {
  const names = new Map<string, { target: Projection; versions: Map<number, Projection> }>();
  for (const projection of projections) {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(projection.name))
      throw new TypeError(`projection name ${projection.name} is not kebab-case`);
    const known = names.get(projection.name) ?? { target: projection, versions: new Map<number, Projection>() };
    if (known.versions.has(projection.version)) {
      throw new TypeError(`projection ${projection.name} is given twice in version ${projection.version}`);
    }
    known.versions.set(projection.version, projection);
    const target = projection.version > known.target.version ? projection : known.target;
    names.set(projection.name, { target, versions: known.versions });
  }
  return names;
};
