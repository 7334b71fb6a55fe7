export * from './register/index.js';
export * from './entries.js';
