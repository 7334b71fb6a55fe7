/** What other contexts may see: event types and ids only. */
export * from './opinion.events.js';
export { opinionRegister } from './supervision.registers.js';
