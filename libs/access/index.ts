export * from './principal.js';
export * from './reader.js';
