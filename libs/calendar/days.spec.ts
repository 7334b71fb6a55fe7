import fc from 'fast-check';
import { addDays, addMonths, addYears, daysBetween, fromDayNumber, isValidDay, toDayNumber, weekday } from './days.js';

const anyDayNumber = fc.integer({ min: -719_162, max: 2_932_896 });
const utc = (number: number) => new Date(number * 86_400_000).toISOString().slice(-24, -14);

describe('days', () => {
  it('converts to day numbers and back on every day, as the UTC calendar of the runtime does', () => {
    fc.assert(
      fc.property(anyDayNumber, (number) => {
        const day = fromDayNumber(number);
        expect(day).toBe(utc(number));
        expect(toDayNumber(day)).toBe(number);
        expect(isValidDay(day)).toBe(true);
      }),
    );
  });

  it('has the string order of days equal to their order in time', () => {
    fc.assert(fc.property(anyDayNumber, anyDayNumber, (a, b) => fromDayNumber(a) < fromDayNumber(b) === a < b));
  });

  it('adds and counts days across months, years and leap days', () => {
    expect(addDays('2019-12-31', 1)).toBe('2020-01-01');
    expect(addDays('2020-02-28', 1)).toBe('2020-02-29');
    expect(addDays('2019-02-28', 1)).toBe('2019-03-01');
    expect(addDays('2019-03-01', -1)).toBe('2019-02-28');
    expect(daysBetween('2019-06-18', '2020-06-18')).toBe(366);
  });

  it('knows the weekday: 1 for Monday, 7 for Sunday', () => {
    expect(weekday('2019-07-01')).toBe(1);
    expect(weekday('2019-06-30')).toBe(7);
    expect(weekday('1969-12-31')).toBe(3);
  });

  it('adds months to the same day of the month, or to its last day', () => {
    expect(addMonths('2019-11-30', 3)).toBe('2020-02-29');
    expect(addMonths('2018-11-30', 3)).toBe('2019-02-28');
    expect(addMonths('2019-08-15', 3)).toBe('2019-11-15');
    expect(addMonths('2019-10-31', 3)).toBe('2020-01-31');
    expect(addMonths('2020-03-31', -1)).toBe('2020-02-29');
  });

  it('adds years; 29 February becomes the 28th in a common year', () => {
    expect(addYears('1948-02-29', 71)).toBe('2019-02-28');
    expect(addYears('1948-02-29', 72)).toBe('2020-02-29');
    expect(addYears('1949-09-30', 70)).toBe('2019-09-30');
  });

  it.each([
    '2019-02-29',
    '2019-13-40',
    '2019-00-10',
    '2019-04-31',
    '2019-4-1',
    '20190401',
    '0000-01-01',
    ' 2019-04-01',
    '2019-04-01T',
    '',
  ])('does not take %j for a day', (text) => expect(isValidDay(text)).toBe(false));

  it('refuses to leave the years it can write', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('0001-01-01', -1)).toThrow(RangeError);
  });
});
