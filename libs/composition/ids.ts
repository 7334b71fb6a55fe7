import { createHash } from 'node:crypto';

/**
 * The id of the n-th event of a command: a UUID (version 8, RFC 9562) of the first 122 bits of SHA-256 over command, stream and place. The same command
 * twice gives the same ids, on every machine.
 */
export const eventId = (commandId: string, stream: string, index: number): string => {
  const digest = createHash('sha256').update(`${commandId}\n${stream}\n${index}`).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
