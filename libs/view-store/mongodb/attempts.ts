import { setTimeout as pause } from 'node:timers/promises';
import { ViewStoreError } from '../../kernel/index.js';
import { asViewStoreError, isTransient } from './errors.js';

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

/**
 * Carries out work against the server. What fails for a reason that passes by itself is tried again, with pauses that
 * double from 50 ms to 2 s and are shortened by chance, so that many processes do not come back in one beat, until the
 * patience is used up. Whatever then fails is thrown as a `ViewStoreError`. The work must be harmless to repeat,
 * because a try whose answer was lost may have taken effect.
 */
export class Attempts {
  #closed = false;

  /** `place` is what messages call the server; `patience` in milliseconds. */
  constructor(
    readonly place: string,
    private readonly patience: number,
  ) {}

  /** From here on nothing is tried: the driver would open new connections by itself. */
  close(): void {
    this.#closed = true;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const until = performance.now() + this.patience;
    for (let longest = FIRST_PAUSE; ; longest = Math.min(longest * 2, LONGEST_PAUSE)) {
      if (this.#closed) throw new ViewStoreError('unavailable', `视图库 ${this.place} 已经关闭；请重新打开后再用。`);
      try {
        return await work();
      } catch (error) {
        const wait = longest * (0.5 + Math.random() / 2);
        if (!isTransient(error) || performance.now() + wait > until) throw asViewStoreError(error, this.place);
        await pause(wait);
      }
    }
  }
}
