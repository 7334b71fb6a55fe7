export { RulebookError } from './data-file.js';
export type { Fault } from './data-file.js';
export { RULEBOOK_DATA, loadDefaultPolicy, loadRulebook, packageRoot, readPolicy } from './loader.js';
export * from './policy.js';
export * from './rule.js';
export * from './rulebook.js';
export * from './world.js';
export * from './obligations/index.js';
export * from './scoring/index.js';
