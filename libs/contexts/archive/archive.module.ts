import type { ContextManifest } from '../context.js';
import { ArchiveResolver } from './archive.graphql.js';

/**
 * Performance archives over the registers of all contexts. There is no view of its own: an archive is a selection of the rows, which the
 * house keeps in memory with whom they concern.
 */
export const archive: ContextManifest = {
  name: 'archive',
  registers: [],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [ArchiveResolver],
};
