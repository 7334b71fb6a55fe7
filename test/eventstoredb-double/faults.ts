/**
 * What the double can be told to do wrong. Faults of appends and reads wait in a queue: each call takes the next one, and a call
 * that finds none behaves well.
 */
export type AppendFault =
  /** The connection breaks; the events are stored and nobody is told. */
  | { readonly kind: 'drop-after-commit' }
  | { readonly kind: 'drop-before-commit' }
  /** Stored at once, answered late. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  /** Stored late: until then the ids are in flight. */
  | { readonly kind: 'slow-commit'; readonly milliseconds: number }
  | { readonly kind: 'hang-after-commit' }
  | { readonly kind: 'hang-before-commit' }
  /** Stored, but the server's own time for it ran out. */
  | { readonly kind: 'timeout-after-commit' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'not-leader' }
  | { readonly kind: 'access-denied' };

export type ReadFault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'access-denied' };

export class Faults {
  private readonly appends: AppendFault[] = [];
  private readonly reads: ReadFault[] = [];
  /** How often each kind was really done. */
  readonly done = new Map<string, number>();

  nextAppends(...faults: readonly AppendFault[]): void {
    this.appends.push(...faults);
  }

  nextReads(...faults: readonly ReadFault[]): void {
    this.reads.push(...faults);
  }

  takeAppend(): AppendFault | undefined {
    return this.count(this.appends.shift());
  }

  takeRead(): ReadFault | undefined {
    return this.count(this.reads.shift());
  }

  clear(): void {
    this.appends.length = 0;
    this.reads.length = 0;
  }

  private count<F extends { readonly kind: string }>(fault: F | undefined): F | undefined {
    if (fault !== undefined) this.done.set(fault.kind, (this.done.get(fault.kind) ?? 0) + 1);
    return fault;
  }
}
