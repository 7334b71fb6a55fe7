import { dayOf, type Decider, decline, type Fact, refuse } from '../../kernel/index.js';
import {
  decideEntry,
  type EntryCommand,
  entryFact,
  type EntryState,
  evolveEntry,
  NOTHING,
  type RowRule,
} from '../../ledger/index.js';
import { CONTACT_RECORDED } from './contact.events.js';
import { contactRegister } from './deputies.registers.js';

/**
 * A contact of a member of the standing committee with one of the deputies kept in contact with (DP-01, DP-03, DP-04, DP-07).
 */
export interface RecordContact {
  readonly kind: 'record';
  readonly contact: string;
  readonly member: string;
  readonly deputy: string;
  readonly on: string;
  readonly channel: string;
  readonly content: string;
  /** What the rosters say of the two on the day of the contact. */
  readonly roster: {
    readonly memberOfCommittee: boolean;
    readonly assigned: boolean;
    /** Level of the deputy's mandate that day, null where there is none. */
    readonly deputyLevel: string | null;
  };
  /** 编号 of an earlier contact of this member with the same content, or null. */
  readonly earlierCopy: string | null;
}

export type ContactCommand = EntryCommand | RecordContact;

/** DP-07: a contact has real content; one that says nothing is refused, wherever it comes from. */
export const contactRowRule: RowRule = (fields, { now, rules }) => {
  const minimum = Number(rules.parameter('DP-07', 'minimum_characters', dayOf(now)));
  const content = String(fields['content'] ?? '').trim();
  return [...content].length >= minimum
    ? null
    : { ...refuse('DP-07', 'content-too-short', { minimum, actual: [...content].length }), column: 'content' };
};

export const contact: Decider<ContactCommand, EntryState, Fact> = {
  initial: NOTHING,
  evolve: evolveEntry,
  decide(command, state, context) {
    switch (command.kind) {
      case 'enter':
      case 'correct':
        return decideEntry(contactRegister, command, state, context, contactRowRule);
      case 'record': {
        const { contact: id, member, deputy, on, channel, content, roster, earlierCopy } = command;
        if (state.exists) return decline('already-there', { id });
        if (on > dayOf(context.now)) return decline('date-ahead', { date: on });
        if (!roster.memberOfCommittee) return refuse('DP-01', 'not-a-member', { member, on });
        if (roster.deputyLevel === null) return refuse('DP-01', 'not-a-deputy', { deputy, on });
        if (roster.deputyLevel !== context.rules.parameter('DP-01', 'level', dayOf(context.now))) {
          return refuse('DP-01', 'other-level', { deputy, level: roster.deputyLevel });
        }
        if (!roster.assigned) return refuse('DP-01', 'not-assigned', { member, deputy, on });
        const fields = { contact: id, member, deputy, on, channel, content: content.trim() };
        const refusal = contactRowRule(fields, context);
        if (refusal !== null) return refusal;
        const fact = entryFact(contactRegister, CONTACT_RECORDED, fields, contactRegister.fields, { occurredAt: on });
        return [earlierCopy === null ? fact : { ...fact, data: { ...fact.data, copyOf: earlierCopy } }];
      }
    }
  },
};
