/** What other contexts may see: event types and ids only. */
export * from './review-step.events.js';
export { reviewStepRegister } from './legislation.registers.js';
