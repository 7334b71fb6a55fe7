/** What other contexts may see: event types and ids only. */
export * from './contact.events.js';
export { contactPairRegister, contactRegister, deputyRegister, suggestionRegister } from './deputies.registers.js';
