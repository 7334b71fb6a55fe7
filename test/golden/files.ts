import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedEvent } from '../../libs/kernel/index.js';

/**
 * The golden files. `streams/<scene>/` holds one stream as it lies in the store, a file an event: `<revision>-<type>.v<version>.json`. They are
 * what this program promised to be able to read for ever: never edited, never written over. `views/<scene>.json` holds what each projection
 * makes of the stream, by the projection's name and version: that may change, with a higher version.
 */
const here = dirname(fileURLToPath(import.meta.url));
const STREAMS = join(here, 'streams');
const VIEWS = join(here, 'views');

export interface GoldenFile {
  /** `<scene>/<revision>-<type>.v<version>.json`. */
  readonly name: string;
  readonly event: RecordedEvent;
}

/** The scenes that have files, each with its stream in order. */
export const goldenStreams = (): ReadonlyMap<string, readonly GoldenFile[]> =>
  new Map(
    namesIn(STREAMS).map((scene) => [
      scene,
      namesIn(join(STREAMS, scene))
        .map((file) => ({ name: `${scene}/${file}`, event: readEvent(join(STREAMS, scene, file)) }))
        .sort((a, b) => Number(a.event.revision - b.event.revision)),
    ]),
  );

export const goldenName = (scene: string, event: RecordedEvent): string =>
  `${scene}/${event.revision}-${event.type}.v${event.schema}.json`;

/** Writes what is not there yet; what is there stays as it is. */
export const writeGolden = (name: string, event: RecordedEvent): void => {
  const file = join(STREAMS, name);
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, asText(event));
};

/** What each projection made of the stream: by `<projection>.v<version>`, then by the document's id. */
export type GoldenViews = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const readViews = (scene: string): GoldenViews => {
  const file = join(VIEWS, `${scene}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as GoldenViews) : {};
};

/** Keeps what is there for the versions that are asked for, adds what is missing, drops what is of former versions. */
export const writeViews = (scene: string, views: GoldenViews): void => {
  const before = readViews(scene);
  mkdirSync(VIEWS, { recursive: true });
  const merged = Object.fromEntries(Object.entries(views).map(([key, documents]) => [key, before[key] ?? documents]));
  writeFileSync(join(VIEWS, `${scene}.json`), asText(merged));
};

/** As it is written in JSON: positions and revisions as strings, nothing undefined. */
export const asJson = (value: unknown): unknown => JSON.parse(asText(value)) as unknown;

const asText = (value: unknown): string =>
  `${JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part), 2)}\n`;

const readEvent = (file: string): RecordedEvent => {
  const { revision, position, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as RecordedEvent & {
    readonly revision: string;
    readonly position: string;
  };
  return { ...rest, revision: BigInt(revision), position: BigInt(position) };
};

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
