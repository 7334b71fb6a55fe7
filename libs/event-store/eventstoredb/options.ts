import type { Clock } from '../../kernel/index.js';
import { systemClock } from '../system-clock.js';

/** What went wrong below the port and was mended there, for the log and the metrics. Nothing was lost or repeated above. */
export type Incident =
  /** The server or the network ended a subscription; it is taken up again after `position`. */
  | {
      readonly kind: 'subscription-dropped';
      readonly position: bigint;
      readonly attempt: number;
      readonly cause: unknown;
    }
  /** Events passed by at the server while a subscription said nothing; it is taken up again after `position`. */
  | {
      readonly kind: 'subscription-silent';
      readonly position: bigint;
      readonly attempt: number;
      readonly cause: unknown;
    }
  /** It was not known whether an append had been stored; the stream was read to find out. */
  | { readonly kind: 'append-unsettled'; readonly stream: string; readonly attempt: number; readonly cause: unknown }
  /** A read or an append that had not left this machine is tried again. */
  | { readonly kind: 'retried'; readonly stream?: string; readonly attempt: number; readonly cause: unknown };

export interface EventStoreDbOptions {
  /**
   * `esdb://user:password@host:2113?tls=true&tlsCAFile=…`: one host for a single node, several separated by commas for a
   * cluster, `esdb+discover://` for a cluster by DNS. TLS unless `tls=false`; credentials travel over TLS only.
   */
  readonly url: string;
  /** The machine's clock where none is given. It stamps nothing; it only refuses entries dated in the future. */
  readonly clock?: Clock;
  /**
   * What our streams are called before the first `-` of their names. Streams of other categories are not ours, and neither is
   * anything without our envelope. Left out: every stream that does not begin with `$`.
   */
  readonly categories?: readonly string[];
  readonly onIncident?: (incident: Incident) => void;
  readonly limits?: Partial<Limits>;
}

export interface Limits {
  /** Most appends under way at a time; more of them wait their turn. */
  readonly appendsInFlight: number;
  /** How long one try of an append may take, in milliseconds. */
  readonly appendMs: number;
  /** How long a read may go without an answer, in milliseconds. */
  readonly readIdleMs: number;
  /** How long an unreachable server is waited for before a call fails as unavailable, in milliseconds. */
  readonly reachMs: number;
  /** How long an append of unknown outcome is asked after, in milliseconds. */
  readonly settleMs: number;
  /** First and longest pause between two tries, in milliseconds. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** How long a subscription may be quiet before the tail is looked at, in milliseconds. */
  readonly watchdogMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  appendsInFlight: 32,
  appendMs: 10_000,
  readIdleMs: 10_000,
  reachMs: 5_000,
  settleMs: 30_000,
  firstPauseMs: 50,
  longestPauseMs: 5_000,
  watchdogMs: 2_000,
};

export interface Settings {
  readonly url: string;
  readonly clock: Clock;
  readonly categories: ReadonlySet<string> | undefined;
  readonly report: (incident: Incident) => void;
  readonly limits: Limits;
}

export const settingsOf = (options: EventStoreDbOptions): Settings => ({
  url: options.url,
  clock: options.clock ?? systemClock,
  categories: options.categories === undefined ? undefined : new Set(options.categories),
  report: options.onIncident ?? (() => undefined),
  limits: { ...DEFAULT_LIMITS, ...options.limits },
});
