import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { LocalAccounts, type Reader } from '../../access/index.js';
import { Answers } from '../../contexts/five-ones/index.js';
import type { RequestContext } from '../../contexts/graphql/current-principal.js';
import { House } from '../../contexts/house.js';
import { contexts } from '../contexts.js';
import { formatErrors } from './errors.js';
import { MOST_DEPTH, refuseCostly } from './limits.js';
import { SignInResolver } from './sign-in.graphql.js';

export interface ApiParts {
  readonly house: House;
  readonly answers: Answers;
  readonly accounts: LocalAccounts;
  /** Who reads, by the Authorization header of the request or of the subscription's first message. */
  readonly readerOf: (authorization: string | undefined) => Promise<Reader>;
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

const graphqlOptions = ({ readerOf }: ApiParts): MercuriusDriverConfig => ({
  driver: MercuriusDriver,
  autoSchemaFile: true,
  sortSchema: true,
  graphiql: false,
  path: '/graphql',
  queryDepth: MOST_DEPTH,
  allowBatchedQueries: false,
  errorFormatter: formatErrors as NonNullable<MercuriusDriverConfig['errorFormatter']>,
  context: async (request: { headers: { authorization?: string | undefined } }): Promise<RequestContext> => ({
    reader: await readerOf(request.headers.authorization),
  }),
  subscription: {
    // A browser cannot set headers on a WebSocket: the token comes with the first message then.
    onConnect: async ({ payload }: { payload?: { authorization?: string; Authorization?: string } }) => ({
      reader: await readerOf(payload?.authorization ?? payload?.Authorization),
    }),
    fullWsTransport: false,
  },
  hooks: {
    preExecution: async (schema: Parameters<typeof refuseCostly>[0], document: Parameters<typeof refuseCostly>[1], _: unknown, variables: Record<string, unknown>) => {
      refuseCostly(schema, document, variables ?? {});
    },
  },
});
