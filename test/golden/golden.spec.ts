import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventTypes, projections, registers } from '../../libs/composition/index.js';
import { presentVersion, upcast } from '../../libs/composition/contexts.js';
import { eventHash, openSqliteEventStore } from '../../libs/event-store/index.js';
import type { Document, RecordedEvent } from '../../libs/kernel/index.js';
import { asJson, goldenName, goldenStreams, type GoldenViews, readViews, writeGolden, writeViews } from './files.js';
import { play, type Scene, SCENES } from './scenes.js';

/**
 * What was stored once is read for ever. With WRITE_GOLDEN=1 the files that are missing are written first, then `npm run format`; what is
 * there is never touched. Where a test fails because a payload changed: raise the version where it is written, give the context an upcaster,
 * and add a scene under a new name; never edit an old file.
 */
const playedAlone = async (scene: Scene, file: string): Promise<readonly RecordedEvent[]> => {
  const clock = { now: '2019-01-01T00:00:00.000+08:00' };
  const store = await openSqliteEventStore({ file, clock: { now: () => clock.now } });
  try {
    await play(scene, store, clock);
    return (await store.readAll(0n)).events;
  } finally {
    await store.close();
  }
};

const writeMissing = (): void => {
  for (const [scene, events] of played) for (const event of events) writeGolden(goldenName(scene, event), event);
  for (const [scene, files] of goldenStreams()) writeViews(scene, viewsOf(files.map(({ event }) => event)));
};

/** The documents of every projection that hears one of the events, after all of them. */
const viewsOf = (events: readonly RecordedEvent[]): GoldenViews => {
  const types = new Set(events.map((event) => event.type));
  const hearing = projections.filter((projection) => projection.types.some((type) => types.has(type)));
  return Object.fromEntries(
    hearing.map((projection) => {
      const documents = new Map<string, Document>();
      for (const event of events) {
        if (!projection.types.includes(event.type)) continue;
        for (const id of projection.route(event)) {
          const after = projection.fold(documents.get(id), event, id);
          if (after === null) documents.delete(id);
          else documents.set(id, after);
        }
      }
      return [`${projection.name}.v${projection.version}`, Object.fromEntries(documents)];
    }),
  );
};

/** All but the place in the whole history, which belongs to one store. */
const withoutPosition = ({ position: _, ...event }: RecordedEvent): unknown => asJson(event);

const folder = mkdtempSync(join(tmpdir(), 'golden-'));
const played = new Map<string, readonly RecordedEvent[]>();
for (const scene of SCENES) played.set(scene.name, await playedAlone(scene, join(folder, `${scene.name}.db`)));
rmSync(folder, { recursive: true });
if (process.env['WRITE_GOLDEN'] === '1') writeMissing();

/** Where every field is of the key or arrives by a step of its own, nothing is left for a supplement to say. */
const neverSaid = new Set(
  registers
    .filter(({ fields, steps }) => fields.every(({ name, key }) => key || steps.some(({ date }) => date === name)))
    .map(({ supplemented }) => supplemented),
);

describe('the golden files', () => {
  const files = [...goldenStreams().values()].flat();

  it('hold every event type of the house in every version', () => {
    const have = new Set(files.map(({ event }) => `${event.type}.v${event.schema}`));
    const missing = eventTypes
      .filter((type) => !neverSaid.has(type))
      .flatMap((type) => Array.from({ length: presentVersion(type) }, (_, index) => `${type}.v${index + 1}`))
      .filter((version) => !have.has(version))
      .map(
        (version) =>
          `${version} has no golden file: play it in test/golden/scenes.ts, then WRITE_GOLDEN=1 npm test test/golden`,
      );
    expect(missing).toEqual([]);
  });

  it('hold no type or version that the house has forgotten', () => {
    const known = new Set(eventTypes);
    const forgotten = files
      .filter(({ event }) => !known.has(event.type) || event.schema > presentVersion(event.type))
      .map(
        ({ name }) =>
          `${name} is no longer known: what was stored once is read for ever, give the context its type or its upcaster back`,
      );
    expect(forgotten).toEqual([]);
  });

  it('are named by what is in them', () => {
    const wrong = files.filter(({ name, event }) => goldenName(name.slice(0, name.indexOf('/')), event) !== name);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

describe.each([...goldenStreams()])('the golden stream %s', (scene, files) => {
  it.each(files.map((file) => [file.name, file] as const))(
    '%s has kept its bytes and is read at the present version',
    (_, { event }) => {
      expect(eventHash(event)).toBe(event.meta.hash);
      const read = upcast(event);
      expect([read.id, read.type, read.schema]).toEqual([event.id, event.type, presentVersion(event.type)]);
    },
  );

  it('is whole, each event linked to the one before it', () => {
    expect(files.map(({ event }) => event.revision)).toEqual(files.map((_, index) => BigInt(index)));
    expect(files.slice(1).map(({ event }) => event.meta.prevHash)).toEqual(
      files.slice(0, -1).map(({ event }) => event.meta.hash),
    );
  });

  it('becomes the rows it always became: where a fold changed, raise its projection’s version, then WRITE_GOLDEN=1', () => {
    expect(asJson(viewsOf(files.map(({ event }) => event)))).toEqual(readViews(scene));
  });
});

describe.each(SCENES.map((scene) => [scene.name, scene] as const))('the scene %s', (name) => {
  it('writes today what it wrote then: where a payload changed, raise its version and add an upcaster, never edit a file', () => {
    const files = goldenStreams().get(name) ?? [];
    expect(played.get(name)?.map(withoutPosition)).toEqual(files.map(({ event }) => withoutPosition(event)));
  });
});
