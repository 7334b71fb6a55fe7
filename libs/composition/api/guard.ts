import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isCalledByItsName } from './locality.js';

/**
 * What stands before every route: headers that keep browsers from guessing, framing and lending, and refusals of requests that no client
 * of ours sends. Other sites' pages get no permission to read (no CORS headers), and can send no mutation: GraphQL takes JSON only, for which
 * a browser asks first.
 */
export const guard = (fastify: FastifyInstance, host: string): void => {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (!isCalledByItsName(host, request.headers)) {
      return refuse(reply, 421, 'other-host', `本服务只在本机使用，请用 http://127.0.0.1 或 http://localhost 访问。`);
    }
    if (request.method === 'POST' && !isJson(request)) {
      return refuse(reply, 415, 'json-only', '请求内容应为 JSON：请把请求头 Content-Type 设为 application/json。');
    }
    return undefined;
  });
};

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

const isJson = ({ headers }: FastifyRequest): boolean =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() === 'application/json';

/** Every error of HTTP has the shape of GraphQL's, so that a client reads them alike. */
export const refuse = (reply: FastifyReply, status: number, code: string, message: string): FastifyReply =>
  reply.code(status).send({ errors: [{ message, extensions: { code } }] });

/**
 * When the server closes, requests under way may end, and who listens is told; whoever has not gone by then (a client that drips, or has
 * died without a word) is let go, so that stopping takes no longer than this.
 */
export const closeInTime = (fastify: FastifyInstance): void => {
  const connections = new Set<Socket>();
  fastify.server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  fastify.addHook('preClose', async () => {
    setTimeout(() => connections.forEach((connection) => connection.destroy()), GRACE_MS).unref();
  });
};

const GRACE_MS = 3_000;
