import type { Projector } from './projector.js';

interface Waiter {
  readonly position: bigint;
  readonly names: readonly string[];
  done(behind: readonly string[]): void;
}

/** Those who wait until projections hold a position. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  constructor(private readonly live: (name: string) => Projector | undefined) {}

  /** The names that do not hold the position: when none is left, when those left are poisoned, or after the time-out. */
  async wait(position: bigint, names: readonly string[], timeout: number): Promise<readonly string[]> {
    if (this.#settled(position, names)) return this.#behind(position, names);
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.done(this.#behind(position, names)), timeout);
      const waiter: Waiter = {
        position,
        names,
        done: (behind) => {
          clearTimeout(timer);
          this.#waiting.delete(waiter);
          resolve(behind);
        },
      };
      this.#waiting.add(waiter);
    });
  }

  /** Called whenever projections have moved. */
  look(): void {
    for (const waiter of this.#waiting) {
      if (this.#settled(waiter.position, waiter.names)) waiter.done(this.#behind(waiter.position, waiter.names));
    }
  }

  /** Nothing to wait for: those that are not there yet have stopped. */
  #settled(position: bigint, names: readonly string[]): boolean {
    return this.#behind(position, names).every((name) => this.live(name)?.stopped === true);
  }

  #behind(position: bigint, names: readonly string[]): readonly string[] {
    return names.filter((name) => (this.live(name)?.position ?? -1n) < position);
  }
}
