import { calendarKnownAt, daysBetween } from '../../calendar/index.js';
import {
  dayOf,
  type Day,
  type Decider,
  type DecisionContext,
  decline,
  type Fact,
  type Instant,
  isRefusal,
  type Json,
  refuse,
  type Refusal,
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
  type RowRule,
} from '../../ledger/index.js';
import {
  type Agreements,
  chainOf,
  type LeaveChain,
  type LeaveRoster,
  type LeaveStep,
  openStep,
} from './leave.chain.js';
import {
  LEAVE_AGREED,
  LEAVE_APPROVED,
  LEAVE_ASKED_FOR,
  LEAVE_DECLINED,
  LEAVE_REPORTED_BACK,
  type LeaveDeclinedPayload,
} from './leave.events.js';
import { leaveRegister } from './office-affairs.registers.js';

/**
 * A leave: asked for, agreed to and approved by rank and length (OD-01 … OD-05), in advance (OD-06), reported back (OD-07); nobody agrees to or
 * approves their own (OD-11). Who may take the next step is worked out from the rosters of the day on which it is taken.
 */
export type LeaveCommand = EntryCommand | AskForLeave | AgreeToLeave | ApproveLeave | DeclineLeave | ReportBack;

export interface AskForLeave {
  readonly kind: 'ask';
  readonly leave: string;
  readonly person: string;
  readonly leaveKind: string;
  readonly from: Day;
  readonly to: Day;
  readonly reason: string;
  readonly destination: string | null;
  /** Why there was no time for the form, so that it was asked for by word; null where the form comes first. */
  readonly urgentReason: string | null;
  readonly roster: LeaveRoster;
}

export interface AgreeToLeave {
  readonly kind: 'agree';
  readonly leave: string;
  readonly roster: LeaveRoster;
}

export interface ApproveLeave {
  readonly kind: 'approve';
  readonly leave: string;
  readonly roster: LeaveRoster;
  /** Whether who acts may record what was decided outside the house (staff of the Office). */
  readonly recordsOutside: boolean;
}

export interface DeclineLeave {
  readonly kind: 'decline';
  readonly leave: string;
  readonly reason: string;
  readonly roster: LeaveRoster;
  readonly recordsOutside: boolean;
}

export interface ReportBack {
  readonly kind: 'report-back';
  readonly leave: string;
}

export const leave: Decider<LeaveCommand, EntryState, Fact> = {
  initial: NOTHING,
  evolve: evolveEntry,
  decide(command, state, context) {
    switch (command.kind) {
      case 'enter':
      case 'correct':
        return decideEntry(leaveRegister, command, state, context, leaveRowRule);
      case 'ask':
        return ask(command, state, context);
      case 'agree':
        return agree(command, state, context);
      case 'approve':
        return approve(command, state, context);
      case 'decline':
        return declineIt(command, state, context);
      case 'report-back':
        return reportBack(command, state, context);
    }
  },
};

/** OD-11 for rows of the workbook: a leave that its own applicant agreed to or approved; of both the leftmost column is named. */
export const leaveRowRule: RowRule = ({ person, agreedBy, approvedBy }) => {
  if (person === undefined) return null;
  if (Array.isArray(agreedBy) && agreedBy.includes(person)) {
    return { ...refuse('OD-11', 'own-agreement', { person: String(person) }), column: 'agreedBy' };
  }
  return approvedBy === person
    ? { ...refuse('OD-11', 'own-approval', { person: String(person) }), column: 'approvedBy' }
    : null;
};

const ask = (command: AskForLeave, state: EntryState, { now, rules }: DecisionContext): readonly Fact[] | Refusal => {
  const { leave: id, person, leaveKind, from, to, reason, destination, urgentReason, roster } = command;
  if (state.exists) return decline('already-there', { id });
  if (to < from) return refuse('OD-06', 'end-before-start', { from, to });
  const chain = chainOf(command, roster, rules, now);
  if (isRefusal(chain)) return chain;
  const refusal = formRefusal(command, chain, rules) ?? advanceRefusal(command, chain, { now, rules });
  if (refusal !== null) return refusal;
  const fields = {
    leave: id,
    person,
    kind: leaveKind,
    from,
    to,
    reason,
    ...(destination === null ? {} : { destination }),
    asked: toTheSecond(now),
  };
  const next = openStep(chain, NOBODY);
  const fact = entryFact(leaveRegister, LEAVE_ASKED_FOR, fields, leaveRegister.fields, { occurredAt: now });
  return [
    withMore(fact, { chain: asJson(chain), next: asJson(next), ...(urgentReason === null ? {} : { urgentReason }) }),
  ];
};

