import type { HeldPost, Principal } from '../access/index.js';
import { DUTIES, type DutyDocument, officeRegister, postRegister } from '../contexts/organisation/index.js';
import { type EntrySource, House, type Place } from '../contexts/house.js';
import {
  type Clock,
  type Day,
  dayOf,
  type Decider,
  type Document,
  type Done,
  execute,
  type Execution,
  type Fact,
  type Instant,
  isRefusal,
  type RecordedEvent,
  type Refusal,
  ViewStoreError,
  type Wish,
} from '../kernel/index.js';
import { ENTRIES, type EntryDocument, inForceOn, type KnownRow, type Register } from '../ledger/index.js';
import type { View, Views } from '../projection/index.js';
import type { Rulebook } from '../rulebook/index.js';
import { EntryCache } from './entry-cache.js';
import { eventsAt } from './events-at.js';

/** How long a writer waits for the views of this process to show what was written. */
const OWN_WRITING_MS = 1000;
const LOOK_AGAIN_MS = 500;
/** Each of them costs a computation a change. */
const MOST_LISTENERS = 1000;

/** What the house stands on: the stores, behind their ports, and whoever moves the views. */
export interface Foundations {
  readonly execution: Execution;
  readonly rulebook: Rulebook;
  readonly registers: readonly Register[];
  readonly views: Pick<Views, 'collection'>;
  /** Resolves when the views hold everything up to a position, or after the time is up. */
  readonly waitFor: (position: bigint, milliseconds: number) => Promise<void>;
}

/** The `House` that handlers, queries and resolvers get. */
export class LiveHouse extends House {
  readonly clock: Clock;
  readonly rulebook: Rulebook;
  readonly registers: readonly Register[];
  private readonly cache = new EntryCache();
  private refreshed: Promise<void> = Promise.resolve();
  private loaded = false;
  private readonly listeners = new Set<() => void>();
  private closed = false;
  private lookedAt = -Infinity;

  constructor(private readonly foundations: Foundations) {
    super();
    this.clock = foundations.execution.clock;
    this.rulebook = foundations.rulebook;
    this.registers = foundations.registers;
  }

  async perform<C, S, F extends Fact>(
    decider: Decider<C, S, F>,
    stream: string,
    command: C,
    wish: Wish,
  ): Promise<Done | Refusal> {
    const done = await execute(this.foundations.execution, decider, stream, command, wish);
    if (!isRefusal(done)) {
      await this.foundations.waitFor(done.position, OWN_WRITING_MS);
      // What is written is written: rows that cannot be read again just now are loaded by whoever asks next.
      await this.refreshed.catch(() => undefined);
    }
    return done;
  }

  view<D extends Document = Document>(projection: string): View<D> {
    return this.foundations.views.collection<D>(projection);
  }

  async events(places: readonly Place[]): Promise<readonly RecordedEvent[]> {
    const { store, upcast } = this.foundations.execution;
    const events = await eventsAt(store, places);
    return events.map(upcast);
  }

  async entries(): Promise<EntrySource> {
    if (!this.loaded) this.reload();
    await this.refreshed;
    await this.lookWhetherComplete();
    return this.cache;
  }

  /** How many listen to changes. */
  get listening(): number {
    return this.listeners.size;
  }

  changes(signal: AbortSignal): AsyncIterable<bigint> {
    if (this.listeners.size >= MOST_LISTENERS) {
      throw new ViewStoreError(
        'unavailable',
        `同时关注变化的已达 ${MOST_LISTENERS} 个，暂不能再增加。请关闭不用的页面后再试。`,
      );
    }
    return this.ticks(this.cache.changed, signal);
  }

  async isCommitteeMember(person: string, day: Day): Promise<boolean> {
    const posts = await this.postsOf(person, day, this.clock.now());
    return posts.some((post) => post.fields['committeeMember'] === true);
  }

