/** What other contexts may see: event types and ids only. */
export { itemRegister, progressRegister, urgingRegister } from './statutory-items.registers.js';
