import type { Principal } from '../access/index.js';
import type {
  Clock,
  Day,
  Decider,
  Document,
  Done,
  Fact,
  Instant,
  RecordedEvent,
  Refusal,
  Wish,
} from '../kernel/index.js';
import type { Entry, KnownRow, Register } from '../ledger/index.js';
import type { View } from '../projection/index.js';
import type { Rulebook } from '../rulebook/index.js';

/**
 * What composition gives to the command handlers, queries and resolvers of every context: one way to carry out a wish, one way to
 * read. An abstract class so that Nest can inject it by its type.
 */
export abstract class House {
  abstract readonly clock: Clock;
  abstract readonly rulebook: Rulebook;
  abstract readonly registers: readonly Register[];

  /**
   * Loads, folds, decides, appends (kernel `execute`), then waits until the views of this process have it, at most a second, so
   * that whoever wrote reads their own writing. Errors: `EventStoreError`.
   */
  abstract perform<C, S, F extends Fact>(
    decider: Decider<C, S, F>,
    stream: string,
    command: C,
    wish: Wish,
  ): Promise<Done | Refusal>;

  /** The live documents of a projection. */
  abstract view<D extends Document = Document>(projection: string): View<D>;

  /**
   * The events at these places, in the order asked for, payloads at their present versions: for what a view points at and need not
   * hold itself. Errors: `EventStoreError`; `corrupt` where the history does not hold one of them any more.
   */
  abstract events(places: readonly Place[]): Promise<readonly RecordedEvent[]>;

  /** All rows of all registers with their history; kept in memory and refreshed as the view moves. */
  abstract entries(): Promise<EntrySource>;

  /**
   * Ticks each time rows have changed since the call, several changes at once being one tick; ends when the signal aborts or the house
   * closes. Errors: `ViewStoreError` (`unavailable`) where too many listen already.
   */
  abstract changes(signal: AbortSignal): AsyncIterable<bigint>;

  /** Whether a person is 常委会组成人员 by a post in force on a day, as known now. */
  abstract isCommitteeMember(person: string, day: Day): Promise<boolean>;

  /** Who a person is today: null where the rosters do not know them. */
  abstract principal(person: string): Promise<Principal | null>;
}

/** Where an event stands. */
export interface Place {
  readonly stream: string;
  readonly revision: bigint;
}

export interface EntrySource {
  /** Position up to which the rows are told: the same `all` at the same position, the same rows. */
  readonly position: bigint;
  /** When an event was recorded that the view of the rows cannot take up: what came from then on is missing. Null when all is well. */
  readonly incompleteSince: Instant | null;
  /** When the last of all that the rows say became known: from then on every instant of one day knows the same. */
  readonly latest: Instant;
  readonly all: ReadonlyMap<string, Entry>;
  /** Rows of a register as known at k, by stream. Computed once for an instant and kept for the latest few. */
  known(register: Register, k: Instant): readonly KnownRow[];
  /** The rows of which any event says that it concerns this subject (`deputy/D0001`, `office/WS01`, …), in no order. */
  concerning(subject: string): Iterable<Entry>;
  /** One row as known at k. */
  row(register: Register, key: readonly string[], k: Instant): KnownRow | null;
}
