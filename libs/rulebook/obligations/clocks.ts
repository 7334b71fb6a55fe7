import { addDays, addMonths, addYears, yearOf } from '../../calendar/index.js';
import type { Period } from '../../calendar/index.js';
import type { Day } from '../../kernel/index.js';
import type { Term } from '../rule.js';
import type { RetireeRow, RetireeSituation, ReviewOpinion, ReviewStep, StatutoryItem, Urging } from '../world.js';
import { datesOfItem, datesOfOpinion, datesOfUrging, reviewStepsOf, servicesOf } from './acts.js';
import type { Clock, FedRule, Known } from './demand.js';
import { rankedOffice, rowOn } from './registers.js';
import { careOfficeOn, carrierStretches, lifetimeOf } from './subjects.js';
import { covers } from './stretches.js';

/**
 * The clocks of a rule of deadlines: all that fall due inside `due` (others besides do no harm), or where it is null all that an act
 * known by now could meet.
 */
export const clocksOf = (known: Known, rule: FedRule, due: Period | null): readonly Clock[] => {
  const { world } = known.registers;
  const { bound, term } = rule.obligation;
  if (term.kind === 'birthday') {
    return [...known.registers.retirees].flatMap(([retiree, rows]) =>
      birthdaysOf(known, rule, term, retiree, rows, due),
    );
  }
  switch (bound.register) {
    case '老干部情况':
      return world.situations.flatMap((situation) => situationClock(known, rule, situation));
    case '法定事项':
      return world.items
        .filter((item) => bound.carriedOutBy === undefined || isCarriedOutBy(known, item, bound.carriedOutBy))
        .map((item) => itemClock(known, rule, item));
    case '催办':
      return world.urgings
        .filter((urging) => urging.document === bound.document)
        .flatMap((urging) => urgingClock(known, rule, urging));
    case '审议意见':
      return world.opinions.flatMap((opinion) => opinionClock(known, rule, opinion));
    case '法规审议':
      return world.reviewSteps
        .filter((reading) => reading.step === bound.step && reading.result !== bound.unlessResult)
        .map((reading) => readingClock(known, rule, reading));
    case '机构':
    case '党支部':
    case '老干部':
    case '联系对象':
      throw new Error(`规则 ${rule.id} 约束“${bound.register}”，没有起算期限的行：请改正它的规则文件。`);
  }
};

type Running = Pick<Clock, 'due' | 'provisional' | 'earliest' | 'latest'>;

/** When a clock that starts on a day runs out. `word`: for amounts that differ by a word of the row. */
const running = (
  { calendar, rulebook }: Known,
  rule: FedRule,
  starts: Day,
  rowDue: Day | null,
  word?: string,
): Running => {
  const { term } = rule.obligation;
  const number = (name: string): number => rulebook.number(rule.id, name, parameterDay(rule, starts), word);
  switch (term.kind) {
    case 'deadline': {
      const { day: due, provisional } = later(calendar, term.unit, starts, number(term.amount));
      const latest = term.lateDays === undefined ? null : addDays(due, number(term.lateDays));
      return { due, provisional, earliest: starts, latest };
    }
    case 'due-date':
      if (rowDue === null) return wrongTerm(rule);
      return { due: rowDue, provisional: false, earliest: starts, latest: null };
    case 'birthday':
    case 'period':
    case 'window':
      return wrongTerm(rule);
  }
};

/** A clock may have started before this version of the rule was in force: then it runs by the version's first values. */
const parameterDay = (rule: FedRule, starts: Day): Day => (starts < rule.inForceFrom ? rule.inForceFrom : starts);

const later = (
  calendar: Known['calendar'],
  unit: Extract<Term, { kind: 'deadline' }>['unit'],
  starts: Day,
  amount: number,
): { readonly day: Day; readonly provisional: boolean } => {
  switch (unit) {
    case 'working-days':
      return calendar.addWorkingDays(starts, amount);
    case 'days':
      return { day: addDays(starts, amount), provisional: false };
    case 'months':
      return { day: addMonths(starts, amount), provisional: false };
  }
};

const wrongTerm = (rule: FedRule): never => {
  throw new Error(`规则 ${rule.id} 的期限与它约束的行不相配：请改正规则文件 obligation 一节的 term。`);
};

