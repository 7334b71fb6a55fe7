import { isRefusal } from '../../kernel/index.js';
import type { Ranking } from '../../rulebook/index.js';
import type { House } from '../house.js';
import type { Answers } from './answers.js';
import type { RankingChange } from './ranking.types.js';

/**
 * Tells when the ranking of a quarter, as known now, is another than before: computed anew each time rows have changed, told only
 * where a rank or a score did. For readers outside the house the offices are left out, so that not even a change tells a rank (F1-04).
 */
export async function* rankingChanges(
  house: House,
  answers: Answers,
  quarter: string,
  withOffices: boolean,
): AsyncGenerator<RankingChange> {
  let before = await standings(house, answers, quarter, withOffices);
  for await (const _ of house.changes()) {
    const after = await standings(house, answers, quarter, withOffices);
    const changed = [...after.scores]
      .filter(([code, score]) => before.scores.get(code) !== score)
      .map(([code]) => code);
    const gone = [...before.scores.keys()].filter((code) => !after.scores.has(code));
    before = after;
    if (changed.length + gone.length > 0) yield { quarter, knownAt: after.knownAt, changed: [...changed, ...gone] };
  }
}

interface Standings {
  readonly knownAt: string;
  /** Rank and score by code. */
  readonly scores: ReadonlyMap<string, string>;
}

const standings = async (house: House, answers: Answers, quarter: string, withOffices: boolean): Promise<Standings> => {
  const knownAt = house.clock.now();
  const ranking = answers.ranking(await house.entries(), quarter, knownAt);
  return { knownAt, scores: isRefusal(ranking) ? new Map() : scoresOf(ranking, withOffices) };
};

const scoresOf = (ranking: Ranking, withOffices: boolean): ReadonlyMap<string, string> =>
  new Map([
    ...(withOffices ? ranking.offices.map(({ code, rank, total }) => [code, `${rank} ${total}`] as const) : []),
    ...[...ranking.patterns, ...ranking.mechanisms].map(({ code, rank, score }) => [code, `${rank} ${score}`] as const),
  ]);
