import { systemClock } from '../event-store/index.js';
import type { Clock, EventStore, Execution, Rules, ViewStore } from '../kernel/index.js';
import { ENTRIES } from '../ledger/index.js';
import type { Progress, Trouble } from '../projection/index.js';
import { loadDefaultPolicy, loadRulebook, type Rulebook, type ScoringPolicy } from '../rulebook/index.js';
import type { Config } from './config.js';
import { projections, registers, upcast } from './contexts.js';
import { eventId } from './ids.js';
import { LiveHouse } from './live-house.js';
import { isShared, movedByOthers, type Moving, movingAlone, movingTogether, type Role } from './moving.js';
import { type Mode, openStores } from './stores.js';

/** Stores, rules and views put together. */
export interface Foundation extends Pick<Moving, 'runner' | 'catchUp'> {
  readonly config: Config;
  readonly mode: Mode;
  readonly events: EventStore;
  readonly viewStore: ViewStore;
  readonly execution: Execution;
  readonly rulebook: Rulebook;
  readonly policy: ScoringPolicy;
  readonly house: LiveHouse;
  /** See `Moving.follow`. */
  follow(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface FoundationOptions {
  /** What this process is, where several share the stores; default `tool`. */
  readonly role?: Role;
  readonly onProgress?: (progress: Progress) => void;
  readonly onTrouble?: (trouble: Trouble) => void;
}

/**
 * Opens the stores. With `read` this process reads beside the one that writes an embedded store. Errors: `EventStoreError`, `ViewStoreError`,
 * `RulebookError`.
 */
export const layFoundation = async (
  config: Config,
  mode: Mode,
  options: FoundationOptions = {},
): Promise<Foundation> => {
  const rulebook = loadRulebook();
  const policy = loadDefaultPolicy();
  const { events, views: viewStore } = await openStores(config, mode);
  const execution = executionOver(events, systemClock, rulebook);
  const moving = movingFor(config, mode, options.role ?? 'tool')({ events, viewStore, projections, ...options });
  const house = new LiveHouse({
    execution,
    rulebook,
    registers,
    views: moving.views,
    waitFor: (position, milliseconds) => moving.waitFor(position, milliseconds),
  });
  const silence = moving.runner?.onChange(({ projection, ids, position, rebuilt }) => {
    if (projection === ENTRIES) house.rowsChanged(rebuilt ? 'all' : ids, position);
  });
  return {
    config,
    mode,
    events,
    viewStore,
    execution,
    rulebook,
    policy,
    runner: moving.runner,
    house,
    catchUp: () => moving.catchUp(),
    follow: (signal) => moving.follow(house, signal),
    close: async () => {
      silence?.();
      house.close();
      await viewStore.close();
      await events.close();
    },
  };
};

const movingFor = (config: Config, mode: Mode, role: Role): typeof movingAlone => {
  if (!isShared(config)) return mode === 'write' ? movingAlone : movedByOthers;
  switch (role) {
    case 'api':
      return movedByOthers;
    case 'worker':
      return movingTogether;
    case 'tool':
      return mode === 'write' ? movingTogether : movedByOthers;
  }
};

const executionOver = (store: EventStore, clock: Clock, rulebook: Rulebook): Execution => ({
  store,
  clock,
  rules: rulesOf(rulebook),
  eventId,
  upcast,
});

/** The rulebook as deciders know it. */
export const rulesOf = (rulebook: Rulebook): Rules => ({
  name: rulebook.ruleSet.name,
  parameter: (rule, name, day) => rulebook.parameter(rule, name, day),
});
