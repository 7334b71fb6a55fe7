import { createHash } from 'node:crypto';
import type { ExpectedRevision, NewEvent } from '../../libs/kernel/index.js';
import { TYPES } from '../../libs/projection/testing/house.js';

/**
 * What the writers of the fault tests do. The n-th command of a writer is the same for ever, so that whoever finds a history can
 * tell for each event which one must stand there, without having been told anything. Every fourth command puts a thing, the next
 * ones mark it, two marks at a time now and then, and every other thing is taken away again.
 */
export const streamOf = (writer: number): string => `box-${writer}`;

export const eventsOf = (writer: number, n: number): readonly NewEvent[] => {
  const thing = `${'abcdefghijklmnop'[writer % 16]}${writer}-${Math.floor(n / 4)}`;
  const marked = (points: number) => ({ type: TYPES[1], data: { thing, points } });
  switch (n % 4) {
    case 0:
      return [toEvent(writer, n, 0, { type: TYPES[0], data: { thing, box: `box-${writer % 3}` } })];
    case 1:
      return [toEvent(writer, n, 0, marked(n)), toEvent(writer, n, 1, marked(1))];
    case 2:
      return [toEvent(writer, n, 0, marked(7))];
    default:
      return [toEvent(writer, n, 0, Math.floor(n / 4) % 2 === 0 ? { type: TYPES[2], data: { thing } } : marked(2))];
  }
};

/** How many events the commands before the n-th of any writer make. */
export const eventsBefore = (n: number): number => n + Math.floor((n + 2) / 4);

export const expectedBefore = (n: number): ExpectedRevision => (n === 0 ? 'no-stream' : BigInt(eventsBefore(n)) - 1n);

const toEvent = (
  writer: number,
  n: number,
  at: number,
  what: { readonly type: string; readonly data: unknown },
): NewEvent => {
  const hex = createHash('sha256').update(`${writer}/${n}/${at}`).digest('hex');
  const commandId = `${writer}/${n}`;
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    ...what,
    schema: 1,
    occurredAt: '2019-08-01',
    meta: {
      commandId,
      correlationId: commandId,
      causationId: commandId,
      actor: { person: 'P0001', post: '科长', office: 'WS01' },
      ruleSet: 'zibo-2019',
    },
  };
};
