/** What other contexts may see: event types and ids only. */
export { officeRegister, postRegister } from './organisation.registers.js';
export * from './duty.events.js';
export { duty, dutyStream } from './duty.js';
export { DUTIES, type DutyDocument } from './views/duties.js';
