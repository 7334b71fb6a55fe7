import type { Metadata } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import type { DoubleLog } from './log.js';
import { failures, type RpcFailure } from './messages.js';
import type { DoubleSubscription, SubscriptionHabits } from './subscription.js';

/** What the calls of the double have around them. */
export interface Surroundings {
  readonly log: DoubleLog;
  readonly faults: Faults;
  readonly habits: SubscriptionHabits;
  readonly subscriptions: Set<DoubleSubscription>;
  /** Counts the calls by name. */
  readonly calls: Map<string, number>;
  /** Breaks the connection that a call came by. */
  drop(peer: string): void;
  /** Who leads, where it is not this node. */
  leader(): { readonly host: string; readonly port: number } | undefined;
  /** The reason to refuse a caller, if there is one. */
  refusal(metadata: Metadata): RpcFailure | undefined;
}

/** Why a call is turned away before anything is done: it needs the leader, or its caller is not let in. */
export const refusalOf = (around: Surroundings, metadata: Metadata): RpcFailure | undefined => {
  const leader = around.leader();
  if (leader !== undefined && metadata.get('requires-leader').includes('true')) {
    return failures.notLeader(leader.host, leader.port);
  }
  return around.refusal(metadata);
};

export const countCall = (around: Surroundings, name: string): void => {
  around.calls.set(name, (around.calls.get(name) ?? 0) + 1);
};
