import { canonicalize, EventStoreError, type Instant, type Json, type NewEvent } from '../kernel/index.js';
import type { CanonicalParts } from './chain.js';

/**
 * What every adapter asks of an append before it touches its store, so that the code above cannot tell them apart. A breach is a
 * mistake in our own code and throws a `TypeError`; only the size is something a user's wish can run into, and has a code.
 */

/** Most bytes one append may hold, all its events together: EventStoreDB takes less than 1,048,576 with its own envelope around. */
export const APPEND_LIMIT_BYTES = 1_000_000;

/** What an event takes besides its data and context (id, type, names of fields), rounded up. */
const ENVELOPE_BYTES = 512;

/** An event of the append, as it was at the moment of the call, with its payload and its context as canonical JSON. */
export interface CheckedEvent extends CanonicalParts {
  /** `data` is the caller's own and may change: what is stored is the text. */
  readonly event: NewEvent;
  /** `event.meta`, whole. */
  readonly context: string;
}

/**
 * The events ready to be stored.
 * Throws `TypeError` for: no events, a stream without a name or beginning with `$`, an id that is no lower-case UUID or comes
 * twice, an empty type, a schema that is no positive integer, a time of occurrence in no known form, an event that is recorded already, a payload or context that is no JSON.
 * Throws `EventStoreError` `too-large` above `APPEND_LIMIT_BYTES`.
 */
export const checkAppend = (stream: string, events: readonly NewEvent[]): readonly CheckedEvent[] => {
  if (stream === '' || stream.startsWith('$')) throw new TypeError(`'${stream}' cannot be the name of a stream`);
  if (events.length === 0) throw new TypeError(`an append to ${stream} has no events, so there is nothing to answer`);
  const seen = new Set<string>();
  let bytes = 0;
  const checked = events.map((event) => {
    checkEnvelope(event);
    if (seen.has(event.id)) throw new TypeError(`the event id ${event.id} comes twice in one append`);
    seen.add(event.id);
    const checkedEvent = { event: { ...event, meta: { ...event.meta } }, ...canonicalParts(event) };
    bytes += ENVELOPE_BYTES + Buffer.byteLength(checkedEvent.data) + Buffer.byteLength(checkedEvent.context);
    return checkedEvent;
  });
  if (bytes > APPEND_LIMIT_BYTES) throw tooLarge(stream, events.length, bytes);
  return checked;
};

/** Throws `TypeError` where a ledger says that an event was entered later than `recordedAt` (an adapter's clock, where a server stamps). */
export const checkEntered = (events: readonly CheckedEvent[], recordedAt: Instant): void => {
  for (const { event } of events) {
    if (event.meta.enteredAt !== undefined && event.meta.enteredAt > recordedAt) {
      throw new TypeError(
        `the event ${event.id} says it was entered at ${event.meta.enteredAt}, after now (${recordedAt})`,
      );
    }
  }
};

const canonicalParts = (event: NewEvent): CanonicalParts & { readonly context: string } => {
  const meta = event.meta as unknown as Record<string, Json | undefined>;
  let [metaBefore, metaAfter] = ['', ''];
  for (const name of Object.keys(meta).sort()) {
    const value = meta[name];
    if (value === undefined) continue;
    const member = `${canonicalize(name)}:${canonicalize(value)}`;
    if (name < 'prevHash') metaBefore += `${member},`;
    else metaAfter += `,${member}`;
  }
  const context = `{${metaAfter === '' ? metaBefore.slice(0, -1) : metaBefore + metaAfter.slice(1)}}`;
  return { data: canonicalize(event.data as Json), metaBefore, metaAfter, context };
};

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d\.\d{3}\+08:00)?$/;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const checkEnvelope = (event: NewEvent): void => {
  if (!UUID.test(event.id)) throw new TypeError(`the event id '${event.id}' is no lower-case UUID`);
  if (event.type === '') throw new TypeError(`the event ${event.id} has no type`);
  if (!Number.isSafeInteger(event.schema) || event.schema < 1) {
    throw new TypeError(`the event ${event.id} has schema ${event.schema}, which is no version from 1`);
  }
  if (!TIME.test(event.occurredAt))
    throw new TypeError(`the event ${event.id} happened at '${event.occurredAt}', which is no day and no instant`);
  if ('hash' in event.meta || 'prevHash' in event.meta || 'stamp' in event.meta) {
    throw new TypeError(
      `the event ${event.id} is recorded already; only a copy of a whole history brings hashes along`,
    );
  }
};

const tooLarge = (stream: string, count: number, bytes: number): EventStoreError =>
  new EventStoreError(
    'too-large',
    `这次要写入的 ${count} 条事件共 ${bytes} 字节，超过一次写入 ${APPEND_LIMIT_BYTES} 字节的上限，一条也没有写入。` +
      '请把内容分成几次写入；附件等大块内容请存为文件，事件里只留其摘要和位置。',
    { stream },
  );
