import type { Instant, Refusal } from '../../kernel/index.js';
import type { Register } from '../../ledger/index.js';
import {
  type Explanation,
  explain,
  type Obligation,
  obligationsOf,
  type Ranking,
  ranking,
  type Rulebook,
  type ScoringPolicy,
  type World,
} from '../../rulebook/index.js';
import type { EntrySource } from '../house.js';
import { worldKnownAt } from './world.js';

/**
 * The quarter's answers over the rows as they stand in memory. Nothing is stored: the same rows and the same k give the same answer, for any k of the
 * past. The worlds of the latest few instants are kept, since a dashboard asks several things about one instant.
 */
export class Answers {
  private readonly worlds = new Map<string, World>();
  private position = -1n;

  constructor(
    private readonly registers: readonly Register[],
    private readonly rulebook: Rulebook,
    private readonly policy: ScoringPolicy,
  ) {}

  /** Refused: `policy-not-in-force` for a quarter before the policy's first. */
  ranking(source: EntrySource, quarter: string, k: Instant, policy: ScoringPolicy = this.policy): Ranking | Refusal {
    return ranking(this.world(source, k), quarter, policy, this.rulebook);
  }

  obligations(source: EntrySource, quarter: string, k: Instant): readonly Obligation[] {
    return obligationsOf(this.world(source, k), quarter, this.rulebook);
  }

  /** Refused: `policy-not-in-force`, `office-not-ranked`. */
  explain(source: EntrySource, quarter: string, office: string, k: Instant): Explanation | Refusal {
    return explain(this.world(source, k), quarter, office, this.policy, this.rulebook);
  }

  private world(source: EntrySource, k: Instant): World {
    if (source.position !== this.position) {
      this.worlds.clear();
      this.position = source.position;
    }
    const before = this.worlds.get(k);
    if (before !== undefined) return before;
    const world = worldKnownAt(this.registers, source.all.values(), k);
    if (this.worlds.size >= MOST_WORLDS) this.worlds.delete(this.worlds.keys().next().value ?? '');
    this.worlds.set(k, world);
    return world;
  }
}

const MOST_WORLDS = 4;
