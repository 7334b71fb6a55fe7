import type { ContextManifest } from '../context.js';
import { publicityRegister } from './publicity.registers.js';

/** N3: contacts with media, plans, bulletins, reports. */
export const publicity: ContextManifest = {
  name: 'publicity',
  registers: [publicityRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [],
};
