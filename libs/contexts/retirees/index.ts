/** What other contexts may see: event types and ids only. */
export * from './visit.events.js';
export { careRegister, situationRegister, visitRegister } from './retirees.registers.js';
