import { createHash } from 'node:crypto';
import type { ReadRow } from './read-row.js';

/**
 * The id of the command for a row, the same for the same row on the same history: an import that is repeated, or that broke off and is run
 * again, writes nothing twice. How many events told the row before is part of it, so that a row may be corrected back to what it once said.
 * It is written as a UUID of version 8 (RFC 9562): 122 bits of a SHA-256.
 */
export const commandIdOf = (kind: 'enter' | 'correct', read: ReadRow, reason: string): string => {
  const content = JSON.stringify([
    kind,
    read.stream,
    read.known?.events ?? 0,
    read.content,
    kind === 'correct' ? reason : '',
  ]);
  const digest = createHash('sha256').update(content).digest('hex');
  const variant = ((parseInt(digest.slice(16, 17), 16) & 0b0011) | 0b1000).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
};
