import { randomUUID } from 'node:crypto';
import {
  type ArgumentsHost,
  BadRequestException,
  Catch,
  type ExceptionFilter,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { EventStoreError, ViewStoreError } from '../../kernel/index.js';
import { refuse } from './guard.js';
import { MOST_BODY_BYTES, MOST_DEPTH, MOST_WORDS } from './limits.js';

/**
 * What a client sees of an error: a sentence and a stable code, never a stack, a path or a query of ours. A shape that does not fit is told field by
 * field; an outage says what to do; anything else is logged with a number that the client gets too.
 */
export const formatErrors = (execution: ExecutionResult): { statusCode: number; response: ExecutionResult } => {
  const errors = (execution.errors ?? []).flatMap(severalIn).map(formatError);
  return {
    statusCode: statusOf(execution.errors),
    response: { data: execution.data ?? null, ...(execution.errors === undefined ? {} : { errors }) },
  };
};

/** The engine hands over all that is wrong with a query as one error. */
const severalIn = (error: GraphQLError): readonly GraphQLError[] => {
  const { code, errors } = (error.originalError ?? {}) as { readonly code?: unknown; readonly errors?: unknown };
  return code === 'MER_ERR_GQL_VALIDATION' && Array.isArray(errors) ? errors.map(toGraphQLError) : [error];
};

const toGraphQLError = (error: unknown): GraphQLError => {
  if (error instanceof GraphQLError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(cause.message, { originalError: cause });
};

/** A request that was not even read is an error of HTTP; everything else is an answer of GraphQL. */
const statusOf = (errors: ExecutionResult['errors']): number => {
  const { code, statusCode } = (errors?.[0]?.originalError ?? {}) as {
    readonly code?: string;
    readonly statusCode?: number;
  };
  const unread = code?.startsWith('FST_') === true || code === 'MER_ERR_METHOD_NOT_ALLOWED';
  return unread && statusCode !== undefined ? statusCode : 200;
};

const log = new Logger('graphql');

const formatError = (error: GraphQLError): GraphQLError => {
  const cause = rootOf(error);
  if (cause instanceof BadRequestException) {
    const problems = shapeProblems(cause);
    return plain(error, `输入有误：${problems.join('；')}。请改正后重试。`, { code: 'bad-input', problems });
  }
  if (cause instanceof EventStoreError || cause instanceof ViewStoreError) {
    return plain(error, cause.message, { code: cause.code });
  }
  // An error that we threw as GraphQL's has its code and its sentence.
  if (cause === undefined && typeof error.extensions['code'] === 'string')
    return plain(error, error.message, error.extensions);
  const told = cause === undefined ? badQuery(error.message) : foundBefore(cause);
  if (told !== undefined) return plain(error, told.message, { code: told.code });
  const number = randomUUID();
  log.error(`${number} ${cause?.stack ?? error.message}`);
  return plain(error, `系统内部错误，编号 ${number}。请把编号告诉管理员，再从日志中查找原因。`, {
    code: 'internal',
    number,
  });
};

/** Undefined where GraphQL itself found the fault. */
const rootOf = (error: GraphQLError): Error | undefined => {
  const cause = error.originalError ?? undefined;
  return cause instanceof GraphQLError ? rootOf(cause) : cause;
};

interface Sentence {
  readonly code: string;
  readonly message: string;
}

/** A fault that GraphQL found in the query; its own words name the place. */
const badQuery = (message: string): Sentence => {
  if (message.includes('Parsing aborted')) {
    return { code: 'too-large', message: `查询超过 ${MOST_WORDS} 个词：请减少所查字段，分几次查询。` };
  }
  const variable = /^Variable "\$(\w+)" got invalid value/.exec(message)?.[1];
  if (variable === undefined) return { code: 'bad-query', message: `查询有误：${message}` };
  // The value itself is left out: it may be a password.
  const place = [...message.matchAll(/ at "([\w.[\]]+)";/g)].at(-1)?.[1] ?? variable;
  const field = /Field "(\w+)" (of required type|is not defined)[^;]*$/.exec(message);
  const missing = field?.[2] === 'of required type' ? `缺少 ${field[1]}` : `没有 ${field?.[1]} 这一项`;
  return {
    code: 'bad-input',
    message: `变量 ${place} ${field === null ? '的值不合类型' : missing}。请对照 schema 改正后重试。`,
  };
};

/** What the HTTP server and the GraphQL engine found before anything of ours ran; undefined for an error of ours. */
const foundBefore = (cause: Error): Sentence | undefined => {
  const { code, statusCode } = cause as { readonly code?: unknown; readonly statusCode?: unknown };
  switch (code) {
    case 'MER_ERR_GQL_QUERY_DEPTH':
      return { code: 'too-deep', message: `查询嵌套超过 ${MOST_DEPTH} 层：请减少嵌套，分几次查询。` };
    case 'MER_ERR_METHOD_NOT_ALLOWED':
      return { code: 'post-only', message: '登记、办理只能用 POST 请求提交。' };
    case 'MER_ERR_GQL_PERSISTED_QUERY_NOT_FOUND':
      return { code: 'bad-query', message: '请求中没有 query：请写上要查的内容。' };
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'too-large', message: `请求超过 ${MOST_BODY_BYTES} 字节：请减少内容，分几次提交。` };
    case 'FST_ERR_VALIDATION':
      return { code: 'bad-request', message: '请求内容应为一个对象 {"query": …, "variables": …}，一次一个查询。' };
    default:
  }
  if (typeof code === 'string' && code.startsWith('MER_')) return badQuery(cause.message);
  if (statusCode === 400) return { code: 'bad-json', message: '请求内容不是有效的 JSON：请核对引号、逗号和括号。' };
  return undefined;
};

const shapeProblems = (cause: BadRequestException): readonly string[] => {
  const response = cause.getResponse();
  const message =
    typeof response === 'string' ? response : (response as { message?: string | readonly string[] }).message;
  return Array.isArray(message) ? (message as readonly string[]) : [String(message ?? cause.message)];
};

const plain = (error: GraphQLError, message: string, extensions: Readonly<Record<string, unknown>>): GraphQLError =>
  new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions,
  });

/** An address that is none. */
@Catch(NotFoundException)
export class NotFoundFilter implements ExceptionFilter {
  catch(_: NotFoundException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void refuse(
      reply,
      404,
      'not-found',
      '没有这个地址。GraphQL 在 /graphql，GraphiQL 在 /graphiql，状态在 /health 和 /ready。',
    );
  }
}

/** What is told to the client as it is needs no place in the log: the framework would write a stack for it. */
@Catch(GraphQLError, EventStoreError, ViewStoreError)
export class ToldFilter implements ExceptionFilter {
  catch(error: Error): Error {
    return error;
  }
}