/** 11 §二(二): the form says why, how long, where to, from when to when. */
const formRefusal = (
  { reason, destination, from }: AskForLeave,
  { days }: LeaveChain,
  rules: DecisionContext['rules'],
): Refusal | null => {
  const needsForm = days >= Number(rules.parameter('OD-06', 'form_from_days', from));
  const missing = [...(reason === '' ? ['事由'] : []), ...(needsForm && destination === null ? ['去向'] : [])];
  return missing.length === 0 ? null : refuse('OD-06', 'form-incomplete', { missing: missing.join('、') });
};

/** In advance, by days where the leadership leaves the city (OD-01); what was urgent may be put on the form afterwards, for a while (OD-06). */
const advanceRefusal = (
  { from, urgentReason }: AskForLeave,
  { rule, days }: LeaveChain,
  { now, rules }: Pick<DecisionContext, 'now' | 'rules'>,
): Refusal | null => {
  const today = dayOf(now);
  if (urgentReason !== null) {
    const limit = Number(rules.parameter('OD-06', 'afterwards_working_days', from));
    const since = calendarKnownAt(now).workingDaysBetween(from, today).count;
    return since > limit ? refuse('OD-06', 'asked-too-late', { from, days: since, limit }) : null;
  }
  if (days >= Number(rules.parameter('OD-06', 'form_from_days', from)) && from <= today) {
    return refuse('OD-06', 'form-not-in-advance', { from });
  }
  if (rule !== 'OD-01') return null;
  const minimum = Number(rules.parameter('OD-01', 'days_before', from));
  const ahead = daysBetween(today, from);
  return ahead < minimum ? refuse('OD-01', 'too-late', { minimum, days: ahead }) : null;
};

const agree = (command: AgreeToLeave, state: EntryState, context: DecisionContext): readonly Fact[] | Refusal => {
  const me = context.actor.person;
  const standing = standingOf(command, state, context, 'own-agreement');
  if (isRefusal(standing)) return standing;
  const { chain, agreements, open } = standing;
  if (agreements.persons.includes(me)) return [];
  if (open.act === 'approve') return decline('agreements-complete', { expected: expectedOf(open) });
  if (!open.persons.includes(me)) {
    const later = chain.steps.slice(chain.steps.indexOf(open) + 1).some((step) => step.persons.includes(me));
    return later
      ? refuse(chain.rule, 'earlier-agreement-missing', { expected: expectedOf(open), person: me })
      : refuse(chain.rule, 'wrong-agreer', { expected: expectedOf(open), person: me, day: dayOf(context.now) });
  }
  const after: Agreements = { roles: [...agreements.roles, open.role], persons: [...agreements.persons, me] };
  const fields = { ...state.fields, agreedBy: after.persons };
  const fact = entryFact(leaveRegister, LEAVE_AGREED, fields, [fieldOf(leaveRegister, 'agreedBy')], {
    occurredAt: context.now,
  });
  return [withMore(fact, { agreedFor: after.roles, next: asJson(openStep(chain, after)) })];
};

const approve = (command: ApproveLeave, state: EntryState, context: DecisionContext): readonly Fact[] | Refusal => {
  const me = context.actor.person;
  const { approvedBy, approvedOutside } = state.fields;
  if (approvedBy === me || (approvedOutside !== undefined && command.recordsOutside)) return [];
  const standing = standingOf(command, state, context, 'own-approval');
  if (isRefusal(standing)) return standing;
  const { chain, open } = standing;
  if (open.act === 'agree') return refuse(chain.rule, 'agreement-missing', { expected: expectedOf(open) });
  if (!mayTake(open, me, command.recordsOutside)) {
    return refuse(chain.rule, 'wrong-approver', { expected: expectedOf(open), person: me, day: dayOf(context.now) });
  }
  const fields = { ...state.fields, approved: toTheSecond(context.now), ...(open.outside ? {} : { approvedBy: me }) };
  const said = (open.outside ? ['approved'] : ['approvedBy', 'approved']).map((name) => fieldOf(leaveRegister, name));
  const fact = entryFact(leaveRegister, LEAVE_APPROVED, fields, said, { occurredAt: context.now });
  const informed = chain.informed.flatMap(({ persons }) => persons);
  return [withMore(fact, { informed, ...(open.outside ? { approvedOutside: open.role } : {}) })];
};

