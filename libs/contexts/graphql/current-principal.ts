import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Principal, Reader } from '../../access/index.js';

/** What the api puts into the GraphQL context of each request. */
export interface RequestContext {
  readonly reader: Reader;
}

const readerOf = (context: ExecutionContext): Reader =>
  GqlExecutionContext.create(context).getContext<RequestContext>().reader;

/** Who asks: null where nobody is signed in. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | null => readerOf(context).principal,
);

/** Who reads, signed in or at the machine itself. */
export const CurrentReader = createParamDecorator((_: unknown, context: ExecutionContext): Reader => readerOf(context));
