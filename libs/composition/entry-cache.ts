import type { Instant } from '../kernel/index.js';
import type { View } from '../projection/index.js';
import type { EntrySource } from '../contexts/house.js';
import { type EntryDocument, type KnownRow, type Register, rowKnownAt, streamOf } from '../ledger/index.js';

/**
 * The rows of all registers in memory, as the view has them. Loaded once, then only what changed is read again. It is a copy of
 * disposable data: dropped and loaded anew whenever the view is rebuilt.
 */
export class EntryCache implements EntrySource {
  readonly all = new Map<string, EntryDocument>();
  private readonly byRegister = new Map<string, Map<string, EntryDocument>>();
  private readonly remembered = new Map<string, readonly KnownRow[]>();
  position = 0n;
  incompleteSince: Instant | null = null;

  async load(view: View<EntryDocument>): Promise<void> {
    this.all.clear();
    this.byRegister.clear();
    for await (const { document, position } of view.scan()) {
      this.put(document);
      if (position > this.position) this.position = position;
    }
    this.incompleteSince = (await view.freshness()).incompleteSince;
    this.remembered.clear();
  }

  /** Reads the named rows again; `position` is that of the change which named them. */
  async refresh(view: View<EntryDocument>, ids: readonly string[], position: bigint): Promise<void> {
    for (const document of (await view.getMany(ids)).values()) this.put(document);
    if (position > this.position) this.position = position;
    this.remembered.clear();
  }

  known(register: Register, k: Instant): readonly KnownRow[] {
    const key = `${register.name}@${k}`;
    const before = this.remembered.get(key);
    if (before !== undefined) return before;
    const rows: KnownRow[] = [];
    for (const entry of this.byRegister.get(register.name)?.values() ?? []) {
      const row = rowKnownAt(register, entry, k);
      if (row !== null) rows.push(row);
    }
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(key, rows);
    return rows;
  }

  row(register: Register, key: readonly string[], k: Instant): KnownRow | null {
    const entry = this.all.get(streamOf(register, key));
    return entry === undefined ? null : rowKnownAt(register, entry, k);
  }

  /** The entries of some registers, for an import or an export. */
  entriesOf(register: Register): Iterable<EntryDocument> {
    return this.byRegister.get(register.name)?.values() ?? [];
  }

  private put(document: EntryDocument): void {
    this.all.set(document.id, document);
    const rows = this.byRegister.get(document.register);
    if (rows === undefined) this.byRegister.set(document.register, new Map([[document.id, document]]));
    else rows.set(document.id, document);
  }
}

/** Answers for one instant are asked several times in a row; more instants than this are not worth keeping. */
const MOST_REMEMBERED = 64;
