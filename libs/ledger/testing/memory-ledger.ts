import { contactRowRule } from '../../contexts/deputies/contact.js';
import { markRefusal } from '../../contexts/five-ones/marks.js';
import { leaveRowRule } from '../../contexts/office-affairs/leave.js';
import {
  type Done,
  type Fact,
  type Instant,
  isRefusal,
  NO_HASH,
  type RecordedEvent,
  type Refusal,
  type Rules,
} from '../../kernel/index.js';
import type { ImportHouse } from '../import/import.js';
import {
  decideEntry,
  type Entry,
  type EntryCommand,
  type EntryState,
  evolveEntry,
  foldEntry,
  NOTHING,
  type Register,
  type RowRule,
  streamOf,
} from '../register/index.js';
import { REGISTERS } from './registers.js';

/**
 * A ledger in memory for specs: commands are decided by the entry decider, its facts are kept as the rows they tell. It stands where the
 * command handlers and views of the house stand.
 */
export class MemoryLedger {
  readonly entries = new Map<string, Entry>();
  readonly facts: Fact[] = [];
  private readonly states = new Map<string, EntryState>();
  private readonly commands = new Set<string>();

  constructor(public now: Instant) {}

  readonly run = async (
    register: Register,
    key: readonly string[],
    command: EntryCommand,
    commandId: string,
  ): Promise<Done | Refusal> => {
    const stream = streamOf(register, key);
    const state = this.states.get(stream) ?? NOTHING;
    if (this.commands.has(commandId)) return { stream, events: [], position: 0n, repeated: true };
    const actor = { person: 'P0001', post: '', office: '' };
    const facts = decideEntry(
      register,
      command,
      state,
      { now: this.now, actor, rules: RULES },
      ROW_RULES[register.name],
    );
    if (isRefusal(facts)) return facts;
    this.commands.add(commandId);
    for (const fact of facts) this.record(register, stream, commandId, fact);
    return {
      stream,
      events: facts.map((_, index) => `${commandId}/${index}`),
      position: BigInt(this.facts.length),
      repeated: false,
    };
  };

  /** What an import is given. */
  house(): ImportHouse {
    return {
      registers: REGISTERS,
      rowRules: ROW_RULES,
      markRule: markRefusal,
      rules: RULES,
      explain: ({ rule, why }) => `违反规则 ${rule ?? ''}（${why}）。`,
      entries: () => this.entries.values(),
      clock: { now: () => this.now },
      run: this.run,
    };
  }

  private record(register: Register, stream: string, commandId: string, fact: Fact): void {
    this.facts.push(fact);
    const event: RecordedEvent = {
      ...fact,
      id: `${commandId}/${this.facts.length}`,
      stream,
      revision: BigInt(this.states.get(stream)?.events.length ?? 0),
      position: BigInt(this.facts.length),
      recordedAt: this.now,
      meta: {
        commandId,
        correlationId: commandId,
        causationId: commandId,
        actor: { person: 'P0001', post: '', office: '' },
        ruleSet: RULES.name,
        ...(fact.enteredAt === undefined ? {} : { enteredAt: fact.enteredAt }),
        prevHash: NO_HASH,
        hash: NO_HASH,
      },
    };
    this.states.set(stream, evolveEntry(this.states.get(stream) ?? NOTHING, event));
    this.entries.set(stream, foldEntry(register, this.entries.get(stream), event));
  }
}

/** The rule set as far as a row is judged by it: DP-07 asks for four characters. */
const RULES: Rules = { name: 'zibo-2019', parameter: () => 4 };

/** The rules of the contexts on a row. */
const ROW_RULES: Readonly<Record<string, RowRule>> = { deputyContact: contactRowRule, leave: leaveRowRule };
