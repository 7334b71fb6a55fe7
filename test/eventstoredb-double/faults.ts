/**
 * What the double can be told to do wrong. Faults of appends and reads wait in a queue: each call takes the next one, and a call
 * that finds none behaves well.
 */
export type AppendFault = EarlyFault | LateFault;

/** Nothing is stored. */
export type EarlyFault =
  | { readonly kind: 'drop-before-commit' }
  | { readonly kind: 'hang-before-commit' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'access-denied' };

/** The events are stored, and the caller learns it late or never. */
export type LateFault =
  | { readonly kind: 'drop-after-commit' }
  | { readonly kind: 'hang-after-commit' }
  /** The server's own time for it ran out. */
  | { readonly kind: 'timeout-after-commit' }
  /** Stored at once, answered late. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  /** Stored late: until then the ids are in flight. */
  | { readonly kind: 'slow-commit'; readonly milliseconds: number };

export const isEarly = (fault: AppendFault | undefined): fault is EarlyFault => {
  switch (fault?.kind) {
    case 'drop-before-commit':
    case 'hang-before-commit':
    case 'refuse':
    case 'access-denied':
      return true;
    case 'drop-after-commit':
    case 'hang-after-commit':
    case 'timeout-after-commit':
    case 'late':
    case 'slow-commit':
    case undefined:
      return false;
  }
};

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
