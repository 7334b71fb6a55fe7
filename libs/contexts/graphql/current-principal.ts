import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Principal } from '../../access/index.js';

/** What the api puts into the GraphQL context of each request. */
export interface RequestContext {
  /** Null where nobody is signed in. */
  readonly principal: Principal | null;
}

/** Who asks: null where nobody is signed in. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal | null =>
    GqlExecutionContext.create(context).getContext<RequestContext>().principal,
);
