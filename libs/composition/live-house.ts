import type { HeldPost, Principal } from '../access/index.js';
import { DUTIES, type DutyDocument, officeRegister, postRegister } from '../contexts/organisation/index.js';
import { type EntrySource, House } from '../contexts/house.js';
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
  type Refusal,
  type Wish,
} from '../kernel/index.js';
import { ENTRIES, type EntryDocument, inForceOn, type KnownRow, type Register } from '../ledger/index.js';
import type { View, Views } from '../projection/index.js';
import type { Rulebook } from '../rulebook/index.js';
import { EntryCache } from './entry-cache.js';

/** How long a writer waits for the views of this process to show what was written. */
const OWN_WRITING_MS = 1000;

/** What the house stands on: the stores, behind their ports, and whoever moves the views. */
export interface Foundations {
  readonly execution: Execution;
  readonly rulebook: Rulebook;
  readonly registers: readonly Register[];
  readonly views: Views;
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
      await this.refreshed;
    }
    return done;
  }

  view<D extends Document = Document>(projection: string): View<D> {
    return this.foundations.views.collection<D>(projection);
  }

  async entries(): Promise<EntrySource> {
    if (!this.loaded) this.reload();
    await this.refreshed;
    return this.cache;
  }

  async *changes(): AsyncGenerator<bigint> {
    let seen = this.cache.position;
    let wake: () => void = () => undefined;
    const listener = (): void => wake();
    this.listeners.add(listener);
    try {
      while (!this.closed) {
        if (this.cache.position === seen) await new Promise<void>((resolve) => (wake = resolve));
        if (this.closed) return;
        seen = this.cache.position;
        yield seen;
      }
    } finally {
      this.listeners.delete(listener);
    }
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
