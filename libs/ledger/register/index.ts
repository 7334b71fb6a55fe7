export * from './compare.js';
export * from './entry.js';
export * from './known.js';
export * from './register.js';
