import type { IncomingHttpHeaders } from 'node:http';
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { type DocumentNode, GraphQLError, type GraphQLSchema, specifiedRules, validate } from 'graphql';
import { LocalAccounts, type Reader } from '../../access/index.js';
import { Answers } from '../../contexts/five-ones/index.js';
import type { RequestContext } from '../../contexts/graphql/current-principal.js';
import { House } from '../../contexts/house.js';
import { contexts } from '../contexts.js';
import { formatErrors } from './errors.js';
import { boundedSize, MOST_DEPTH, MOST_SUBSCRIPTIONS, MOST_WORDS, refuseCostly, refuseSyntaxTree } from './limits.js';
import { isFromOwnPage } from './locality.js';
import { SignInResolver } from './sign-in.graphql.js';

export interface ApiParts {
  readonly house: House;
  readonly answers: Answers;
  readonly accounts: LocalAccounts;
  /** Who reads, by the Authorization header of the request or what the subscription's first message says in its place. */
  readonly readerOf: RequestContext['readerOf'];
  readonly isAtMachine: (headers: IncomingHttpHeaders) => boolean;
}

/** The GraphQL side of the house: every context's resolvers and handlers over one `House`. */
@Module({})
export class ApiModule {
  static over(parts: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot(), GraphQLModule.forRoot<MercuriusDriverConfig>(graphqlOptions(parts))],
      providers: [
        { provide: House, useValue: parts.house },
        { provide: Answers, useValue: parts.answers },
        { provide: LocalAccounts, useValue: parts.accounts },
        SignInResolver,
        ...contexts.flatMap((context) => context.providers),
      ],
    };
  }
}

const graphqlOptions = ({ readerOf, isAtMachine }: ApiParts): MercuriusDriverConfig => ({
  driver: MercuriusDriver,
  autoSchemaFile: true,
  sortSchema: true,
  graphiql: false,
  path: '/graphql',
  queryDepth: MOST_DEPTH,
  allowBatchedQueries: false,
  graphql: { parseOptions: { maxTokens: MOST_WORDS } },
  validationRules: [boundedSize],
  errorFormatter: formatErrors as NonNullable<MercuriusDriverConfig['errorFormatter']>,
  context: (request: Asked): RequestContext => {
    // Every field of a request asks who reads: one answer serves them all.
    let reader: Promise<Reader> | undefined;
    return {
      authorization: request.headers.authorization,
      atMachine: isAtMachine(request.headers),
      readerOf: (authorization, atMachine) => (reader ??= readerOf(authorization, atMachine)),
      gone: NEVER,
    };
  },
  subscription: {
    context: (socket: Closing, request: Asked): Omit<RequestContext, 'authorization'> => ({
      atMachine: isAtMachine(request.headers),
      readerOf,
      gone: goneSignal(socket),
    }),
    // A browser cannot set headers on a WebSocket: the token comes with the first message then.
    onConnect: ({ payload }: { payload?: { authorization?: unknown; Authorization?: unknown } }) => {
      const said = payload?.authorization ?? payload?.Authorization;
      return { authorization: said === undefined ? undefined : String(said) };
    },
    verifyClient: ({ req }: { req: Asked }, answer: (accepted: boolean, code?: number) => void) =>
      isFromOwnPage(req.headers) ? answer(true) : answer(false, 403),
    fullWsTransport: false,
    keepAlive: KEEP_ALIVE_MS,
  },
  hooks: {
    preParsing: async (_: unknown, source: unknown) => refuseSyntaxTree(source),
    preExecution: async (
      schema: GraphQLSchema,
      document: DocumentNode,
      _: unknown,
      variables: Record<string, unknown>,
    ) => {
      refuseCostly(schema, document, variables ?? {});
    },
    // The engine checks what comes over a socket less than what comes by request.
    preSubscriptionExecution: async (schema: GraphQLSchema, document: DocumentNode, context: unknown) => {
      const [error] = validate(schema, document, [...specifiedRules, boundedSize]);
      if (error !== undefined) throw error;
      countSubscription((context as RequestContext).gone);
    },
  },
});

interface Asked {
  readonly headers: IncomingHttpHeaders;
}

interface Closing {
  once(event: 'close', listener: () => void): unknown;
}

const NEVER = new AbortController().signal;
const KEEP_ALIVE_MS = 30_000;

const goneSignal = (socket: Closing): AbortSignal => {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  return gone.signal;
};

/** Subscriptions begun by connection; a connection that needs more is opened anew. */
const begun = new WeakMap<AbortSignal, number>();

const countSubscription = (connection: AbortSignal): void => {
  const before = begun.get(connection) ?? 0;
  if (before >= MOST_SUBSCRIPTIONS) {
    throw new GraphQLError(`一个连接至多订阅 ${MOST_SUBSCRIPTIONS} 次，请重新连接后再订阅。`, {
      extensions: { code: 'too-many-subscriptions', most: MOST_SUBSCRIPTIONS },
    });
  }
  begun.set(connection, before + 1);
};
