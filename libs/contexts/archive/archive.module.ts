import type { Register } from '../../ledger/index.js';
import type { ContextManifest } from '../context.js';
import { ArchiveResolver } from './archive.graphql.js';
import { linesView } from './views/lines.js';

/** Performance archives over the registers of all contexts. */
export const archive = (registers: readonly Register[]): ContextManifest => ({
  name: 'archive',
  registers: [],
  rowRules: {},
  furtherTypes: [],
  projections: [linesView(registers)],
  providers: [ArchiveResolver],
});
