/** What others may see. */
export { inspectionRegister, officeMarkRegister, workstreamMarkRegister } from './five-ones.registers.js';
export { Answers } from './answers.js';
export { worldKnownAt } from './world.js';
export { markRefusal } from './marks.js';
