import type { EventFilter } from './event-store.js';
import type { RecordedEvent } from './envelope.js';
import type { CollectionDeclaration, Document } from './view-store.js';

/**
 * A projection is data: a name, a version, the event types it hears, where its documents go, and a pure fold. The runner
 * (`libs/projection`) does all the rest. The fold is handed one document at a time: `route` says which documents an event
 * touches, `fold` gives the new document (or null to delete it). Never clock, chance or another document.
 */
export interface Projection<D extends Document = Document> {
  /** Stable, kebab-case, for example `audit-trail`. */
  readonly name: string;
  /** Raise it when the fold or the documents change: the new version is built beside the live one. */
  readonly version: number;
  readonly types: NonNullable<EventFilter['types']>;
  /** Without the name: the runner adds name and version. */
  readonly indexes: CollectionDeclaration['indexes'];
  /** The ids of the documents this event touches. */
  route(event: RecordedEvent): readonly string[];
  /** The document after the event. Must not mutate `document`. */
  fold(document: D | undefined, event: RecordedEvent, id: string): D | null;
}
