import type {
  Actor,
  Decider,
  DecisionContext,
  Fact,
  Instant,
  Json,
  RecordedEvent,
  Refusal,
  Rules,
} from '../kernel/index.js';
import { isRefusal, NO_HASH } from '../kernel/index.js';
import {
  decideEntry,
  type EntryCommand,
  type EntryState,
  evolveEntry,
  type Fields,
  NOTHING,
  type Register,
  type RowRule,
} from '../ledger/index.js';

/** For specs: given these facts, when this command, then those facts, or that refusal. Nothing of it runs in the house. */
export interface Setting {
  readonly now?: Instant;
  readonly actor?: Actor;
  readonly rules?: Rules;
}

export const NOW: Instant = '2019-09-02T10:00:00.000+08:00';

/** The given facts as a store would hand them back, dense from revision 0, with ids `e1`, `e2`, … */
export const happened = (facts: readonly Fact[]): readonly RecordedEvent[] =>
  facts.map((fact, index) => ({
    id: `e${index + 1}`,
    type: fact.type,
    schema: fact.schema,
    stream: 'spec-1',
    revision: BigInt(index),
    position: BigInt(index + 1),
    occurredAt: fact.occurredAt,
    recordedAt: NOW,
    data: fact.data,
    meta: {
      commandId: `c${index + 1}`,
      correlationId: `c${index + 1}`,
      causationId: `c${index + 1}`,
      actor: { person: 'P0001', post: '工作人员', office: 'WS01' },
      ruleSet: 'zibo-2019',
      prevHash: NO_HASH,
      hash: NO_HASH,
      ...(fact.enteredAt === undefined ? {} : { enteredAt: fact.enteredAt }),
    },
  }));

export const given =
  <C, S, F extends Fact>(decider: Decider<C, S, F>, facts: readonly Fact[] = []) =>
  (command: C, setting: Setting = {}): readonly F[] | Refusal => {
    const context: DecisionContext = {
      now: setting.now ?? NOW,
      actor: setting.actor ?? { person: 'P0001', post: '工作人员', office: 'WS01' },
      rules: setting.rules ?? rulesOf({}),
    };
    const state = happened(facts).reduce((folded, event) => decider.evolve(folded, event), decider.initial);
    return decider.decide(command, state, context);
  };

/** The facts of a wish that must be granted; throws with the refusal where it is not. */
export const granted = <F extends Fact>(decision: readonly F[] | Refusal): readonly F[] => {
  if (isRefusal(decision)) throw new Error(`不应被拒绝：${JSON.stringify(decision)}`);
  return decision;
};

/** Rules as a literal: parameters by rule and name, the same on every day. */
export const rulesOf = (parameters: Readonly<Record<string, Readonly<Record<string, Json>>>>): Rules => ({
  name: 'zibo-2019',
  parameter: (rule, name) => {
    const value = parameters[rule]?.[name];
    if (value === undefined) throw new Error(`规则 ${rule} 没有参数 ${name}`);
    return value;
  },
});

/** The decider of a register in which nothing is special. */
export const entryDecider = (register: Register, rowRule?: RowRule): Decider<EntryCommand, EntryState> => ({
  initial: NOTHING,
  evolve: evolveEntry,
  decide: (command, state, context) => decideEntry(register, command, state, context, rowRule),
});

const ENTERED: Instant = '2019-08-20T09:00:00.000+08:00';

/** A row as a workbook says it, entered in the old ledger on 20 August 2019 at nine. */
export const row = (fields: Fields, enteredAt: Instant | null = ENTERED): EntryCommand => ({
  kind: 'enter',
  fields,
  enteredAt,
});

/** A row that is to be taken as a correction. */
export const correction = (fields: Fields): EntryCommand => ({ kind: 'correct', fields });

/** What a fact tells without `about`: its type, when it happened, since when it counts as entered (undefined: from now), what it says. */
export const tell = (decision: readonly Fact[] | Refusal): readonly Told[] =>
  granted(decision).map(({ type, occurredAt, enteredAt, data }) => {
    const { about: _about, ...says } = data as Record<string, unknown>;
    return [type, occurredAt, enteredAt, says];
  });

type Told = readonly [
  type: string,
  occurredAt: string,
  enteredAt: Instant | undefined,
  says: Readonly<Record<string, unknown>>,
];
