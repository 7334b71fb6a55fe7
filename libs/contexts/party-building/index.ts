/** What other contexts may see: event types and ids only. */
export { activityRegister, branchRegister } from './party-building.registers.js';
