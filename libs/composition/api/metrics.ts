import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Foundation } from '../foundation.js';
import { stateOf } from './health.js';

/**
 * `/metrics` in the text form of Prometheus: the process itself, the history's tail, and for each projection how far it is, how far behind, and
 * whether it has stopped at an event. Numbers only: no name, code or content of anything that happened.
 */
export const serveMetrics = (fastify: FastifyInstance, foundation: Foundation): void => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const gauge = (name: string, help: string, labels: readonly string[] = []): Gauge =>
    new Gauge({ name, help, labelNames: [...labels], registers: [register] });
  const tail = gauge('five_ones_history_tail', 'Position of the last event.');
  const position = gauge('five_ones_projection_position', 'Position that a projection holds.', ['projection']);
  const lag = gauge('five_ones_projection_lag', 'Positions between a projection and the tail.', ['projection']);
  const stopped = gauge('five_ones_projection_stopped', '1 where a projection stands before an event it cannot fold.', [
    'projection',
  ]);
  fastify.get('/metrics', async (_, reply) => {
    const state = await stateOf(foundation);
    tail.set(Number(state.tail));
    for (const projection of state.projections) {
      const labels = { projection: projection.name };
      position.set(labels, Number(projection.position));
      lag.set(labels, Number(projection.lag));
      stopped.set(labels, projection.poison === null ? 0 : 1);
    }
    return reply.type(register.contentType).send(await register.metrics());
  });
};
