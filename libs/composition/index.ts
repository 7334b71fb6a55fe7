export { ConfigError, readConfig, type Config } from './config.js';
export { contexts, eventTypes, projections, registers, rowRules } from './contexts.js';
export { layFoundation, rulesOf, type Foundation } from './foundation.js';
export { openHouse, Tools, type Purpose } from './house-tools.js';
export { importLedger, LEDGER_ACTOR } from './ledger-import.js';
