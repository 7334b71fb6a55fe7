import { systemClock } from '../event-store/index.js';
import type { Clock, EventStore, Execution, RecordedEvent, Rules, ViewStore } from '../kernel/index.js';
import { openViews, Runner, type Progress, type Trouble } from '../projection/index.js';
import { loadDefaultPolicy, loadRulebook, type Rulebook, type ScoringPolicy } from '../rulebook/index.js';
import type { Config } from './config.js';
import { projections, registers } from './contexts.js';
import { eventId } from './ids.js';
import { LiveHouse } from './live-house.js';
import { type Mode, openStores } from './stores.js';
import { ENTRIES } from '../ledger/index.js';

/**
 * Stores, rules and views put together. With `write` this process moves the views itself; with `read` it reads beside the process
 * that does.
 */
export interface Foundation {
  readonly config: Config;
  readonly mode: Mode;
  readonly events: EventStore;
  readonly viewStore: ViewStore;
  readonly execution: Execution;
  readonly rulebook: Rulebook;
  readonly policy: ScoringPolicy;
  /** Null where this process only reads. */
  readonly runner: Runner | null;
  readonly house: LiveHouse;
  close(): Promise<void>;
}

export interface FoundationOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly onTrouble?: (trouble: Trouble) => void;
}

/** Errors: `EventStoreError`, `ViewStoreError`, `RulebookError`. */
export const layFoundation = async (
  config: Config,
  mode: Mode,
  options: FoundationOptions = {},
): Promise<Foundation> => {
  const rulebook = loadRulebook();
  const policy = loadDefaultPolicy();
  const { events, views: viewStore } = await openStores(config, mode);
  const execution = executionOver(events, systemClock, rulebook);
  const runner = mode === 'write' ? new Runner({ eventStore: events, viewStore, projections, ...options }) : null;
  const house = new LiveHouse({
    execution,
    rulebook,
    registers,
    views: runner ?? openViews(viewStore, projections),
    waitFor: async (position, milliseconds) => {
      await runner?.waitFor(position, { timeout: milliseconds });
    },
  });
  const silence = runner?.onChange(({ projection, ids, position, rebuilt }) => {
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
    runner,
    house,
    close: async () => {
      silence?.();
      house.close();
      await viewStore.close();
      await events.close();
    },
  };
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

/** Every payload is at its first version, so none needs bringing up; a newer one than this program knows is refused, not guessed. */
const upcast = (event: RecordedEvent): RecordedEvent => {
  if (event.schema > 1) {
    throw new Error(`事件 ${event.id}（${event.type}）的内容版本 ${event.schema} 比本程序新：请升级程序后再试。`);
  }
  return event;
};
