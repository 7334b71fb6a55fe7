import chineseDays from 'chinese-days';
import fc from 'fast-check';
import { addDays, fromDayNumber, isValidDay, toDayNumber, weekday } from './days.js';
import { HOLIDAY_PAPERS } from './data/papers.js';
import { calendarKnownAt } from './working-days.js';

describe('working days as known at a moment', () => {
  it('counts over the National Day holiday of 2019, adjusted weekends included', () => {
    const calendar = calendarKnownAt('2019-09-27');
    expect(calendar.addWorkingDays('2019-09-27', 5)).toEqual({ day: '2019-10-10', provisional: false });
    expect(calendar.addWorkingDays('2019-09-27', 7)).toEqual({ day: '2019-10-12', provisional: false });
  });

  it('counts over 1 May 2019 by the paper known: the change came on 22 March', () => {
    expect(calendarKnownAt('2019-03-21T23:59:59.999+08:00').addWorkingDays('2019-04-25', 5).day).toBe('2019-05-03');
    expect(calendarKnownAt('2019-03-22T00:00:00.000+08:00').addWorkingDays('2019-04-25', 5).day).toBe('2019-05-05');
    expect(calendarKnownAt('2019-03-22').addWorkingDays('2019-04-25', 5).day).toBe('2019-05-05');
  });

  it('counts over Spring Festival 2020 by the paper known: it was lengthened on 27 January', () => {
    expect(calendarKnownAt('2020-01-20').addWorkingDays('2020-01-20', 5).day).toBe('2020-02-01');
    expect(calendarKnownAt('2020-01-26').addWorkingDays('2020-01-20', 5).day).toBe('2020-02-01');
    expect(calendarKnownAt('2020-01-27').addWorkingDays('2020-01-20', 5).day).toBe('2020-02-04');
  });

  it('goes by weekends alone, and says so, in a year whose paper is not out', () => {
    const before = calendarKnownAt('2019-11-20');
    expect(before.addWorkingDays('2019-12-27', 3)).toEqual({ day: '2020-01-01', provisional: true });
    expect(before.addWorkingDays('2019-12-26', 3)).toEqual({ day: '2019-12-31', provisional: false });
    expect(before.isWorkingDay('2020-01-01')).toEqual({ working: true, provisional: true });
    const after = calendarKnownAt('2019-11-21');
    expect(after.addWorkingDays('2019-12-27', 3)).toEqual({ day: '2020-01-02', provisional: false });
    expect(after.isWorkingDay('2020-01-01')).toEqual({ working: false, provisional: false });
  });

  it('goes by weekends alone before the first paper it keeps', () => {
    const calendar = calendarKnownAt('2026-01-01');
    expect(calendar.isWorkingDay('2011-10-03')).toEqual({ working: true, provisional: true });
    expect(calendar.isWorkingDay('1999-10-02')).toEqual({ working: false, provisional: true });
    expect(calendarKnownAt('2000-01-01').addWorkingDays('2000-01-07', 1)).toEqual({
      day: '2000-01-10',
      provisional: true,
    });
    expect(calendar.addWorkingDays('2027-12-31', 1)).toEqual({ day: '2028-01-03', provisional: true });
  });

  it('knows of a December that the next year’s paper changes once that paper is out', () => {
    expect(calendarKnownAt('2018-12-05').isWorkingDay('2018-12-31').working).toBe(true);
    expect(calendarKnownAt('2018-12-06').isWorkingDay('2018-12-31').working).toBe(false);
    expect(calendarKnownAt('2018-12-06').isWorkingDay('2018-12-29').working).toBe(true);
  });

  it('agrees with an independent calendar on every day of the papers’ years, in their final state', () => {
    const calendar = calendarKnownAt('2026-12-31');
    const differing: string[] = [];
    for (let number = toDayNumber('2013-01-01'); number <= toDayNumber('2026-12-31'); number += 1) {
      const day = fromDayNumber(number);
      const { working, provisional } = calendar.isWorkingDay(day);
      if (working !== chineseDays.isWorkday(day) || provisional) differing.push(day);
    }
    expect(differing).toEqual([]);
  });

  it('adds n working days so that exactly n lie behind the day', () => {
    const anyDay = fc.integer({ min: toDayNumber('2012-06-01'), max: toDayNumber('2028-12-31') }).map(fromDayNumber);
    fc.assert(
      fc.property(anyDay, anyDay, fc.integer({ min: 0, max: 60 }), (k, day, n) => {
        const calendar = calendarKnownAt(k);
        const end = calendar.addWorkingDays(day, n);
        expect(calendar.workingDaysBetween(day, end.day)).toEqual({ count: n, provisional: end.provisional });
        if (n > 0) expect(calendar.isWorkingDay(end.day).working).toBe(true);
      }),
    );
  });

  it('counts nothing backwards and refuses a count that is none', () => {
    const calendar = calendarKnownAt('2019-12-31');
    expect(calendar.workingDaysBetween('2019-12-31', '2019-12-01')).toEqual({ count: 0, provisional: false });
    expect(() => calendar.addWorkingDays('2019-12-31', -1)).toThrow(RangeError);
    expect(() => calendar.addWorkingDays('2019-12-31', 1.5)).toThrow(RangeError);
  });

  it('builds one calendar for one set of papers', () => {
    expect(calendarKnownAt('2019-03-22')).toBe(calendarKnownAt('2019-11-20T12:00:00.000+08:00'));
    expect(calendarKnownAt('2019-03-22')).not.toBe(calendarKnownAt('2019-03-21'));
  });
});

describe('the papers', () => {
  it('are in order of publication, each with its own number', () => {
    const published = HOLIDAY_PAPERS.map((paper) => paper.known);
    expect(published).toEqual([...published].sort());
    expect(new Set(HOLIDAY_PAPERS.map((paper) => paper.number)).size).toBe(HOLIDAY_PAPERS.length);
  });

  it('name real days, work on weekend days only, and stay within their year and the December before it', () => {
    for (const paper of HOLIDAY_PAPERS) {
      for (const day of paper.worked) expect([paper.number, day, weekday(day) >= 6]).toEqual([paper.number, day, true]);
      for (const { days } of paper.free) {
        expect(days.every(isValidDay)).toBe(true);
        expect(
          days[0] <= days[1] && days[0] >= `${paper.year - 1}-12-01` && addDays(days[1], 0) <= `${paper.year}-12-31`,
        ).toBe(true);
      }
    }
  });

  it('are published where the house’s rules say', () => {
    const published = (year: number) =>
      HOLIDAY_PAPERS.filter((paper) => paper.year === year).map((paper) => paper.known);
    expect(published(2019)).toEqual(['2018-12-06', '2019-03-22']);
    expect(published(2020)).toEqual(['2019-11-21', '2020-01-27']);
    expect([2021, 2022, 2023, 2024, 2025, 2026].map(published)).toEqual([
      ['2020-11-25'],
      ['2021-10-25'],
      ['2022-12-08'],
      ['2023-10-25'],
      ['2024-11-12'],
      ['2025-11-04'],
    ]);
  });
});
