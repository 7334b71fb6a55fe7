/**
 * A track is all that belongs to one projection's name: the build that readers read, the one being made beside it, the one kept
 * for a step back, and the versions of the fold at hand. The highest version is the one wanted; a lower one, where the code
 * still has it, keeps the live build running meanwhile. Without its code the live build stands still until it is replaced.
 */
import type { Projection, ViewStore } from '../kernel/index.js';
import { dropBuild, movePointer, readCheckpoint, readPointer, withNewBuild } from './builds.js';
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
    readonly target: Projection,
    private held: Held<Pointer>,
    readonly fence: number | undefined,
  ) {}

  /**
   * Takes the projection over and sees to it that the wanted version is live or being built. `fence` is the lease it is done
   * under, if there are leases.
   */
  static async open(
    viewStore: ViewStore,
    target: Projection,
    versions: ReadonlyMap<number, Projection>,
    fence?: number,
  ): Promise<Track> {
    const track = new Track(viewStore, target, await readPointer(viewStore.shelf, target.name), fence);
    await track.#aim();
    const { live, next } = track.pointer;
    const projection = live === null ? undefined : versions.get(live.version);
    if (live !== null && projection !== undefined)
      track.live = await Projector.open(viewStore, projection, live, fence);
    else if (live !== null)
      track.#frozenAt = BigInt((await readCheckpoint(viewStore.shelf, live))?.value.position ?? 0);
    if (next !== null) track.next = await Projector.open(viewStore, target, next, fence);
    return track;
  }

  get pointer(): Pointer {
    return this.held.value;
  }

  projectors(): readonly Projector[] {
    return [this.live, this.next].filter((projector) => projector !== undefined);
  }

  /** Whether the pointer is still as this track left it. */
  async current(): Promise<boolean> {
    return (await readPointer(this.viewStore.shelf, this.target.name)).version === this.held.version;
  }

  /** The pointer is set in any case, so that a former owner can no longer move it. */
  async #aim(): Promise<void> {
    const { live, next, refused } = this.pointer;
    const wanted = this.target.version;
    const continued = next?.version === wanted && refused !== wanted ? next : null;
    const missing = continued === null && live?.version !== wanted && refused !== wanted;
    const aimed = missing ? withNewBuild(this.pointer, this.target) : { ...this.pointer, next: continued };
    await this.#move({ ...aimed, live: live?.version === wanted ? { ...live, indexes: this.target.indexes } : live });
    if (next !== null && continued === null) await dropBuild(this.viewStore, next);
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
    const swapped = { live: whole, next: null, previous: live, difference: this.#difference, refused: null };
    await this.#move({ ...this.pointer, ...swapped });
    this.live = this.next;
    this.next = undefined;
    this.#frozenAt = undefined;
    this.#difference = null;
    if (previous !== null) await dropBuild(this.viewStore, previous);
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
