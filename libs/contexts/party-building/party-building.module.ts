import type { ContextManifest } from '../context.js';
import { activityRegister, branchRegister } from './party-building.registers.js';

/** N1: party branches and their organisational life. */
export const partyBuilding: ContextManifest = {
  name: 'party-building',
  registers: [branchRegister, activityRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [],
};