/** In the roster on the day, and for anything but death not dead yet. */
const situationClock = (
  known: Known,
  rule: FedRule,
  { id, retiree, situation, on }: RetireeSituation,
): readonly Clock[] => {
  const { registers } = known;
  const rows = registers.retirees.get(retiree) ?? [];
  const alive = situation === '去世' || on <= lifetimeOf(registers, retiree).last;
  if (!alive || rowOn(rows, on) === undefined) return [];
  const owner = rule.obligation.owner === 'care-office-on-start-day' ? careOfficeOn(registers, rows, on) : null;
  const acts = servicesOf(registers, rule.obligation.metBy, retiree, situation);
  return [{ subject: [retiree], trigger: id, owner, acts, ...running(known, rule, on, null, situation) }];
};

const isCarriedOutBy = ({ registers }: Known, item: StatutoryItem, category: '委室'): boolean => {
  const started = item.handedOver.on;
  return covers(carrierStretches(registers, item, category), { first: started, last: started });
};

const itemClock = (known: Known, rule: FedRule, item: StatutoryItem): Clock => ({
  subject: [item.id],
  trigger: item.id,
  owner: rule.obligation.owner === 'carrier' ? rankedOffice(known.registers, item.carrier) : null,
  acts: datesOfItem(rule.obligation.metBy, item),
  ...running(known, rule, item.handedOver.on, item.due),
});

/** Without 发出日期 it was never issued and starts no clock. */
const urgingClock = (known: Known, rule: FedRule, urging: Urging): readonly Clock[] => {
  if (urging.issued === null) return [];
  const acts = datesOfUrging(rule.obligation.metBy, urging);
  const owner = rule.obligation.owner === 'carrier' ? carrierOf(known.registers, urging) : null;
  return [{ subject: [urging.id], trigger: urging.id, owner, acts, ...running(known, rule, urging.issued.on, null) }];
};

/** The 委室 that carries out the item of a 催办, where both are known. */
export const carrierOf = (registers: Known['registers'], urging: Urging): string | null => {
  const item = registers.items.get(urging.item);
  return item === undefined ? null : rankedOffice(registers, item.carrier);
};

const opinionClock = (known: Known, rule: FedRule, opinion: ReviewOpinion): readonly Clock[] => {
  if (opinion.handedOver === null) return [];
  const acts = datesOfOpinion(rule.obligation.metBy, opinion);
  const terms = running(known, rule, opinion.handedOver.on, null);
  return [{ subject: [opinion.id], trigger: opinion.id, owner: null, acts, ...terms }];
};

const readingClock = (known: Known, rule: FedRule, reading: ReviewStep): Clock => ({
  subject: [reading.bill],
  trigger: reading.id,
  owner: rule.obligation.owner === 'lead' ? rankedOffice(known.registers, reading.lead) : null,
  acts: reviewStepsOf(known.registers, rule.obligation.metBy, reading.billKey),
  ...running(known, rule, reading.on, null),
});

/** The row in force on the birthday also says the date of birth. 29 February is kept on the 28th in a common year. */
const birthdaysOf = (
  { registers, rulebook, today }: Known,
  rule: FedRule,
  term: Extract<Term, { kind: 'birthday' }>,
  retiree: string,
  rows: readonly RetireeRow[],
  due: Period | null,
): readonly Clock[] => {
  const number = (name: string, day: Day): number => rulebook.number(rule.id, name, day);
  // Without a limit: an act known today is at most so many days before the birthday that it is for.
  const last = due?.last ?? addDays(today, number(term.daysBefore, today));
  const acts = servicesOf(registers, rule.obligation.metBy, retiree, null);
  return rows.flatMap((row) => {
    const first = due === null || row.from > due.first ? row.from : due.first;
    return yearsFrom(yearOf(first), yearOf(last)).flatMap((year) => {
      const age = year - yearOf(row.born);
      const birthday = addYears(row.born, age);
      const special = age >= number(term.firstAge, birthday) && age % number(term.step, birthday) === 0;
      if (!special || birthday > lifetimeOf(registers, retiree).last || rowOn(rows, birthday) !== row) return [];
      return {
        subject: [retiree],
        trigger: null,
        due: birthday,
        provisional: false,
        owner: rule.obligation.owner === 'care-office-on-due-day' ? rankedOffice(registers, row.careOffice) : null,
        acts,
        earliest: addDays(birthday, -number(term.daysBefore, birthday)),
        latest: addDays(birthday, number(term.daysAfter, birthday)),
      };
    });
  });
};

const yearsFrom = (first: number, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
