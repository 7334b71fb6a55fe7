import type { FastifyInstance } from 'fastify';
import { readStatus } from '../../projection/index.js';
import { projections } from '../contexts.js';
import type { Foundation } from '../foundation.js';

/**
 * `/health`: the process lives; each projection with its lag, and the event at which one has stopped (then 503). `/ready`: the views follow closely
 * enough to be asked. Both are for operators and load balancers and tell no content.
 */
export const serveHealth = (fastify: FastifyInstance, foundation: Foundation): void => {
  fastify.get('/health', async (_, reply) => {
    const state = await stateOf(foundation).catch((error: unknown) => ({
      error: error instanceof Error ? error.message : String(error),
    }));
    if ('error' in state) return reply.code(503).send({ ok: false, error: state.error });
    const ok = state.projections.every((projection) => projection.poison === null);
    return reply.code(ok ? 200 : 503).send({ ok, ...state });
  });
  fastify.get('/ready', async (_, reply) => {
    const state = await stateOf(foundation).catch(() => undefined);
    const ready =
      state !== undefined &&
      state.projections.every((projection) => Number(projection.lag) <= MOST_LAG && projection.version > 0);
    return reply.code(ready ? 200 : 503).send({ ready });
  });
};

/** Events that a view may be behind and still be asked. */
const MOST_LAG = 1000;

/** Where the history and each projection stand. Errors: those of the stores. */
export const stateOf = async ({ events, viewStore, runner }: Foundation) => {
  const tail = await events.tail();
  const status = runner === null ? await readStatus(events, viewStore, projections) : await runner.status();
  return {
    tail: tail.toString(),
    projections: status.map(({ name, version, position, lag, state, poison, incompleteSince }) => ({
      name,
      version,
      position: position.toString(),
      lag: lag.toString(),
      state,
      incompleteSince,
      poison:
        poison === null
          ? null
          : { event: poison.eventId, type: poison.type, position: poison.position, message: poison.message },
    })),
  };
};
