import type { ContextManifest } from '../context.js';
import { AuditResolver } from './audit.graphql.js';
import { trailView } from './views/trail.js';

/** The audit trail over the events of all contexts. */
export const audit = (types: readonly string[]): ContextManifest => ({
  name: 'audit',
  registers: [],
  rowRules: {},
  furtherTypes: [],
  projections: [trailView(types)],
  providers: [AuditResolver],
});
