import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Principal, Reader } from '../../access/index.js';

/** What the api puts into the GraphQL context of each request and of each subscription. */
export interface RequestContext {
  /** The Authorization header, or what the first message of a subscription says in its place. */
  readonly authorization: string | undefined;
  /** Whether the request comes from the machine itself, where the server listens on it alone. */
  readonly atMachine: boolean;
  readonly readerOf: (authorization: string | undefined, atMachine: boolean) => Promise<Reader>;
  /** Aborts when the connection of a subscription is gone; of no meaning to a request. */
  readonly gone: AbortSignal;
}

/** Who listens to a subscription. */
export interface Subscriber {
  /** Judged anew at each call: a token may have expired and a post have ended since the subscription began. */
  readonly readerNow: () => Promise<Reader>;
  readonly gone: AbortSignal;
}

const subscriberOf = (context: ExecutionContext): Subscriber => {
  const { readerOf, authorization, atMachine, gone } = GqlExecutionContext.create(context).getContext<RequestContext>();
  return { readerNow: () => readerOf(authorization, atMachine), gone };
};

/** Who asks: null where nobody is signed in. */
export const CurrentPrincipal = createParamDecorator(
  async (_: unknown, context: ExecutionContext): Promise<Principal | null> =>
    (await subscriberOf(context).readerNow()).principal,
);

/** Who reads, signed in or at the machine itself. */
export const CurrentReader = createParamDecorator((_: unknown, context: ExecutionContext): Promise<Reader> =>
  subscriberOf(context).readerNow(),
);

export const CurrentSubscriber = createParamDecorator((_: unknown, context: ExecutionContext): Subscriber =>
  subscriberOf(context),
);
