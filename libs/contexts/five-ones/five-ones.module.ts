import type { ContextManifest } from '../context.js';
import { inspectionRegister, officeMarkRegister, workstreamMarkRegister } from './five-ones.registers.js';
import { RankingResolver } from './ranking.graphql.js';

/** The five ones of each quarter: so far the marks, the inspections' findings, and the ranking computed from all registers. */
export const fiveOnes: ContextManifest = {
  name: 'five-ones',
  registers: [officeMarkRegister, workstreamMarkRegister, inspectionRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [RankingResolver],
};
