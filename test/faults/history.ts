import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore, verifyHistory } from '../../libs/event-store/index.js';
import type { EventStore, Projection, RecordedEvent, ViewStore } from '../../libs/kernel/index.js';
import { Runner } from '../../libs/projection/index.js';
import { liveBytes, tallies, things, trail } from '../../libs/projection/testing/projections.js';
import { openSqliteViewStore } from '../../libs/view-store/index.js';
import { eventsBefore, eventsOf, streamOf } from './deeds.js';

/** What must hold of a history after a fault, whatever the fault was. */
export async function* historyOf(store: EventStore): AsyncGenerator<RecordedEvent> {
  for (let position = 0n, end = false; !end;) {
    const page = await store.readAll(position);
    yield* page.events;
    ({ position, end } = page);
  }
}

/**
 * Each event of each writer is there once, in its place, up to its last command; nothing acknowledged is missing; no more than
 * one command a writer was under way; the chain is intact. Answers how many commands each writer's stream holds.
 */
export const checkHistory = async (
  store: EventStore,
  acknowledged: readonly number[],
  dense = true,
): Promise<readonly number[]> => {
  const streams = new Map<string, RecordedEvent[]>();
  for await (const event of historyOf(store)) {
    const events = streams.get(event.stream) ?? [];
    streams.set(event.stream, events);
    events.push(event);
  }
  const { findings } = await verifyHistory(historyOf(store), { dense, tail: await store.tail() });
  expect(findings).toEqual([]);
  const held = acknowledged.map((count, writer) => {
    const found = streams.get(streamOf(writer)) ?? [];
    streams.delete(streamOf(writer));
    const commands = new Set(found.map((event) => event.meta.commandId)).size;
    const expected = Array.from({ length: commands }, (_, n) => eventsOf(writer, n)).flat();
    expect(found).toHaveLength(eventsBefore(commands));
    expect(found.map(({ id, data, revision }) => [id, data, Number(revision)])).toEqual(
      expected.map(({ id, data }, n) => [id, data, n]),
    );
    expect([count, count + 1]).toContain(commands);
    return commands;
  });
  expect([...streams.keys()]).toEqual([]);
  return held;
};

export const PROJECTIONS: readonly Projection[] = [things() as Projection, tallies as Projection, trail];

/** After catching up the views hold what views built from the first event hold, byte for byte, and none is poisoned. */
export const checkViews = async (eventStore: EventStore, viewStore: ViewStore, fresh: ViewStore): Promise<void> => {
  const runner = new Runner({ eventStore, viewStore, projections: PROJECTIONS });
  await runner.catchUp();
  await new Runner({ eventStore, viewStore: fresh, projections: PROJECTIONS }).catchUp();
  for (const { poison, lag } of await runner.status()) expect({ poison, lag }).toMatchObject({ poison: null });
  for (const { name } of PROJECTIONS) expect(await liveBytes(viewStore, name)).toEqual(await liveBytes(fresh, name));
};

/** Opens what a house left behind in a folder, checks history and views, and closes it again. */
export const checkHouse = async (folder: string, acknowledged: readonly number[]): Promise<readonly number[]> => {
  const eventStore = await openSqliteEventStore({ file: join(folder, 'events.db') });
  const held = await checkHistory(eventStore, acknowledged);
  const viewStore = await openSqliteViewStore({ file: join(folder, 'views.db') });
  const beside = mkdtempSync(join(folder, 'fresh-'));
  const fresh = await openSqliteViewStore({ file: join(beside, 'views.db') });
  await checkViews(eventStore, viewStore, fresh);
  for (const store of [viewStore, fresh, eventStore]) await store.close();
  rmSync(beside, { recursive: true });
  return held;
};
