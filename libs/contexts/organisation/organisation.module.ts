import type { ContextManifest } from '../context.js';
import { DUTY_ASSIGNED, DUTY_ENDED } from './duty.events.js';
import { officeRegister, postRegister } from './organisation.registers.js';
import { dutiesView } from './views/duties.js';

/** Offices and the posts people hold in them: where all authority comes from. */
export const organisation: ContextManifest = {
  name: 'organisation',
  registers: [officeRegister, postRegister],
  rowRules: {},
  furtherTypes: [DUTY_ASSIGNED, DUTY_ENDED],
  projections: [dutiesView],
  providers: [],
};
