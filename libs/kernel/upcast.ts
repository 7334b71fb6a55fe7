import type { Json, RecordedEvent } from './envelope.js';
import { EventStoreError } from './event-store.js';
import type { Projection } from './projection.js';
import type { Document } from './view-store.js';

/**
 * A payload that was stored in an older version is brought to the present one on reading, a version at a time: v1 → v2 → v3. The stored
 * bytes never change, so that their hashes verify for ever. Upcasters are data of the context that owns the event type; one that
 * is in use is as much a contract as the events that it reads.
 */
export interface Upcaster {
  /** Event type, for example `supervision.OpinionAdopted`. */
  readonly type: string;
  /** The version it reads, from 1; it gives the next one. */
  readonly from: number;
  /** Pure. The payload of the next version; the given one must stay as it is. */
  up(data: Json): Json;
}

export interface Upcasting {
  /**
   * The event with its payload at the present version; the very event where it is there already.
   * Errors: `EventStoreError` `newer-format` for a version that this program does not know: it is refused, not guessed.
   */
  readonly upcast: (event: RecordedEvent) => RecordedEvent;
  /** The version that is written now: 1 for a type that never changed. */
  readonly version: (type: string) => number;
}

/** Errors: throws at the start where two upcasters read one version, or a version in between has none (a mistake of ours). */
export const upcasting = (upcasters: readonly Upcaster[]): Upcasting => {
  const chains = chainsOf(upcasters);
  const version = (type: string): number => (chains.get(type)?.length ?? 0) + 1;
  return {
    version,
    upcast: (event) => {
      const present = version(event.type);
      if (event.schema === present) return event;
      if (event.schema > present) throw newer(event, present);
      const rest = chains.get(event.type)?.slice(event.schema - 1) ?? [];
      return { ...event, schema: present, data: rest.reduce((data, { up }) => up(data), event.data as Json) };
    },
  };
};

/**
 * The same projection, hearing every event at its present version. What cannot be brought there poisons this projection alone, at that
 * event; under a program that can it goes on from there.
 */
export const hearingUpcast = <D extends Document>(
  projection: Projection<D>,
  upcast: Upcasting['upcast'],
): Projection<D> => ({
  ...projection,
  route: (event) => projection.route(upcast(event)),
  fold: (document, event, id) => projection.fold(document, upcast(event), id),
});

/** Of each type its upcasters, the one that reads version 1 first. */
const chainsOf = (upcasters: readonly Upcaster[]): ReadonlyMap<string, readonly Upcaster[]> => {
  const chains = new Map<string, Upcaster[]>();
  for (const upcaster of [...upcasters].sort((a, b) => a.from - b.from)) {
    const chain = chains.get(upcaster.type) ?? [];
    chains.set(upcaster.type, chain);
    chain.push(upcaster);
    if (upcaster.from !== chain.length) {
      throw new Error(
        `the upcasters of ${upcaster.type} do not read versions 1, 2, 3 … once each: look at v${upcaster.from}`,
      );
    }
  }
  return chains;
};

const newer = ({ id, type, schema, stream, position }: RecordedEvent, present: number): EventStoreError =>
  new EventStoreError(
    'newer-format',
    `事件 ${id}（${type}）的内容版本是 ${schema}，本程序只认识到版本 ${present}：它由更新的程序写入。没有读取它的内容；请升级程序后再试。`,
    { stream, position: position.toString() },
  );
