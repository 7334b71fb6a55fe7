import { dayOf, type Instant } from '../kernel/index.js';
import type { View } from '../projection/index.js';
import type { EntrySource } from '../contexts/house.js';
import { type EntryDocument, type KnownRow, type Register, rowKnownAt, streamOf } from '../ledger/index.js';

/**
 * The rows of all registers in memory, as the view has them. Loaded once, then only what changed is read again. It is a copy of
 * disposable data: loaded anew whenever the view is rebuilt, and swapped in whole, so that nobody reads a half.
 */
export class EntryCache implements EntrySource {
  private rows = new Rows();
  private readonly remembered = new Map<string, readonly KnownRow[]>();
  private rowsRemembered = 0;
  position = 0n;
  incompleteSince: Instant | null = null;
  /** Grows with every change, a rebuilt view of the same events included. */
  changed = 0;

  get all(): ReadonlyMap<string, EntryDocument> {
    return this.rows.all;
  }

  get latest(): Instant {
    return this.rows.latest;
  }

  async load(view: View<EntryDocument>): Promise<void> {
    const { incompleteSince } = await view.freshness();
    const rows = new Rows();
    let reached = this.position;
    for await (const { document, position } of view.scan()) {
      rows.put(document);
      if (position > reached) reached = position;
    }
    this.rows = rows;
    this.incompleteSince = incompleteSince;
    this.moved(reached);
  }

  /** Reads the named rows again; `position` is that of the change which named them. */
  async refresh(view: View<EntryDocument>, ids: readonly string[], position: bigint): Promise<void> {
    for (const document of (await view.getMany(ids)).values()) this.rows.put(document);
    this.moved(position);
  }

  known(register: Register, k: Instant): readonly KnownRow[] {
    // From the latest entry on, all instants of one day know the same.
    const key = `${register.name}@${k >= this.rows.latest ? `${dayOf(k)} all` : k}`;
    const before = this.remembered.get(key);
    if (before !== undefined) return before;
    const rows: KnownRow[] = [];
    for (const entry of this.rows.of(register)) {
      const row = rowKnownAt(register, entry, k);
      if (row !== null) rows.push(row);
    }
    this.remember(key, rows);
    return rows;
  }

  row(register: Register, key: readonly string[], k: Instant): KnownRow | null {
    const entry = this.all.get(streamOf(register, key));
    return entry === undefined ? null : rowKnownAt(register, entry, k);
  }

  concerning(subject: string): Iterable<EntryDocument> {
    return this.rows.concerning(subject);
  }

  private remember(key: string, rows: readonly KnownRow[]): void {
    this.rowsRemembered += rows.length;
    if (this.rowsRemembered > MOST_ROWS_REMEMBERED || this.remembered.size >= MOST_ANSWERS_REMEMBERED) {
      this.remembered.clear();
      this.rowsRemembered = rows.length;
    }
    this.remembered.set(key, rows);
  }

  private moved(position: bigint): void {
    if (position > this.position) this.position = position;
    this.changed += 1;
    this.remembered.clear();
    this.rowsRemembered = 0;
  }
}

class Rows {
  readonly all = new Map<string, EntryDocument>();
  /** When the last of all that is said became known. */
  latest: Instant = '';
  private readonly byRegister = new Map<string, Map<string, EntryDocument>>();
  /** Streams by subject; made when it is first asked for. Whom a row is about only grows. */
  private bySubject: Map<string, Set<string>> | undefined;

  of(register: Register): Iterable<EntryDocument> {
    return this.byRegister.get(register.name)?.values() ?? [];
  }

  *concerning(subject: string): Iterable<EntryDocument> {
    if (this.bySubject === undefined) {
      this.bySubject = new Map();
      for (const document of this.all.values()) this.putSubjects(this.bySubject, document);
    }
    for (const stream of this.bySubject.get(subject) ?? []) {
      const document = this.all.get(stream);
      if (document !== undefined) yield document;
    }
  }

  put(document: EntryDocument): void {
    this.all.set(document.id, document);
    if (this.bySubject !== undefined) this.putSubjects(this.bySubject, document);
    const rows = this.byRegister.get(document.register);
    if (rows === undefined) this.byRegister.set(document.register, new Map([[document.id, document]]));
    else rows.set(document.id, document);
    for (const { since } of document.says) if (since > this.latest) this.latest = since;
  }

  private putSubjects(bySubject: Map<string, Set<string>>, { id, about }: EntryDocument): void {
    for (const subject of about) {
      const streams = bySubject.get(subject);
      if (streams === undefined) bySubject.set(subject, new Set([id]));
      else streams.add(id);
    }
  }
}

/** Answers for one instant are asked several times in a row. Both bounds keep questions about many instants from filling the memory. */
const MOST_ANSWERS_REMEMBERED = 64;
const MOST_ROWS_REMEMBERED = 200_000;
