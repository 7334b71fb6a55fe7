import type { ContextManifest } from '../context.js';
import { careRegister, situationRegister, visitRegister } from './retirees.registers.js';
import { RecordRetireeVisitHandler } from './visit.commands.js';
import { VisitResolver } from './visit.graphql.js';

/** N4: retired cadres, who looks after them, and how they are called on. */
export const retirees: ContextManifest = {
  name: 'retirees',
  registers: [careRegister, visitRegister, situationRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [RecordRetireeVisitHandler, VisitResolver],
};
