/**
 * The disk of the test double: one log of records with positions, the streams as lists of records, and the rules of an
 * append as EventStoreDB has them. It knows nothing of gRPC. An instance outlives the server in front of it, so that a
 * restart finds what was committed; `forget()` drops what a real server holds in memory only.
 *
 * Positions are the byte offsets of an imaginary log: they grow strictly, begin above 0 and have gaps. A number in a gap is no
 * event's start and is refused, as the real server refuses it.
 */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface Stored extends Proposed {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  /** Ticks of 100 ns since the epoch. */
  readonly created: bigint;
}

/** -1n stands for: no stream. */
export type Expected = bigint | 'any' | 'stream-exists';

export type Outcome =
  | { readonly kind: 'written' | 'idempotent'; readonly revision: bigint; readonly position: bigint | undefined }
  | { readonly kind: 'wrong-expected-version'; readonly current: bigint }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'bad-request'; readonly message: string };

export type StreamState =
  | { readonly kind: 'missing' }
  | { readonly kind: 'tombstoned' }
  | { readonly kind: 'there'; readonly events: readonly Stored[] };

interface Stream {
  readonly events: Stored[];
  /** Revisions below are cut off: a soft delete cuts all that is there. */
  truncatedBefore: bigint;
  tombstoned: boolean;
}

export const MAX_APPEND_BYTES = 1_048_576;
export const TOMBSTONE_REVISION = 9_223_372_036_854_775_807n;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class DoubleLog {
  readonly records: Stored[] = [];
  private readonly streams = new Map<string, Stream>();
  private readonly indexes = new Map<bigint, number>();
  /** Ids written with `any`, by stream: a real server remembers them until it is restarted. */
  private recentIds = new Map<string, Stored>();
  private readonly listeners = new Set<() => void>();
  private end = 0n;

  /** `now` gives milliseconds; `systemEvery` writes an event of the server's own after so many appends. */
  constructor(
    private readonly now: () => number = Date.now,
    private readonly systemEvery = 5,
  ) {
    this.writeSystemEvent('$users', '$UserCreated');
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Outcome {
    const bad = badRequest(events);
    if (bad !== undefined) return { kind: 'bad-request', message: bad };
    if (events.reduce((sum, event) => sum + sizeOf(event), 0) > MAX_APPEND_BYTES) return { kind: 'too-large' };
    const known = this.streams.get(stream);
    if (known?.tombstoned === true) return { kind: 'stream-deleted' };
    const current = BigInt(known?.events.length ?? 0) - 1n;
    const last = events.at(-1);
    if (last === undefined) return { kind: 'written', revision: current, position: undefined };
    const original = this.original(stream, expected, current, events);
    if (original !== undefined) return { kind: 'idempotent', revision: original.revision, position: original.position };
    if (!this.fits(known, expected, current)) return { kind: 'wrong-expected-version', current };
    const written = this.write(stream, events);
    if (expected === 'any') for (const event of written) this.recentIds.set(`${stream} ${event.id}`, event);
    this.appendsSinceSystemEvent += 1;
    if (this.appendsSinceSystemEvent >= this.systemEvery)
      this.writeSystemEvent('$stats-127.0.0.1:2113', '$statsCollected');
    this.notify();
    const tail = written.at(-1);
    return { kind: 'written', revision: tail?.revision ?? current, position: tail?.position };
  }

  private appendsSinceSystemEvent = 0;

  /** The record that a repeated append is answered with: ids are compared, data never. */
  private original(
    stream: string,
    expected: Expected,
    current: bigint,
    events: readonly Proposed[],
  ): Stored | undefined {
    if (expected === 'stream-exists') return undefined;
    if (expected === 'any') {
      const found = events.map((event) => this.recentIds.get(`${stream} ${event.id}`));
      return found.every((event) => event !== undefined) ? found.at(-1) : undefined;
    }
    if (current <= expected) return undefined;
    const from = Number(expected + 1n);
    const there = this.streams.get(stream)?.events.slice(from, from + events.length) ?? [];
    const same = there.length === events.length && there.every((event, n) => event.id === events[n]?.id);
    return same ? there.at(-1) : undefined;
  }

  private fits(known: Stream | undefined, expected: Expected, current: bigint): boolean {
    if (expected === 'any') return true;
    if (expected === 'stream-exists') return current >= 0n;
    if (expected === current) return true;
    const softDeleted = known !== undefined && known.events.length > 0 && known.truncatedBefore > current;
    return expected === -1n && softDeleted;
  }

  private write(stream: string, events: readonly Proposed[]): readonly Stored[] {
    const known = this.streams.get(stream) ?? { events: [], truncatedBefore: 0n, tombstoned: false };
    this.streams.set(stream, known);
    return events.map((event) => {
      const stored = this.place(stream, BigInt(known.events.length), event);
      known.events.push(stored);
      return stored;
    });
  }

  private place(stream: string, revision: bigint, event: Proposed): Stored {
    const position = this.end + 64n;
    this.end = position + BigInt(sizeOf(event) + stream.length + 100);
    const stored = { ...event, stream, revision, position, created: BigInt(this.now()) * 10_000n };
    this.indexes.set(position, this.records.length);
    this.records.push(stored);
    return stored;
  }

  /** Events of the server's own, which an unfiltered read brings along. */
  writeSystemEvent(stream: string, type: string, data = '{}'): void {
    this.appendsSinceSystemEvent = 0;
    const event = {
      id: crypto.randomUUID(),
      type,
      contentType: 'application/json',
      data: Buffer.from(data),
      metadata: new Uint8Array(),
    };
    this.write(stream, [event]);
    this.notify();
  }

  state(stream: string): StreamState {
    const known = this.streams.get(stream);
    if (known === undefined) return { kind: 'missing' };
    if (known.tombstoned) return { kind: 'tombstoned' };
    const events = known.events.slice(Number(known.truncatedBefore));
    return events.length === 0 ? { kind: 'missing' } : { kind: 'there', events };
  }

  /** Position of the deletion, or undefined where there is nothing to delete. */
  softDelete(stream: string): bigint | undefined {
    const known = this.streams.get(stream);
    if (known === undefined || known.tombstoned) return undefined;
    known.truncatedBefore = BigInt(known.events.length);
    this.writeSystemEvent(`$$${stream}`, '$metadata', '{"$tb":9223372036854775807}');
    return this.records.at(-1)?.position;
  }

  tombstone(stream: string): bigint {
    const known = this.streams.get(stream) ?? { events: [], truncatedBefore: 0n, tombstoned: false };
    this.streams.set(stream, known);
    known.tombstoned = true;
    const event = {
      id: crypto.randomUUID(),
      type: '$streamDeleted',
      contentType: 'application/octet-stream',
      data: new Uint8Array(),
      metadata: new Uint8Array(),
    };
    const stored = this.place(stream, TOMBSTONE_REVISION, event);
    this.notify();
    return stored.position;
  }

  /** Index of the record that starts at a position, or undefined where none does. */
  indexOf(position: bigint): number | undefined {
    return this.indexes.get(position);
  }

  /** What a restart forgets. */
  forget(): void {
    this.recentIds = new Map();
  }

  /** Calls back after each append; answers with how to stop. */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

const badRequest = (events: readonly Proposed[]): string | undefined => {
  for (const event of events) {
    if (!UUID.test(event.id)) return `Unrecognized Guid format: ${event.id}`;
    if (event.type === '') return 'Empty eventType provided.';
  }
  return undefined;
};

const sizeOf = (event: Proposed): number => event.data.length + event.metadata.length + event.type.length * 2;
