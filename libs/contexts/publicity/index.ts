/** What other contexts may see: event types and ids only. */
export { publicityRegister } from './publicity.registers.js';
