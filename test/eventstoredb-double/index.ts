export { EventStoreDbDouble, type DoubleOptions } from './double.js';
export { DoubleLog } from './log.js';
export type { AppendFault, ReadFault } from './faults.js';
export { failures } from './messages.js';
export { collected, Listener, newEvent, numbersOf, openStore, QUICK, type OpenStore } from './store.js';
export { makeCertificate } from './certificate.js';
