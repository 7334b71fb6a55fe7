import { createHash } from 'node:crypto';
import { canonicalize, hashedForm, type RecordedEvent } from '../kernel/index.js';

/**
 * The chain of a stream. The hash of an event is
 *
 *     SM3( P ‖ C )      written as 64 lower-case hex digits
 *
 * where P is the 32 bytes that `meta.prevHash` spells in hex (the hash of the event before it in the stream, 32 zero bytes for
 * the first), C is the UTF-8 text of `canonicalize(hashedForm(event))` and ‖ puts one behind the other. SM3 is GB/T 32905-2016.
 * C holds `prevHash` too, as a member of `meta`: P stands in front so that the link can be followed by somebody who has only the
 * bytes. The position is not covered, because a copy of the history in another store has other positions.
 */
export const eventHash = (event: Omit<RecordedEvent, 'position'>): string =>
  sm3(event.meta.prevHash, canonicalize(hashedForm(event)));

/** The parts of an event that are canonical JSON already while it is appended. */
export interface CanonicalParts {
  readonly data: string;
  /** The members of `meta` whose names sort before `prevHash`, each with a comma behind it. */
  readonly metaBefore: string;
  /** Those that sort after it, each with a comma in front. */
  readonly metaAfter: string;
}

/**
 * The same hash from those parts, so that nothing is written out twice for each event and nothing can change between what is
 * stored and what is hashed. The members stand in the order that RFC 8785 asks for.
 */
export const eventHashOfParts = (
  event: Pick<RecordedEvent, 'id' | 'type' | 'schema' | 'stream' | 'revision' | 'occurredAt' | 'recordedAt'>,
  parts: CanonicalParts,
  prevHash: string,
): string =>
  sm3(
    prevHash,
    `{"data":${parts.data},"id":"${event.id}","meta":{${parts.metaBefore}"prevHash":"${prevHash}"${parts.metaAfter}},` +
      `"occurredAt":"${event.occurredAt}","recordedAt":"${event.recordedAt}","revision":"${event.revision}",` +
      `"schema":${event.schema},"stream":${canonicalize(event.stream)},"type":${canonicalize(event.type)}}`,
  );

const sm3 = (prevHash: string, text: string): string =>
  createHash('sm3').update(prevHash, 'hex').update(text, 'utf8').digest('hex');
