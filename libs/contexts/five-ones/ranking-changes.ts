import { isRefusal } from '../../kernel/index.js';
import type { Ranking } from '../../rulebook/index.js';
import type { House } from '../house.js';
import type { Answers } from './answers.js';
import type { RankingChange } from './ranking.types.js';

/** What somebody who follows the rankings may be told now; asked anew at every change, since posts end and tokens expire. */
export type Told = 'nothing' | 'workstreams' | 'all';

/**
 * Tells when the ranking of a quarter, as known now, is another than before: computed anew each time rows have changed, told only
 * where a rank or a score did. For readers outside the house the offices are left out, so that not even a change tells a rank (F1-04).
 * Ends when nothing may be told any longer, and at once when the listener leaves or `gone` aborts: a generator that waits would otherwise
 * hear of the leaving only with the next change.
 */
export const rankingChanges = (
  house: House,
  answers: Answers,
  quarter: string,
  toldNow: () => Promise<Told>,
  gone: AbortSignal,
): AsyncGenerator<RankingChange, void> => {
  const left = new AbortController();
  const changes = follow(house, answers, quarter, toldNow, AbortSignal.any([left.signal, gone]));
  return {
    next: () => changes.next(),
    return: (value) => {
      left.abort();
      return changes.return(value);
    },
    throw: (error) => {
      left.abort();
      return changes.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      left.abort();
      await changes.return();
    },
  };
};

async function* follow(
  house: House,
  answers: Answers,
  quarter: string,
  toldNow: () => Promise<Told>,
  signal: AbortSignal,
): AsyncGenerator<RankingChange, void> {
  const ticks = house.changes(signal);
  let before = await standings(house, answers, quarter);
  for await (const _ of ticks) {
    const after = await standings(house, answers, quarter);
    const changed = differing(before.scores, after.scores);
    before = after;
    if (changed.length === 0) continue;
    const told = await toldNow();
    if (told === 'nothing') return;
    const codes = changed.filter(({ office }) => told === 'all' || !office).map(({ code }) => code);
    if (codes.length > 0) yield { quarter, knownAt: after.knownAt, changed: codes };
  }
}

interface Standings {
  readonly knownAt: string;
  readonly scores: Scores;
}

interface Standing {
  readonly code: string;
  readonly office: boolean;
  readonly rankAndScore: string;
}

/** By code. */
type Scores = ReadonlyMap<string, Standing>;

const standings = async (house: House, answers: Answers, quarter: string): Promise<Standings> => {
  const source = await house.entries();
  const knownAt = house.clock.now();
  const ranking = answers.ranking(source, quarter, knownAt);
  return { knownAt, scores: isRefusal(ranking) ? new Map() : scoresOf(ranking) };
};

const scoresOf = ({ offices, patterns, mechanisms }: Ranking): Scores => {
  const standings: readonly Standing[] = [
    ...offices.map(({ code, rank, total }) => ({ code, office: true, rankAndScore: `${rank} ${total}` })),
    ...[...patterns, ...mechanisms].map(({ code, rank, score }) => ({
      code,
      office: false,
      rankAndScore: `${rank} ${score}`,
    })),
  ];
  return new Map(standings.map((standing) => [standing.code, standing]));
};

/** What has another rank or score than before, then what is gone. */
const differing = (before: Scores, after: Scores): readonly Standing[] => [
  ...[...after.values()].filter(({ code, rankAndScore }) => before.get(code)?.rankAndScore !== rankAndScore),
  ...[...before.values()].filter(({ code }) => !after.has(code)),
];
