import { createHash } from 'node:crypto';
import { canonicalize } from '../kernel/canonical.js';
import { hashedForm, type RecordedEvent } from '../kernel/index.js';

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

/**
 * The same hash where the payload is canonical text already, as it is while appending: there it need not be written out twice,
 * and cannot change between the two. `data` is the first member of the canonical form.
 */
export const eventHashWithData = (event: Omit<RecordedEvent, 'position' | 'data'>, data: string): string =>
  sm3(
    event.meta.prevHash,
    `{"data":${data}${canonicalize(hashedForm({ ...event, data: null })).slice(WITHOUT_DATA.length)}`,
  );

const WITHOUT_DATA = '{"data":null';

const sm3 = (prevHash: string, text: string): string =>
  createHash('sm3').update(prevHash, 'hex').update(text, 'utf8').digest('hex');
