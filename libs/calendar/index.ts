export * from './days.js';
export * from './instants.js';
export * from './lunar.js';
export * from './periods.js';
export * from './working-days.js';
export type { HolidayPaper } from './data/papers.js';
