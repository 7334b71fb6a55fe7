import { addDays, calendarKnownAt, periodOf } from '../../calendar/index.js';
import { dayOf, type Day, type Instant, type Json, type Rules } from '../../kernel/index.js';
import { birthdayAround } from './birthdays.js';

/**
 * Which obligations a visit may meet, told to whoever records it: RC-01 by any channel within the month, RC-02 at home within the
 * quarter, RC-04 with the occasion of a reported situation, RC-07 around a round birthday. Only a preview: the obligations themselves
 * are computed from the whole history by the rulebook's engine.
 */
export interface RecordedVisit {
  readonly on: Day;
  readonly channel: string;
  readonly occasion: string;
  readonly born: Day;
  readonly died: Day | null;
  /** Reported situations of this retired cadre. */
  readonly situations: readonly Situation[];
  /** Whether the visitor is of the chair meeting or heads an office on that day. */
  readonly byLeaderOrHead: boolean;
}

export interface Situation {
  readonly id: string;
  readonly kind: string;
  readonly on: Day;
}

export interface MayMeet {
  readonly rule: 'RC-01' | 'RC-02' | 'RC-04' | 'RC-07';
  readonly due: Day;
  /** Both in time and entered within the recording grace. */
  readonly onTime: boolean;
  /** 编号 of the situation, for RC-04. */
  readonly situation: string | null;
}

export type VisitRemark = 'no-situation-reported' | 'must-visit-needs-presence' | 'birthday-not-by-leader-or-head';

export interface Preview {
  readonly mayMeet: readonly MayMeet[];
  readonly remarks: readonly VisitRemark[];
}

/** `graceWorkingDays`: within how many working days an act must be entered to count as on time. */
export const previewOf = (visit: RecordedVisit, now: Instant, rules: Rules, graceWorkingDays: number): Preview => {
  const calendar = calendarKnownAt(now);
  const enteredInTime = (after: Day): boolean => dayOf(now) <= calendar.addWorkingDays(after, graceWorkingDays).day;
  const { on, channel, occasion } = visit;

  const periodic = (rule: 'RC-01' | 'RC-02', due: Day): readonly MayMeet[] =>
    // A period that is cut by death gives no obligation.
    visit.died !== null && visit.died <= due ? [] : [{ rule, due, onTime: enteredInTime(due), situation: null }];

  const mustVisit = MUST_VISITS.has(occasion);
  const inPerson = channel === '上门' || channel === '医院探望';
  const called = (mustVisit ? situationsFor(visit) : []).flatMap(({ id, on: since, kind }): readonly MayMeet[] => {
    const due = calendar.addWorkingDays(since, byWord(rules.parameter('RC-04', 'working_days', since), kind)).day;
    const tooLate = on > addDays(due, Number(rules.parameter('RC-04', 'late_days', since)));
    return tooLate ? [] : [{ rule: 'RC-04', due, onTime: on <= due && enteredInTime(on), situation: id }];
  });

  const birthday = occasion === '生日' && channel === '上门' ? birthdayAround(visit.born, on, rules) : null;
  return {
    mayMeet: [
      ...periodic('RC-01', periodOf('month', on).last),
      ...(channel === '上门' ? periodic('RC-02', periodOf('quarter', on).last) : []),
      ...(inPerson ? called : []),
      ...(birthday === null
        ? []
        : [
            {
              rule: 'RC-07',
              due: birthday.on,
              onTime: on <= birthday.on && enteredInTime(on),
              situation: null,
            } as const,
          ]),
    ],
    remarks: [
      ...(mustVisit && called.length === 0 ? (['no-situation-reported'] as const) : []),
      ...(mustVisit && !inPerson ? (['must-visit-needs-presence'] as const) : []),
      ...(birthday !== null && !visit.byLeaderOrHead ? (['birthday-not-by-leader-or-head'] as const) : []),
    ],
  };
};

/** A parameter whose whole numbers go by word. */
const byWord = (value: Json, word: string): number => Number((value as Readonly<Record<string, Json>>)[word]);

/** Occasions that are answers to a reported situation (五必访 without the festivals). */
const MUST_VISITS: ReadonlySet<string> = new Set(['住院', '家庭变故', '特殊困难', '去世']);

const situationsFor = ({ on, occasion, died, situations }: RecordedVisit): readonly Situation[] =>
  situations.filter(
    (situation) =>
      situation.kind === occasion &&
      situation.on <= on &&
      (occasion === '去世' || died === null || situation.on < died),
  );
