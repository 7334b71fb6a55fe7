import type { EventStore, Instant, Projection, ViewStore } from '../kernel/index.js';
import { readCheckpoint, readPointer } from './builds.js';
import type { Build, Checkpoint, Difference, Poison } from './builds.js';
import { versionsOf } from './track.js';

/**
 * `live`: follows the tail. `catching-up`: on its way there. `rebuilding`: a new build is being made, the live one (if any) is
 * still read. `poisoned`: stands before an event it cannot fold. `stopped`: nobody carries it on.
 */
export type ProjectionState = 'live' | 'catching-up' | 'rebuilding' | 'poisoned' | 'stopped';

export interface ProjectionStatus {
  readonly name: string;
  /** Version of the build that readers read; of the one being made where there is none yet. */
  readonly version: number;
  readonly position: bigint;
  /** Positions between it and the tail: in the embedded store, events. */
  readonly lag: bigint;
  readonly state: ProjectionState;
  /** Of the live build, else of the one being made. */
  readonly poison: Poison | null;
  /** See `Freshness`: of what readers read. */
  readonly incompleteSince: Instant | null;
  readonly next: { readonly version: number; readonly position: bigint; readonly poison: Poison | null } | null;
  /** The version that `stepBack` would make live. */
  readonly previous: number | null;
  /** How the live build differed from the one before it when it took over. */
  readonly difference: Difference | null;
}

/** What only the process that runs the projection knows. */
export interface Activity {
  /** Where a build is, which may be ahead of its checkpoint by events it does not hear. */
  position(build: Build): bigint | undefined;
  state(name: string): 'live' | 'catching-up' | 'stopped';
}

/**
 * The status of every projection as the shelf tells it; for any process. Without `activity`, one that is at the tail counts as live.
 */
export const readStatus = async (
  eventStore: EventStore,
  viewStore: ViewStore,
  projections: readonly Projection[],
  activity?: Activity,
): Promise<readonly ProjectionStatus[]> => {
  const tail = await eventStore.tail();
  const targets = [...versionsOf(projections).values()].map(({ target }) => target);
  return Promise.all(targets.map((target) => statusOf(viewStore, target, tail, activity)));
};

const statusOf = async (
  viewStore: ViewStore,
  target: Projection,
  tail: bigint,
  activity: Activity | undefined,
): Promise<ProjectionStatus> => {
  const { live, next, previous, difference } = (await readPointer(viewStore.shelf, target.name)).value;
  const checkpoint = async (build: Build | null): Promise<Checkpoint | undefined> =>
    build === null ? undefined : (await readCheckpoint(viewStore.shelf, build))?.value;
  const [atLive, atNext] = [await checkpoint(live), await checkpoint(next)];
  const positionOf = (build: Build | null, stored: Checkpoint | undefined): bigint =>
    (build === null ? undefined : activity?.position(build)) ?? BigInt(stored?.position ?? 0);
  const position = positionOf(live, atLive);
  const nextStatus = next && {
    version: next.version,
    position: positionOf(next, atNext),
    poison: atNext?.poison ?? null,
  };
  const poison = atLive?.poison ?? nextStatus?.poison ?? null;
  const running = activity?.state(target.name) ?? (position >= tail ? 'live' : 'catching-up');
  return {
    name: target.name,
    version: (live ?? next ?? target).version,
    position,
    lag: tail > position ? tail - position : 0n,
    state: poison !== null ? 'poisoned' : next !== null || live === null ? 'rebuilding' : running,
    poison,
    incompleteSince: atLive?.poison?.recordedAt ?? null,
    next: nextStatus,
    previous: previous?.version ?? null,
    difference,
  };
};
