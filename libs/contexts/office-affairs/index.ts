/** What other contexts may see: event types and ids only. */
export * from './leave.events.js';
export { attendanceRegister, leaveRegister } from './office-affairs.registers.js';
