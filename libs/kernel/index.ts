export * from './envelope.js';
export * from './event-store.js';
export * from './projection.js';
export * from './refusal.js';
export * from './time.js';
export * from './view-store.js';
export * from './decider.js';
export * from './execute.js';
