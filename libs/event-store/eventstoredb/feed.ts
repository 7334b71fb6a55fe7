import type { AllStreamResolvedEvent, AllStreamSubscription } from '@eventstore/db-client';
import { rawOf, type RawEvent } from './stored.js';
import { EndedEarly } from './trouble.js';

/**
 * One subscription of the client, read by pulling. Events are taken one at a time, so that the client holds a handful, the
 * connection's window fills and the server waits. What the client says besides (`caughtUp`, checkpoints) it says as soon as it
 * hears it, while events that came before may still lie unread; it is kept until those have been taken.
 */
export type FeedItem =
  | { readonly kind: 'event'; readonly raw: RawEvent }
  | { readonly kind: 'checkpoint'; readonly position: bigint }
  | { readonly kind: 'caught-up' };

type Mark = Exclude<FeedItem, { readonly kind: 'event' }>;

export class Feed {
  /** The error that ended it, where it has ended. */
  failure: { readonly error: unknown } | undefined;
  confirmed = false;
  private taken = 0;
  private readonly marks: { readonly after: number; readonly mark: Mark }[] = [];
  private wake = (): void => undefined;
  private readonly subscription: AllStreamSubscription;

  constructor(open: (onCheckpoint: (position: bigint) => void) => AllStreamSubscription) {
    this.subscription = open((position) => this.mark({ kind: 'checkpoint', position }));
    this.subscription.on('confirmation', () => {
      this.confirmed = true;
    });
    this.subscription.on('caughtUp', () => this.mark({ kind: 'caught-up' }));
    this.subscription.on('readable', () => this.wake());
    this.subscription.on('error', (error: unknown) => this.end(error));
    this.subscription.on('end', () => this.end(new EndedEarly('the subscription ended')));
  }

  /** What is there already, in the order in which the server said it. */
  next(): FeedItem | undefined {
    const [first] = this.marks;
    if (first !== undefined && first.after <= this.taken) {
      this.marks.shift();
      return first.mark;
    }
    const resolved = this.subscription.read() as AllStreamResolvedEvent | null;
    if (resolved === null) return undefined;
    this.taken += 1;
    const raw = rawOf(resolved);
    return raw === undefined ? this.next() : { kind: 'event', raw };
  }

  /** Whether `next` would give something. */
  get more(): boolean {
    const [first] = this.marks;
    return this.subscription.readableLength > 0 || (first !== undefined && first.after <= this.taken);
  }

  /** Until there is something, it has ended, or the time is over; answers false in the last case. */
  wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (came: boolean): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        this.wake = () => undefined;
        resolve(came);
      };
      const aborted = (): void => done(true);
      const timer = setTimeout(() => done(false), milliseconds);
      signal.addEventListener('abort', aborted);
      this.wake = () => done(true);
      if (signal.aborted || this.failure !== undefined || this.marks.length > 0) done(true);
    });
  }

  /** Ends the call at the server; waits for nothing, since a hung connection never answers. */
  close(): void {
    const leave = async (): Promise<void> => {
      await this.subscription.unsubscribe();
      this.subscription.destroy();
    };
    void leave().catch(() => undefined);
  }

  /** Of many that stand at one place the last two are enough: while nobody takes them they must not pile up. */
  private mark(mark: Mark): void {
    const after = this.taken + this.subscription.readableLength;
    const [first, second] = this.marks.slice(-2);
    if (
      second?.after === after &&
      first?.after === after &&
      second.mark.kind === mark.kind &&
      first.mark.kind === mark.kind
    ) {
      this.marks.pop();
    }
    this.marks.push({ after, mark });
    this.wake();
  }

  private end(error: unknown): void {
    this.failure ??= { error };
    this.wake();
  }
}