const declineIt = (command: DeclineLeave, state: EntryState, context: DecisionContext): readonly Fact[] | Refusal => {
  const { person: me } = context.actor;
  if (state.fields['declinedBy'] === me) return [];
  const standing = standingOf(command, state, context, 'own-approval');
  if (isRefusal(standing)) return standing;
  const { chain, open } = standing;
  if (!mayTake(open, me, command.recordsOutside)) {
    const why = open.act === 'agree' ? 'wrong-agreer' : 'wrong-approver';
    return refuse(chain.rule, why, { expected: expectedOf(open), person: me, day: dayOf(context.now) });
  }
  const data: LeaveDeclinedPayload = {
    leave: command.leave,
    declinedBy: me,
    declined: context.now,
    declineReason: command.reason,
    about: [`person/${String(state.fields['person'])}`, `person/${me}`],
  };
  return [{ type: LEAVE_DECLINED, schema: 1, occurredAt: context.now, data }];
};

/** 11 §二(二): reported back when the leave ends; who comes back earlier reports back earlier. */
const reportBack = (
  { leave: id }: ReportBack,
  state: EntryState,
  { now }: DecisionContext,
): readonly Fact[] | Refusal => {
  if (!state.exists) return decline('not-found', { what: '请假', id });
  if (state.fields['reportedBack'] !== undefined) return [];
  if (!isApproved(state.fields)) return refuse('OD-07', 'not-approved', { leave: id });
  const from = dayOf(String(state.fields['from']));
  if (dayOf(now) < from) return refuse('OD-07', 'before-start', { at: dayOf(now), from });
  const fields = { ...state.fields, reportedBack: toTheSecond(now) };
  return [
    entryFact(leaveRegister, LEAVE_REPORTED_BACK, fields, [fieldOf(leaveRegister, 'reportedBack')], {
      occurredAt: now,
    }),
  ];
};

interface Standing {
  readonly chain: LeaveChain;
  readonly agreements: Agreements;
  /** The step to be taken now. */
  readonly open: LeaveStep;
}

/** Where an undecided leave stands; refused where it is none, or where who acts would act on their own. */
const standingOf = (
  command: { readonly leave: string; readonly roster: LeaveRoster },
  state: EntryState,
  { now, actor, rules }: DecisionContext,
  own: 'own-agreement' | 'own-approval',
): Standing | Refusal => {
  const id = command.leave;
  if (!state.exists) return decline('not-found', { what: '请假', id });
  const person = String(state.fields['person']);
  if (person === actor.person) return refuse('OD-11', own, { person });
  const { declinedBy } = state.fields;
  if (declinedBy !== undefined) return decline('leave-already-declined', { id, person: String(declinedBy) });
  if (isApproved(state.fields)) return decline('leave-already-approved', { id });
  const stretch = { person, from: dayOf(String(state.fields['from'])), to: dayOf(String(state.fields['to'])) };
  const chain = chainOf(stretch, command.roster, rules, now);
  if (isRefusal(chain)) return chain;
  const agreements = agreementsOf(state.fields);
  const open = openStep(chain, agreements);
  return open === null ? decline('nobody-to-decide', { role: '批准人' }) : { chain, agreements, open };
};

/** A workbook tells moments to the second: what is stored is what an export can give back. */
const toTheSecond = (now: Instant): Instant => `${now.slice(0, 19)}.000+08:00`;

const NOBODY: Agreements = { roles: [], persons: [] };

export const agreementsOf = (fields: Fields): Agreements => ({
  roles: (fields['agreedFor'] as readonly string[] | undefined) ?? [],
  persons: (fields['agreedBy'] as readonly string[] | undefined) ?? [],
});

const isApproved = (fields: Fields): boolean => fields['approved'] !== undefined || fields['approvedBy'] !== undefined;

const mayTake = (step: LeaveStep, person: string, recordsOutside: boolean): boolean =>
  step.outside ? recordsOutside : step.persons.includes(person);

/** `秘书长（P0006）`, for a refusal. */
const expectedOf = ({ role, persons }: LeaveStep): string =>
  persons.length === 0 ? role : `${role}（${persons.join('、')}）`;

const withMore = <T extends Fact<string, object>>(fact: T, more: Readonly<Record<string, Json>>): T => ({
  ...fact,
  data: { ...fact.data, ...more },
});

/** Chains and steps are plain data without optional parts. */
const asJson = (value: LeaveChain | LeaveStep | null): Json => value as unknown as Json;
