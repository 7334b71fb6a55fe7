import 'reflect-metadata';
import { BadRequestException, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ValidationError } from 'class-validator';
import { LocalAccounts, type Reader, readSecret } from '../../access/index.js';
import { Answers } from '../../contexts/five-ones/index.js';
import { registers } from '../contexts.js';
import type { Foundation } from '../foundation.js';
import { ApiModule } from './api.module.js';
import { serveGraphiql } from './graphiql.js';
import { serveHealth } from './health.js';
import { MOST_BODY_BYTES } from './limits.js';

/** The HTTP side of a foundation: GraphQL, subscriptions, GraphiQL, health. Not listening yet. */
export const createServer = async (foundation: Foundation): Promise<NestFastifyApplication> => {
  const { config, house, rulebook, policy } = foundation;
  const accounts = new LocalAccounts(readSecret(config.secretFile), config.tokenHours);
  const adapter = new FastifyAdapter({ bodyLimit: MOST_BODY_BYTES, trustProxy: false });
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.over({
      house,
      answers: new Answers(registers, rulebook, policy),
      accounts,
      readerOf: readers(foundation, accounts),
    }),
    adapter,
    { logger: ['error', 'warn'], abortOnError: false },
  );
  app.useGlobalPipes(
    new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true, exceptionFactory: shapeError }),
  );
  const fastify = adapter.getInstance();
  serveGraphiql(fastify as unknown as Parameters<typeof serveGraphiql>[0]);
  serveHealth(fastify as unknown as Parameters<typeof serveHealth>[0], foundation);
  await app.init();
  return app;
};

/**
 * A reader by their token. Whoever sits at the machine itself, where the server listens on it alone, may read without one; a token that is there
 * but not good makes nobody of them.
 */
const readers =
  ({ config, house }: Foundation, accounts: LocalAccounts) =>
  async (authorization: string | undefined): Promise<Reader> => {
    if (authorization === undefined) return { principal: null, local: LOOPBACK.has(config.host) };
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1];
    const person = token === undefined ? null : await accounts.personOf(token);
    return { principal: person === null ? null : await house.principal(person), local: false };
  };

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

const shapeError = (errors: readonly ValidationError[]): BadRequestException => new BadRequestException(problemsOf(errors));

const problemsOf = (errors: readonly ValidationError[]): string[] =>
  errors.flatMap((error) => [...Object.values(error.constraints ?? {}), ...problemsOf(error.children ?? [])]);
