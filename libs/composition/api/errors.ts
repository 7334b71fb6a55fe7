import { randomUUID } from 'node:crypto';
import { BadRequestException, Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { EventStoreError, ViewStoreError } from '../../kernel/index.js';

/**
 * What a client sees of an error: a sentence and a stable code, never a stack, a path or a query of ours. A shape that does not fit is told field by
 * field; an outage says what to do; anything else is logged with a number that the client gets too.
 */
export const formatErrors = (execution: ExecutionResult): { statusCode: number; response: ExecutionResult } => ({
  statusCode: 200,
  response: {
    data: execution.data ?? null,
    ...(execution.errors === undefined ? {} : { errors: execution.errors.map(formatError) }),
  },
});

const log = new Logger('graphql');

const formatError = (error: GraphQLError): GraphQLError => {
  const cause = error.originalError ?? undefined;
  if (isShapeError(cause)) {
    const problems = shapeProblems(cause);
    return plain(error, `输入有误：${problems.join('；')}。请改正后重试。`, { code: 'bad-input', problems });
  }
  if (cause instanceof EventStoreError || cause instanceof ViewStoreError) {
    return plain(error, cause.message, { code: cause.code });
  }
  // Mercurius' own errors (depth, unknown operation) and GraphQL's (syntax, unknown field) are for the client as they are.
  if (cause === undefined || cause instanceof GraphQLError || 'code' in cause) {
    const code = (error.extensions['code'] ?? (cause as { code?: unknown } | undefined)?.code ?? 'bad-query') as string;
    return plain(error, error.message, { ...error.extensions, code });
  }
  const number = randomUUID();
  log.error(`${number} ${cause.stack ?? cause.message}`);
  return plain(error, `系统内部错误，编号 ${number}。请把编号告诉管理员，再从日志中查找原因。`, {
    code: 'internal',
    number,
  });
};

const isShapeError = (cause: unknown): cause is BadRequestException => cause instanceof BadRequestException;

const shapeProblems = (cause: BadRequestException): readonly string[] => {
  const response = cause.getResponse();
  const message =
    typeof response === 'string' ? response : (response as { message?: string | readonly string[] }).message;
  return Array.isArray(message) ? (message as readonly string[]) : [String(message ?? cause.message)];
};

const plain = (error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError =>
  new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions,
  });
