import type { Clock } from '../kernel/index.js';

/** Shanghai has had no summer time since 1991, and recording began long after. */
const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1000;

/** The machine's clock in the one form of an instant. */
export const systemClock: Clock = {
  now: () => new Date(Date.now() + SHANGHAI_OFFSET_MS).toISOString().replace('Z', '+08:00'),
};
