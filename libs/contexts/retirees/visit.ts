import {
  dayOf,
  type Day,
  type Decider,
  type DecisionContext,
  decline,
  type Fact,
  refuse,
  type Refusal,
} from '../../kernel/index.js';
import {
  decideEntry,
  type EntryCommand,
  entryFact,
  type EntryState,
  evolveEntry,
  NOTHING,
} from '../../ledger/index.js';
import { birthdayAround, nextRoundBirthday } from './birthdays.js';
import { visitRegister } from './retirees.registers.js';
import { VISIT_RECORDED } from './visit.events.js';

/**
 * A call on or a visit to a retired cadre (RC-01, RC-02, RC-04, RC-07). Refused is only what plainly cannot be: somebody nobody looks
 * after, a day before birth or after death, a birthday visit when no round birthday is near or not at home. Whether it meets an
 * obligation is told in the answer, never a reason to refuse.
 */
export interface RecordVisit {
  readonly kind: 'record';
  readonly visit: string;
  readonly retiree: string;
  readonly on: Day;
  readonly channel: string;
  readonly occasion: string;
  readonly visitor: string;
  readonly content: string | null;
  readonly roster: VisitRoster;
}

/** What the rosters and reported situations say, as known now. */
export interface VisitRoster {
  /** 出生日期 by the row of 老干部 in force on the day of the visit; null where nobody looks after them that day. */
  readonly born: Day | null;
  /** Day of the first 去世 reported, or null. */
  readonly died: Day | null;
  /** Whether the visitor holds a post on the day of the visit. */
  readonly visitorInPost: boolean;
}

export type VisitCommand = EntryCommand | RecordVisit;

export const visit: Decider<VisitCommand, EntryState, Fact> = {
  initial: NOTHING,
  evolve: evolveEntry,
  decide(command, state, context) {
    switch (command.kind) {
      case 'enter':
      case 'correct':
        return decideEntry(visitRegister, command, state, context);
      case 'record': {
        if (state.exists) return decline('already-there', { id: command.visit });
        const { visit: id, retiree, on, channel, occasion, visitor, content } = command;
        const refusal = refusalOf(command, context);
        if (refusal !== null) return refusal;
        const fields = { visit: id, retiree, on, channel, occasion, visitor, ...(content === null ? {} : { content }) };
        return [entryFact(visitRegister, VISIT_RECORDED, fields, visitRegister.fields, { occurredAt: on })];
      }
    }
  },
};

const refusalOf = (command: RecordVisit, { now, rules }: DecisionContext): Refusal | null => {
  const { retiree, on, occasion, visitor, roster } = command;
  if (on > dayOf(now)) return decline('date-ahead', { date: on });
  if (!roster.visitorInPost) return decline('not-in-post', { person: visitor, on });
  if (roster.born === null) return refuse('RC-13', 'not-in-care', { retiree, on });
  if (on < roster.born) return refuse('RC-13', 'before-birth', { retiree, on, born: roster.born });
  return deathRefusal(command) ?? (occasion === '生日' ? birthdayRefusal(command, roster.born, rules) : null);
};

/** 05 §三(三): death itself calls for a visit; after it no other occasion is left, and none of condolence before it. */
const deathRefusal = ({ retiree, on, occasion, roster: { died } }: RecordVisit): Refusal | null => {
  if (died === null) return null;
  if (occasion === '去世')
    return on < died ? refuse('RC-04', 'visit-before-situation', { visited: on, happened: died }) : null;
  return on > died ? refuse('RC-04', 'after-death', { retiree, on, died, occasion }) : null;
};

/** 05 §三(四): a birthday visit is made at home, around a birthday that is kept. */
const birthdayRefusal = (
  { retiree, on, channel }: RecordVisit,
  born: Day,
  rules: DecisionContext['rules'],
): Refusal | null => {
  if (channel !== '上门') return refuse('RC-07', 'birthday-not-at-home', { retiree, channel });
  if (birthdayAround(born, on, rules) !== null) return null;
  const next = nextRoundBirthday(born, on, rules);
  return refuse('RC-07', 'no-round-birthday', {
    retiree,
    on,
    next: next.on,
    age: next.age,
    from: next.from,
    to: next.to,
  });
};
