export { explain } from './explain.js';
export type { ExplainedMark, ExplainedObligation, Explanation, Part } from './explain.js';
export { ranking } from './ranking.js';
export type { DimensionRank, OfficeRank, Ranking, RuleCount, WorkstreamRank } from './ranking.js';
