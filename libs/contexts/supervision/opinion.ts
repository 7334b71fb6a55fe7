import { addMonths } from '../../calendar/index.js';
import {
  dayOf,
  type Day,
  type Decider,
  type DecisionContext,
  decline,
  type Fact,
  refuse,
  type Refusal,
  type Rules,
} from '../../kernel/index.js';
import {
  decideEntry,
  type EntryCommand,
  entryFact,
  type EntryState,
  evolveEntry,
  fieldOf,
  type Fields,
  NOTHING,
} from '../../ledger/index.js';
import { OPINION_ADOPTED, OPINION_ANSWERED, OPINION_HANDED_OVER, OPINION_VOTED } from './opinion.events.js';
import { opinionRegister } from './supervision.registers.js';

/**
 * A review opinion of the standing committee on its way (SV-02): adopted, handed over, answered within three months (ST-07), voted on.
 * A vote of 不满意 does not close it: it is followed up, up to an inquiry or a special investigation (SV-03). The answer may be late;
 * that is told, never refused.
 */
export type OpinionCommand = EntryCommand | AdoptOpinion | HandOverOpinion | AnswerOpinion | VoteOnOpinion;

export interface AdoptOpinion {
  readonly kind: 'adopt';
  readonly opinion: string;
  readonly topic: string;
  readonly supervisor: string;
  readonly carrier: string;
  readonly on: Day;
  /** Of the two offices those that are not in force on the day. */
  readonly notInForce: readonly string[];
}

export interface HandOverOpinion {
  readonly kind: 'hand-over';
  readonly opinion: string;
  readonly on: Day;
}

export interface AnswerOpinion {
  readonly kind: 'answer';
  readonly opinion: string;
  readonly on: Day;
}

export interface VoteOnOpinion {
  readonly kind: 'vote';
  readonly opinion: string;
  readonly on: Day;
  readonly vote: OpinionVote;
}

export type OpinionVote = '满意' | '基本满意' | '不满意';

export const opinion: Decider<OpinionCommand, EntryState, Fact> = {
  initial: NOTHING,
  evolve: evolveEntry,
  decide(command, state, context) {
    switch (command.kind) {
      case 'enter':
      case 'correct':
        return decideEntry(opinionRegister, command, state, context);
      case 'adopt':
        return adopt(command, state, context);
      case 'hand-over':
        return refuseBeforehand(command, state, context) ?? handOver(command, state);
      case 'answer':
        return refuseBeforehand(command, state, context) ?? answer(command, state);
      case 'vote':
        return refuseBeforehand(command, state, context) ?? vote(command, state);
    }
  },
};

const adopt = (command: AdoptOpinion, state: EntryState, { now }: DecisionContext): readonly Fact[] | Refusal => {
  const { opinion: id, topic, supervisor, carrier, on, notInForce } = command;
  if (state.exists) return decline('already-there', { id });
  if (on > dayOf(now)) return decline('date-ahead', { date: on });
  const missing = notInForce[0];
  if (missing !== undefined) return decline('office-not-in-force', { office: missing, on });
  return [
    fact(
      OPINION_ADOPTED,
      { opinion: id, topic, supervisor, carrier, adopted: on },
      ['topic', 'supervisor', 'carrier', 'adopted'],
      on,
    ),
  ];
};

const refuseBeforehand = (
  { opinion: id, on }: HandOverOpinion | AnswerOpinion | VoteOnOpinion,
  state: EntryState,
  { now }: DecisionContext,
): Refusal | null => {
  if (!state.exists) return decline('not-found', { what: '审议意见', id });
  return on > dayOf(now) ? decline('date-ahead', { date: on }) : null;
};

const handOver = ({ opinion: id, on }: HandOverOpinion, { fields }: EntryState): readonly Fact[] | Refusal => {
  const { adopted, handedOver } = datesOf(fields);
  if (handedOver === on) return [];
  if (handedOver !== null) return refuse('SV-02', 'already-handed-over', { opinion: id, day: handedOver });
  if (adopted !== null && on < adopted) return tooEarly('交办', on, adopted);
  return [fact(OPINION_HANDED_OVER, { ...fields, opinion: id, handedOver: on }, ['handedOver'], on)];
};

const answer = ({ opinion: id, on }: AnswerOpinion, { fields }: EntryState): readonly Fact[] | Refusal => {
  const { handedOver, answered } = datesOf(fields);
  if (answered === on) return [];
  if (answered !== null) return refuse('SV-02', 'already-reported', { opinion: id, day: answered });
  if (handedOver === null) return refuse('SV-02', 'not-handed-over', { opinion: id, step: '报告' });
  if (on < handedOver) return tooEarly('报告', on, handedOver);
  return [fact(OPINION_ANSWERED, { ...fields, opinion: id, answered: on }, ['answered'], on)];
};

const vote = ({ opinion: id, on, vote: wished }: VoteOnOpinion, { fields }: EntryState): readonly Fact[] | Refusal => {
  const { answered } = datesOf(fields);
  const before = fields['vote'];
  if (before === wished) return [];
  if (before !== undefined) return refuse('SV-02', 'already-voted', { opinion: id, result: String(before) });
  if (answered === null) return refuse('SV-02', 'not-reported', { opinion: id });
  if (on < answered) return tooEarly('测评', on, answered);
  const voted = fact(OPINION_VOTED, { ...fields, opinion: id, vote: wished }, ['vote'], on);
  return [{ ...voted, data: { ...voted.data, votedOn: on } }];
};

const tooEarly = (step: string, day: Day, earlier: Day): Refusal =>
  refuse('SV-02', 'date-before-earlier-step', { step, day, earlier });

const fact = (type: string, fields: Fields, said: readonly string[], on: Day) =>
  entryFact(
    opinionRegister,
    type,
    fields,
    said.map((name) => fieldOf(opinionRegister, name)),
    { occurredAt: on },
  );

const datesOf = (fields: Fields) => ({
  adopted: dayIn(fields, 'adopted'),
  handedOver: dayIn(fields, 'handedOver'),
  answered: dayIn(fields, 'answered'),
});

const dayIn = (fields: Fields, name: string): Day | null =>
  fields[name] === undefined ? null : dayOf(String(fields[name]));

/** Where an opinion stands. `escalation-open`: the vote was 不满意, so it is followed up further (SV-03). */
export type OpinionStatus = 'adopted' | 'handed-over' | 'answered' | 'closed' | 'escalation-open';

export interface OpinionStanding {
  readonly status: OpinionStatus;
  /** The day by which it is to be answered (ST-07); null before it is handed over. */
  readonly due: Day | null;
  /** Whether it was answered by then; null before it is answered. */
  readonly inTime: boolean | null;
}

export const standingOf = (fields: Fields, rules: Rules): OpinionStanding => {
  const { handedOver, answered } = datesOf(fields);
  const due =
    handedOver === null ? null : addMonths(handedOver, Number(rules.parameter('ST-07', 'months', handedOver)));
  return {
    status: statusOf(fields),
    due,
    inTime: due === null || answered === null ? null : answered <= due,
  };
};

/** From the fields alone, as the view keeps it. */
export const statusOf = (fields: Fields): OpinionStatus => {
  if (fields['vote'] !== undefined) return fields['vote'] === '不满意' ? 'escalation-open' : 'closed';
  if (fields['answered'] !== undefined) return 'answered';
  return fields['handedOver'] === undefined ? 'adopted' : 'handed-over';
};
