import type { ContextManifest } from '../context.js';
import { officeRegister, postRegister } from './organisation.registers.js';

/** Offices and the posts people hold in them: where all authority comes from. */
export const organisation: ContextManifest = {
  name: 'organisation',
  registers: [officeRegister, postRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [],
};
