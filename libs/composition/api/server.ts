import 'reflect-metadata';
import { BadRequestException, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ValidationError } from 'class-validator';
import type { FastifyInstance } from 'fastify';
import { LocalAccounts, readSecret } from '../../access/index.js';
import { Answers } from '../../contexts/five-ones/index.js';
import type { RequestContext } from '../../contexts/graphql/current-principal.js';
import { registers } from '../contexts.js';
import type { Foundation } from '../foundation.js';
import { ApiModule } from './api.module.js';
import { NotFoundFilter, ToldFilter } from './errors.js';
import { closeInTime, guard } from './guard.js';
import { serveGraphiql } from './graphiql.js';
import { serveHealth } from './health.js';
import { serveMetrics } from './metrics.js';
import { MOST_BODY_BYTES } from './limits.js';
import { isAtMachine } from './locality.js';

/** The HTTP side of a foundation: GraphQL, subscriptions, GraphiQL, health. Not listening yet. */
export const createServer = async (foundation: Foundation): Promise<NestFastifyApplication> => {
  const { config, house, rulebook, policy } = foundation;
  const accounts = new LocalAccounts(readSecret(config.secretFile), config.tokenHours);
  const adapter = new FastifyAdapter(LIMITS);
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.over({
      house,
      answers: new Answers(registers, rulebook, policy),
      accounts,
      readerOf: readers(foundation, accounts),
      isAtMachine: (headers) => isAtMachine(config.host, headers),
    }),
    adapter,
    // No parser for forms: a page of another site can send one without asking first.
    { logger: ['error', 'warn'], abortOnError: false, bodyParser: false },
  );
  app.useGlobalPipes(
    new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true, exceptionFactory: shapeError }),
  );
  app.useGlobalFilters(new NotFoundFilter(), new ToldFilter());
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  closeInTime(fastify);
  guard(fastify, config.host);
  serveGraphiql(fastify);
  serveHealth(fastify, foundation);
  serveMetrics(fastify, foundation);
  await app.init();
  return app;
};

/** Bytes, and milliseconds within which a request must have arrived: a connection that only drips does not keep its place. */
const LIMITS = {
  bodyLimit: MOST_BODY_BYTES,
  connectionTimeout: 60_000,
  requestTimeout: 30_000,
  trustProxy: false,
};

/** A reader by their token; a token that is there but not good makes nobody of whoever sends it, at the machine too. */
const readers =
  ({ house }: Foundation, accounts: LocalAccounts): RequestContext['readerOf'] =>
  async (authorization, atMachine) => {
    if (authorization === undefined) return { principal: null, local: atMachine };
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const person = token === undefined ? null : await accounts.personOf(token);
    return { principal: person === null ? null : await house.principal(person), local: false };
  };

const shapeError = (errors: readonly ValidationError[]): BadRequestException =>
  new BadRequestException(problemsOf(errors));

const problemsOf = (errors: readonly ValidationError[]): string[] =>
  errors.flatMap((error) => [...Object.values(error.constraints ?? {}), ...problemsOf(error.children ?? [])]);
