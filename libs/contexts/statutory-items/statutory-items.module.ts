import type { ContextManifest } from '../context.js';
import { itemRegister, progressRegister, urgingRegister } from './statutory-items.registers.js';

/** M5: statutory items, their progress, and what urges them on. */
export const statutoryItems: ContextManifest = {
  name: 'statutory-items',
  registers: [itemRegister, progressRegister, urgingRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [],
};
