/** What other contexts may see: event types and ids only. */
export { officeRegister, postRegister } from './organisation.registers.js';
