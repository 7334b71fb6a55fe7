import type { ServerWritableStream } from '@grpc/grpc-js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { TOMBSTONE_REVISION, type DoubleLog, type Stored } from './log.js';
import {
  caughtUpMessage,
  checkpointMessage,
  confirmationMessage,
  eventMessage,
  failures,
  fellBehindMessage,
  type RpcFailure,
} from './messages.js';

/**
 * One catch-up subscription of the double. It reads the log in windows, tells how far it came (checkpoints, while catching up
 * only), says that it has caught up, and then follows the log live. A live reader that is more than 32 events behind is dropped
 * (as 23.10 does) or catches up again (24.x).
 */
export interface SubscriptionSettings {
  readonly matches: (event: Stored) => boolean;
  /** Index of the first record to look at. */
  readonly from: number;
  /** Records looked at in one go, and how many such windows make a checkpoint; undefined: no checkpoints (no filter). */
  readonly window: number;
  readonly checkpointWindows: number | undefined;
}

export interface SubscriptionHabits {
  dropsSlowReaders: boolean;
  duplicates: boolean;
  /** Checkpoints name the first record of the next window, which was not looked at yet, as some versions do. */
  checkpointsAhead: boolean;
}

type Call = ServerWritableStream<streams.ReadReq, streams.ReadResp>;

const LIVE_BUFFER = 32;

export class DoubleSubscription {
  /** Events handed to the connection. */
  sent = 0;
  private cursor: number;
  private live = false;
  private silent = false;
  private ended = false;
  private considered = 0;
  private wake: () => void = () => undefined;
  private drained: () => void = () => undefined;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly call: Call,
    private readonly log: DoubleLog,
    private readonly settings: SubscriptionSettings,
    private readonly habits: SubscriptionHabits,
    onEnd: () => void,
  ) {
    this.cursor = settings.from;
    this.unsubscribe = log.onAppend(() => this.appended());
    const end = (): void => {
      if (this.ended) return;
      this.ended = true;
      this.unsubscribe();
      this.wake();
      this.drained();
      onEnd();
    };
    call.on('drain', () => this.drained());
    call.on('cancelled', end);
    call.on('close', end);
    call.on('error', end);
    void this.run();
  }

  /** Delivers nothing more and does not say so. */
  fallSilent(): void {
    this.silent = true;
  }

  fail(error: RpcFailure): void {
    if (this.ended) return;
    this.ended = true;
    this.unsubscribe();
    this.call.emit('error', error);
    this.wake();
    this.drained();
  }

  private appended(): void {
    if (this.silent) return;
    if (this.live && this.habits.dropsSlowReaders && this.log.records.length - this.cursor > LIVE_BUFFER) {
      this.fail(failures.timeout('consumer too slow'));
      return;
    }
    this.wake();
  }

  private async run(): Promise<void> {
    await this.write(confirmationMessage(crypto.randomUUID()));
    while (!this.ended) {
      if (this.silent) return;
      if (this.cursor < this.log.records.length) await this.window();
      else if (!this.live) await this.becomeLive();
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private async becomeLive(): Promise<void> {
    this.live = true;
    await this.write(caughtUpMessage());
  }

  private async window(): Promise<void> {
    if (this.live && this.log.records.length - this.cursor > LIVE_BUFFER) {
      this.live = false;
      await this.write(fellBehindMessage());
    }
    const first = this.log.records[this.cursor]?.position ?? 0n;
    const end = Math.min(this.log.records.length, this.cursor + this.settings.window);
    let lastMatch: bigint | undefined;
    for (; this.cursor < end && !this.ended && !this.silent; this.cursor += 1) {
      const event = this.log.records[this.cursor];
      if (event === undefined || !this.settings.matches(event)) continue;
      lastMatch = event.position;
      this.sent += 1;
      await this.write(eventMessage(event));
      if (this.habits.duplicates) await this.write(eventMessage(event));
      if (event.revision === TOMBSTONE_REVISION && this.settings.checkpointWindows === undefined) {
        this.fail(failures.streamDeleted(event.stream));
      }
    }
    if (!this.live) await this.checkpoint(first, lastMatch);
  }

  /** Names the last event of the window that passed, or where the window began: both were looked at. */
  private async checkpoint(first: bigint, lastMatch: bigint | undefined): Promise<void> {
    const { checkpointWindows, window } = this.settings;
    this.considered += window;
    if (checkpointWindows === undefined || this.considered < window * checkpointWindows) return;
    const next = this.log.records[this.cursor];
    if (next === undefined) return;
    this.considered = 0;
    await this.write(checkpointMessage(this.habits.checkpointsAhead ? next.position : (lastMatch ?? first)));
  }

  private async write(message: streams.ReadResp): Promise<void> {
    if (this.ended || this.call.cancelled) return;
    if (this.call.write(message)) return;
    await new Promise<void>((resolve) => {
      this.drained = resolve;
    });
  }
}