  async principal(person: string): Promise<Principal | null> {
    const now = this.clock.now();
    const day = dayOf(now);
    const posts = await this.postsOf(person, day, now);
    const [latest] = posts;
    if (latest === undefined) return null;
    const entries = await this.entries();
    const duty = await this.view<DutyDocument>(DUTIES).get(person);
    return {
      person,
      name: String(latest.fields['name']),
      day,
      posts: posts.map((post) => toHeldPost(post, entries.row(officeRegister, [String(post.fields['office'])], now))),
      duties: duty?.inspector === true ? ['inspector'] : [],
    };
  }

  /** Told by whoever moves the view of the rows: these have changed, or all may have. */
  rowsChanged(ids: readonly string[] | 'all', position: bigint): void {
    if (ids === 'all') {
      if (this.loaded) this.reload();
      return;
    }
    if (!this.loaded) return;
    this.afterRefreshing(() => this.cache.refresh(this.view<EntryDocument>(ENTRIES), ids, position));
  }

  close(): void {
    this.closed = true;
    for (const listener of this.listeners) listener();
  }

  /** A view that stops before an event changes no row: whether it has is asked for, now and then. */
  private async lookWhetherComplete(): Promise<void> {
    const now = performance.now();
    if (now - this.lookedAt < LOOK_AGAIN_MS) return;
    this.lookedAt = now;
    try {
      this.cache.incompleteSince = (await this.view(ENTRIES).freshness()).incompleteSince;
    } catch (error) {
      // The rows in memory are as good as before while the views cannot be reached.
      if (!(error instanceof ViewStoreError)) throw error;
    }
  }

  private async *ticks(from: number, signal: AbortSignal): AsyncGenerator<bigint> {
    let seen = from;
    let wake: () => void = () => undefined;
    const listener = (): void => wake();
    this.listeners.add(listener);
    signal.addEventListener('abort', listener);
    try {
      for (;;) {
        if (this.closed || signal.aborted) return;
        if (this.cache.changed === seen) await new Promise<void>((resolve) => (wake = resolve));
        if (this.closed || signal.aborted) return;
        seen = this.cache.changed;
        yield this.cache.position;
      }
    } finally {
      this.listeners.delete(listener);
      signal.removeEventListener('abort', listener);
    }
  }

  private reload(): void {
    this.loaded = true;
    this.afterRefreshing(() => this.cache.load(this.view<EntryDocument>(ENTRIES)));
  }

  /** One refreshing after the other; one that fails leaves the rows to be loaded anew by whoever asks next. */
  private afterRefreshing(work: () => Promise<void>): void {
    this.refreshed = this.refreshed
      .catch(() => undefined)
      .then(work)
      .then(
        () => {
          for (const listener of this.listeners) listener();
        },
        (error: unknown) => {
          this.loaded = false;
          throw error;
        },
      );
    this.refreshed.catch(() => undefined);
  }

  /** Posts in force on a day, the latest begun first, then by office code. */
  private async postsOf(person: string, day: Day, k: Instant): Promise<readonly KnownRow[]> {
    const entries = await this.entries();
    return inForceOn(entries.known(postRegister, k), day)
      .filter((post) => post.fields['person'] === person)
      .sort((a, b) => order(b, a, 'from') || order(a, b, 'office'));
  }
}

const order = (a: KnownRow, b: KnownRow, field: string): number => {
  const [left, right] = [String(a.fields[field]), String(b.fields[field])];
  return left < right ? -1 : left > right ? 1 : 0;
};

const toHeldPost = (post: KnownRow, office: KnownRow | null): HeldPost => ({
  office: String(post.fields['office']),
  officeName: String(office?.fields['name'] ?? post.fields['office']),
  category: String(office?.fields['category'] ?? ''),
  officeDuty: String(office?.fields['duty'] ?? ''),
  title: String(post.fields['title']),
  role: String(post.fields['role']),
  committeeMember: post.fields['committeeMember'] === true,
});
