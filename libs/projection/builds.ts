/**
 * What the runner keeps on the view store's shelf.
 *
 * `projection/<name>` is the pointer: which build readers read (`live`), which one is being made beside it (`next`), and which
 * one was live before (`previous`, for one step back). A build is one collection made by one version of the fold.
 *
 * `checkpoint/<collection>` says up to which position a build holds the history. Its version on the shelf is also the
 * fence: whoever takes a build over sets the item once, and from then on the former owner's compare-and-set fails, before it
 * touches a document. `writing` stands there from before a batch's documents are written until after; found at the start, it
 * says that documents may be ahead of the checkpoint (see `recovery.ts`).
 */
import type { CollectionDeclaration, Instant, Projection, RecordedEvent, Shelf, ViewStore } from '../kernel/index.js';

export interface Build {
  readonly version: number;
  readonly collection: string;
  /** Those it has now: none while it is being made (they are made faster at the end), and a reader with newer code must not change them. */
  readonly indexes: CollectionDeclaration['indexes'];
}

export interface Pointer {
  readonly live: Build | null;
  readonly next: Build | null;
  readonly previous: Build | null;
  /** How the live build differed from the one before it, at the same position, when it took over. */
  readonly difference: Difference | null;
  /** A version from which somebody stepped back: it is not built again by itself. */
  readonly refused: number | null;
  /** Builds begun so far: no name is used twice, since somebody slow may still be writing into an abandoned one. */
  readonly begun: number;
}

/** Numbers of documents. */
export interface Difference {
  readonly position: string;
  readonly same: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

export interface Checkpoint {
  readonly position: string;
  /** The last checkpoint at which documents had changed. */
  readonly changed?: string;
  readonly writing?: Writing;
  readonly poison?: Poison;
  /** The lease under which it was last taken over (see `leases.ts`): an older one may not take it back. */
  readonly fence?: number;
}

export interface Writing {
  readonly to: string;
  /** The documents the batch deletes, with the position of the event that does: their stored form tells nothing any more. */
  readonly deleted: Readonly<Record<string, string>>;
}

/** The event at which a projection stopped, and why. */
export interface Poison {
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly position: string;
  readonly recordedAt: Instant;
  readonly message: string;
}

export const poisonOf = (event: RecordedEvent, error: unknown): Poison => ({
  eventId: event.id,
  type: event.type,
  stream: event.stream,
  position: event.position.toString(),
  recordedAt: event.recordedAt,
  message: error instanceof Error ? error.message : String(error),
});

export interface Held<T> {
  readonly value: T;
  /** Version on the shelf; 0 where the item is not there yet. */
  readonly version: number;
}

const NO_POINTER: Pointer = { live: null, next: null, previous: null, difference: null, refused: null, begun: 0 };

export const readPointer = async (shelf: Shelf, name: string): Promise<Held<Pointer>> => {
  const item = await shelf.get(`projection/${name}`);
  return item === undefined
    ? { value: NO_POINTER, version: 0 }
    : { value: item.value as Pointer, version: item.version };
};

/** Throws `OwnershipLost` where somebody else has moved the pointer since it was read. */
export const movePointer = async (
  shelf: Shelf,
  name: string,
  from: Held<Pointer>,
  to: Pointer,
): Promise<Held<Pointer>> => {
  const version = await shelf.set(`projection/${name}`, to, from.version);
  if (version === null) throw new OwnershipLost(name);
  return { value: to, version };
};

const checkpointKey = (build: Build): string => `checkpoint/${build.collection}`;

export const readCheckpoint = async (shelf: Shelf, build: Build): Promise<Held<Checkpoint> | undefined> => {
  const item = await shelf.get(checkpointKey(build));
  return item === undefined ? undefined : { value: item.value as Checkpoint, version: item.version };
};

export const setCheckpoint = async (
  shelf: Shelf,
  build: Build,
  value: Checkpoint,
  version: number,
): Promise<Held<Checkpoint>> => {
  const next = await shelf.set(checkpointKey(build), value, version);
  if (next === null) throw new OwnershipLost(build.collection);
  return { value, version: next };
};

/** The checkpoint goes first: without it the build starts anew, whereas a checkpoint without documents would claim what is not there. */
export const dropBuild = async (viewStore: ViewStore, build: Build): Promise<void> => {
  const held = await readCheckpoint(viewStore.shelf, build);
  if (held !== undefined) await viewStore.shelf.delete(checkpointKey(build), held.version);
  await viewStore.drop(build.collection);
};

/** Sets a new build of the projection in motion beside the live one: `<name>__v<version>`, later ones with `__2`, `__3` … */
export const withNewBuild = (pointer: Pointer, { name, version }: Projection): Pointer & { readonly next: Build } => {
  const begun = pointer.begun + 1;
  const collection = `${name}__v${version}${begun === 1 ? '' : `__${begun}`}`;
  return { ...pointer, next: { version, collection, indexes: [] }, begun };
};

/** Begins a new build of the projection's version; one that was under way is given up. Whoever runs the projection makes it. */
export const requestRebuild = async (viewStore: ViewStore, projection: Projection): Promise<void> => {
  const held = await readPointer(viewStore.shelf, projection.name);
  await movePointer(viewStore.shelf, projection.name, held, { ...withNewBuild(held.value, projection), refused: null });
  if (held.value.next !== null) await dropBuild(viewStore, held.value.next);
};

/** Makes the previous build live again and keeps the present one in its place; false where there is none. */
export const requestStepBack = async (viewStore: ViewStore, name: string): Promise<boolean> => {
  const held = await readPointer(viewStore.shelf, name);
  const { live, next, previous } = held.value;
  if (live === null || previous === null) return false;
  const refused = live.version === previous.version ? null : live.version;
  const back = { ...held.value, live: previous, next: null, previous: live, difference: null, refused };
  await movePointer(viewStore.shelf, name, held, back);
  if (next !== null) await dropBuild(viewStore, next);
  return true;
};

/** Another process has taken over what this one was working on. Not an error of the data: what was done stays valid. */
export class OwnershipLost extends Error {
  override readonly name = 'OwnershipLost';
  constructor(what: string) {
    super(`视图 ${what} 已由另一个进程接手，本进程停止写入它；无须处理。`);
  }
}
