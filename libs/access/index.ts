export * from './principal.js';
export * from './reader.js';
export * from './accounts.js';
