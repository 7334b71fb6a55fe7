import { addDays, addYears, yearOf } from '../../calendar/index.js';
import type { Day, Rules } from '../../kernel/index.js';

/** The birthdays that are kept with a visit (RC-07): from an age on, every so many years; 29 February is kept on the 28th. */
export interface RoundBirthday {
  readonly age: number;
  readonly on: Day;
  /** First and last day on which a visit is for this birthday. */
  readonly from: Day;
  readonly to: Day;
}

/** The round birthday for which a visit on the day would be, or null. */
export const birthdayAround = (born: Day, day: Day, rules: Rules): RoundBirthday | null => {
  for (let year = yearOf(day) - 1; year <= yearOf(day) + 1; year += 1) {
    const birthday = roundBirthday(born, year, rules);
    if (birthday !== null && birthday.from <= day && day <= birthday.to) return birthday;
  }
  return null;
};

/** The next round birthday on or after the day. */
export const nextRoundBirthday = (born: Day, day: Day, rules: Rules): RoundBirthday => {
  for (let year = yearOf(day); ; year += 1) {
    const birthday = roundBirthday(born, year, rules);
    if (birthday !== null && birthday.on >= day) return birthday;
  }
};

const roundBirthday = (born: Day, year: number, rules: Rules): RoundBirthday | null => {
  const age = year - yearOf(born);
  const on = addYears(born, age);
  const number = (name: string): number => Number(rules.parameter('RC-07', name, on));
  if (age < number('first_age') || age % number('step') !== 0) return null;
  return { age, on, from: addDays(on, -number('days_before')), to: addDays(on, number('days_after')) };
};
