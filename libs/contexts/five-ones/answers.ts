import { dayOf, type Instant, isRefusal, type Refusal } from '../../kernel/index.js';
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
 * past. The worlds of the latest few instants are kept, since a dashboard asks several things about one instant; all instants of one day
 * that lie behind the last entry are one world, so that asking for *now* again and again costs nothing.
 */
export class Answers {
  private readonly worlds = new Map<string, World>();
  private readonly rankings = new Map<string, Ranking | Refusal>();
  private rows: EntrySource['all'] | null = null;
  private position = -1n;

  constructor(
    private readonly registers: readonly Register[],
    private readonly rulebook: Rulebook,
    private readonly policy: ScoringPolicy,
  ) {}

  /** Refused: `policy-not-in-force` for a quarter before the policy's first. */
  ranking(source: EntrySource, quarter: string, k: Instant, policy: ScoringPolicy = this.policy): Ranking | Refusal {
    const world = this.world(source, k);
    const compute = (): Ranking | Refusal => ranking(world, quarter, policy, this.rulebook);
    if (policy !== this.policy) return compute();
    const answer = kept(this.rankings, `${sameKnowledge(source, k)} ${quarter}`, MOST_RANKINGS, compute);
    return isRefusal(answer) ? answer : { ...answer, knownAt: k };
  }

  obligations(source: EntrySource, quarter: string, k: Instant): readonly Obligation[] {
    return obligationsOf(this.world(source, k), quarter, this.rulebook);
  }

  /** Refused: `policy-not-in-force`, `office-not-ranked`. */
  explain(source: EntrySource, quarter: string, office: string, k: Instant): Explanation | Refusal {
    return explain(this.world(source, k), quarter, office, this.policy, this.rulebook);
  }

  private world(source: EntrySource, k: Instant): World {
    if (source.position !== this.position || source.all !== this.rows) {
      this.worlds.clear();
      this.rankings.clear();
      this.position = source.position;
      this.rows = source.all;
    }
    const world = kept(this.worlds, sameKnowledge(source, k), MOST_WORLDS, () =>
      worldKnownAt(this.registers, source.all.values(), k),
    );
    return world.knownAt === k ? world : { ...world, knownAt: k };
  }
}

/** What all instants share that know the same: nothing in the house looks at more of *k* than what was known and what day it is. */
const sameKnowledge = ({ latest }: EntrySource, k: Instant): string => (k >= latest ? `${dayOf(k)} all` : k);

const kept = <T>(map: Map<string, T>, key: string, most: number, compute: () => T): T => {
  const before = map.get(key);
  if (before !== undefined) return before;
  const value = compute();
  if (map.size >= most) map.delete(map.keys().next().value ?? '');
  map.set(key, value);
  return value;
};

const MOST_WORLDS = 4;
const MOST_RANKINGS = 16;
