export * from './policy.js';
export * from './rule.js';
export * from './rulebook.js';
export * from './world.js';
