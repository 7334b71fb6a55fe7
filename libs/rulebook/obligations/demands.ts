import { addDays, formatPeriod, isWithin, periodOf, periodsEndingWithin } from '../../calendar/index.js';
import type { Period } from '../../calendar/index.js';
import { dayOf } from '../../kernel/index.js';
import type { Day } from '../../kernel/index.js';
import type { Act } from '../world.js';
import { clocksOf } from './clocks.js';
import type { Bound, Clock, Demand, FedRule, Grade, Known } from './demand.js';
import { covers } from './stretches.js';
import { subjectsOf } from './subjects.js';

/** The versions of rules for which the workbook has rows. */
export const fedRules = ({ rulebook }: Known): readonly FedRule[] =>
  rulebook.allVersions().flatMap((rule) => {
    const { obligation } = rule;
    return obligation === null ? [] : [{ ...rule, obligation }];
  });

/** All obligations of a rule that fall due inside the given days. */
export const demandsDue = (known: Known, rule: FedRule, due: Period): readonly Demand[] => {
  const { term } = rule.obligation;
  switch (term.kind) {
    case 'period': {
      const periods = periodsEndingWithin(term.period, due);
      return periods.length === 0 ? [] : demandsOf(known, rule, subjectsOf(known, rule), () => periods);
    }
    case 'window': {
      const around = periodsEndingWithin(term.period, { first: due.first, last: periodOf(term.period, due.last).last });
      const periods = around.filter((period) => isWithin(windowOf(known, rule, term.firstDays, period).last, due));
      return periods.length === 0 ? [] : demandsOf(known, rule, subjectsOf(known, rule), () => periods);
    }
    case 'deadline':
    case 'due-date':
    case 'birthday':
      return clocksOf(known, rule, due)
        .filter((clock) => isWithin(clock.due, due))
        .flatMap((clock) => deadlineDemand(known, rule, clock));
  }
};

/** All obligations of a rule, of any time, that one of the chosen acts could meet. */
export const demandsMetBy = (known: Known, rule: FedRule, chosen: (act: Act) => boolean): readonly Demand[] => {
  const { term } = rule.obligation;
  switch (term.kind) {
    case 'period':
    case 'window': {
      const periodsWithChosen = (bound: Bound): readonly Period[] => {
        const periods = bound.acts.filter(chosen).map((act) => periodOf(term.period, act.on));
        return [...new Map(periods.map((period) => [period.first, period])).values()];
      };
      return demandsOf(known, rule, subjectsOf(known, rule), periodsWithChosen);
    }
    case 'deadline':
    case 'due-date':
    case 'birthday':
      return clocksOf(known, rule, null)
        .filter((clock) => clock.acts.some(chosen))
        .flatMap((clock) => deadlineDemand(known, rule, clock));
  }
};

/** Whether the act lies where it could meet the obligation, on time or late. */
export const couldMeet = (demand: Demand, act: Act): boolean =>
  demand.earliest <= act.on && (demand.latest === null || act.on <= demand.latest);

const demandsOf = (
  known: Known,
  rule: FedRule,
  subjects: readonly Bound[],
  periodsOf: (bound: Bound) => readonly Period[],
): readonly Demand[] =>
  subjects.flatMap((bound) => periodsOf(bound).flatMap((period) => periodicDemand(known, rule, bound, period)));

/** None unless the rule was in force and its subject bound on every day of the period or window. */
const periodicDemand = (known: Known, rule: FedRule, bound: Bound, period: Period): readonly Demand[] => {
  const { term, metBy } = rule.obligation;
  const owed = term.kind === 'window' ? windowOf(known, rule, term.firstDays, period) : period;
  if (!inForceThroughout(rule, owed) || !covers(bound.stretches, owed)) return [];
  const grace = graceAfter(known, owed.last);
  return [
    {
      rule,
      subject: bound.subject,
      period: formatPeriod(owed),
      trigger: null,
      due: owed.last,
      provisional: false,
      owner: bound.owner(owed.last),
      sheet: metBy.sheet,
      acts: bound.acts,
      earliest: owed.first,
      latest: period.last,
      grade: (act) => (act.on > owed.last ? LATE : enteredBy(grace, act)),
    },
  ];
};

/** The first days of each period, as many as the rule's parameter says. */
const windowOf = ({ rulebook }: Known, rule: FedRule, firstDays: string, period: Period): Period => ({
  first: period.first,
  last: addDays(period.first, rulebook.number(rule.id, firstDays, period.first) - 1),
});

/** None unless the rule was in force on the due day; when the clock started does not matter. */
const deadlineDemand = (known: Known, rule: FedRule, clock: Clock): readonly Demand[] => {
  if (!inForceThroughout(rule, { first: clock.due, last: clock.due })) return [];
  return [
    {
      rule,
      subject: clock.subject,
      period: null,
      trigger: clock.trigger,
      due: clock.due,
      provisional: clock.provisional,
      owner: clock.owner,
      sheet: rule.obligation.metBy.sheet,
      acts: clock.acts,
      earliest: clock.earliest,
      latest: clock.latest,
      grade: (act) => (act.on > clock.due ? LATE : enteredBy(graceAfter(known, act.on), act)),
    },
  ];
};

const inForceThroughout = (rule: FedRule, period: Period): boolean =>
  rule.inForceFrom <= period.first && (rule.inForceTo === null || period.last <= rule.inForceTo);

const LATE: Grade = { onTime: false, provisional: false };

/** The last day on which an act may be entered and still be on time: some working days after the period or the act. */
const graceAfter = ({ calendar, rulebook }: Known, day: Day): { readonly day: Day; readonly provisional: boolean } =>
  calendar.addWorkingDays(day, rulebook.setNumber('recording_grace_working_days', day));

const enteredBy = (grace: { readonly day: Day; readonly provisional: boolean }, act: Act): Grade => ({
  onTime: dayOf(act.entered) <= grace.day,
  provisional: grace.provisional,
});
