import fc from 'fast-check';
import { addDays, fromDayNumber, weekday } from './days.js';
import {
  formatPeriod,
  isWithin,
  nextQuarter,
  parseQuarter,
  periodOf,
  periodsEndingIn,
  previousQuarter,
  quarterOf,
  quarterPeriod,
} from './periods.js';
import type { PeriodKind } from './periods.js';

const printed = (kind: PeriodKind, quarter: string) => periodsEndingIn(kind, quarter).map(formatPeriod);
const anyDay = fc.integer({ min: 0, max: 40_000 }).map(fromDayNumber);
const anyKind = fc.constantFrom<PeriodKind>('week', 'month', 'quarter', 'half-year', 'year');

describe('periods', () => {
  it('reads a quarter and refuses what is none', () => {
    expect(parseQuarter('2019Q3')).toEqual({ first: '2019-07-01', last: '2019-09-30' });
    expect(parseQuarter('2020Q1')).toEqual({ first: '2020-01-01', last: '2020-03-31' });
    for (const text of ['2019Q5', '2019Q0', '2019q3', '19Q3', '2019-Q3', '0000Q1', ''])
      expect(parseQuarter(text)).toBeUndefined();
  });

  it('walks from quarter to quarter over the turn of the year', () => {
    expect(previousQuarter('2019Q1')).toBe('2018Q4');
    expect(nextQuarter('2019Q4')).toBe('2020Q1');
    expect(nextQuarter('2019Q2')).toBe('2019Q3');
  });

  it('finds the months, the half-year and the year that end in a quarter', () => {
    expect(printed('month', '2020Q1')).toEqual([
      '2020-01-01/2020-01-31',
      '2020-02-01/2020-02-29',
      '2020-03-01/2020-03-31',
    ]);
    expect(printed('quarter', '2019Q3')).toEqual(['2019-07-01/2019-09-30']);
    expect(printed('half-year', '2019Q2')).toEqual(['2019-01-01/2019-06-30']);
    expect(printed('half-year', '2019Q3')).toEqual([]);
    expect(printed('half-year', '2019Q4')).toEqual(['2019-07-01/2019-12-31']);
    expect(printed('year', '2019Q4')).toEqual(['2019-01-01/2019-12-31']);
    expect(printed('year', '2019Q1')).toEqual([]);
  });

  it('puts a week into the quarter of its Sunday', () => {
    const weeks = printed('week', '2019Q4');
    expect(weeks[0]).toBe('2019-09-30/2019-10-06');
    expect(weeks.at(-1)).toBe('2019-12-23/2019-12-29');
    expect(printed('week', '2020Q1')[0]).toBe('2019-12-30/2020-01-05');
    expect(printed('week', '2019Q3').at(-1)).toBe('2019-09-23/2019-09-29');
  });

  it('covers every day exactly once with the periods of a kind', () => {
    fc.assert(
      fc.property(anyDay, anyKind, (day, kind) => {
        const period = periodOf(kind, day);
        expect(isWithin(day, period)).toBe(true);
        expect(periodOf(kind, period.first)).toEqual(period);
        expect(periodOf(kind, period.last)).toEqual(period);
        expect(periodOf(kind, addDays(period.last, 1)).first).toBe(addDays(period.last, 1));
        expect(periodsEndingIn(kind, quarterOf(period.last))).toContainEqual(period);
        if (kind === 'week') expect([weekday(period.first), weekday(period.last)]).toEqual([1, 7]);
      }),
    );
  });

  it('ends a day of the quarter inside the quarter', () => {
    fc.assert(fc.property(anyDay, (day) => isWithin(day, quarterPeriod(quarterOf(day)))));
  });
});
