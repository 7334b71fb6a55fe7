import { addDays, addYears, yearOf } from '../../calendar/index.js';
import type { Period, PeriodKind } from '../../calendar/index.js';
import type { Day } from '../../kernel/index.js';
import { keyOf } from './evidence.js';
import { merged } from './evidence.js';
import { rankedOffice, rowOn } from './registers.js';
import type { Registers } from './registers.js';
import type { Bound, Clock, DeadlineRule, Known, PeriodRule, Specification } from './specification.js';
import { NO_END, joined, within } from './stretches.js';

/** Retired cadres (05). They count for the office that looks after somebody on the due day. */

const careOfficeOn = (registers: Registers, retiree: string, day: Day): string | null => {
  const row = rowOn(registers.retirees.get(retiree) ?? [], day);
  return row === undefined ? null : rankedOffice(registers, row.careOffice);
};

/** The days before death; the day itself is the first without obligations. */
const lifetime = (registers: Registers, retiree: string): Period => {
  const death = registers.deaths.get(retiree);
  return { first: '0001-01-01', last: death === undefined ? NO_END : addDays(death, -1) };
};

const owedToEach = (rule: string, every: PeriodKind): PeriodRule => ({
  kind: 'period',
  rule,
  every,
  bound: ({ registers, today }, parameters) => {
    const channels = parameters.words('channels', today);
    return [...registers.retirees].map(
      ([retiree, rows]): Bound => ({
        subject: [retiree],
        stretches: within(joined(rows), lifetime(registers, retiree)),
        acts: merged(registers.servicesByChannel, channels.map((channel) => keyOf(retiree, channel))),
        owner: (due) => careOfficeOn(registers, retiree, due),
      }),
    );
  },
});

/** The must-visits: in hospital, change in the family, hardship, death. */
const mustVisit: DeadlineRule = {
  kind: 'deadline',
  rule: 'RC-04',
  *clocks({ registers, calendar }, parameters) {
    for (const { id, retiree, situation, on } of registers.world.situations) {
      const death = registers.deaths.get(retiree);
      const alive = situation === '去世' || death === undefined || on < death;
      if (!alive || rowOn(registers.retirees.get(retiree) ?? [], on) === undefined) continue;
      const { day: due, provisional } = calendar.addWorkingDays(on, parameters.number('workingDays', on));
      yield {
        subject: [retiree],
        trigger: id,
        due,
        provisional,
        owner: careOfficeOn(registers, retiree, on),
        acts: merged(
          registers.servicesByOccasion,
          parameters.words('channels', on).map((channel) => keyOf(retiree, channel, situation)),
        ),
        earliest: on,
        latest: addDays(due, parameters.number('lateDays', on)),
      };
    }
  },
};

const birthdayVisit: DeadlineRule = {
  kind: 'deadline',
  rule: 'RC-07',
  *clocks(known, parameters, due) {
    for (const retiree of known.registers.retirees.keys()) yield* birthdays(known, parameters, retiree, due);
  },
};

function* birthdays(
  { registers, today }: Known,
  parameters: Parameters,
  retiree: string,
  due: Period | null,
): Iterable<Clock> {
  const rows = registers.retirees.get(retiree) ?? [];
  // Without a limit: an act known today is at most some days before the birthday it is for.
  const last = due?.last ?? addDays(today, parameters.number('daysBefore', today));
  for (const row of rows) {
    const start = due === null || row.from > due.first ? row.from : due.first;
    for (let year = yearOf(start); year <= yearOf(last); year += 1) {
      const age = year - yearOf(row.born);
      const birthday = addYears(row.born, age);
      if (age < parameters.number('firstAge', birthday) || age % parameters.number('everyYears', birthday) !== 0) continue;
      const alive = birthday <= lifetime(registers, retiree).last;
      if (!alive || rowOn(rows, birthday) !== row) continue;
      yield {
        subject: [retiree],
        trigger: null,
        due: birthday,
        provisional: false,
        owner: rankedOffice(registers, row.careOffice),
        acts: merged(
          registers.servicesByOccasion,
          parameters.words('channels', birthday).map((channel) => keyOf(retiree, channel, '生日')),
        ),
        earliest: addDays(birthday, -parameters.number('daysBefore', birthday)),
        latest: addDays(birthday, parameters.number('daysAfter', birthday)),
      };
    }
  }
}

export const RETIREE_RULES: readonly Specification[] = [
  owedToEach('RC-01', 'month'),
  owedToEach('RC-02', 'quarter'),
  mustVisit,
  birthdayVisit,
];
