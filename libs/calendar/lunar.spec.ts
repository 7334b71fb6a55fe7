import { Solar } from 'lunar-typescript';
import { fromDayNumber, toDayNumber } from './days.js';
import { doubleNinth, fromLunar, leapMonthOf, lunarBirthday, springFestival, toLunar } from './lunar.js';

describe('lunar days', () => {
  it('agree with an independent calendar on every day from 1920 to 2060, both ways', () => {
    const differing: string[] = [];
    for (let number = toDayNumber('1920-01-01'); number <= toDayNumber('2060-12-31'); number += 1) {
      const day = fromDayNumber(number);
      const other = Solar.fromYmd(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))).getLunar();
      const ours = toLunar(day);
      const same =
        ours.year === other.getYear() &&
        (ours.leap ? -ours.month : ours.month) === other.getMonth() &&
        ours.day === other.getDay();
      if (!same || fromLunar(ours) !== day) differing.push(day);
    }
    expect(differing).toEqual([]);
  });

  it('give Spring Festival and 重阳节', () => {
    expect(springFestival(2019)).toBe('2019-02-05');
    expect(springFestival(2020)).toBe('2020-01-25');
    expect(springFestival(2027)).toBe('2027-02-06');
    expect(springFestival(2033)).toBe('2033-01-31');
    expect(doubleNinth(2019)).toBe('2019-10-07');
    expect(doubleNinth(2020)).toBe('2020-10-25');
  });

  it('know the leap months', () => {
    expect([2017, 2019, 2020, 2023, 2033].map(leapMonthOf)).toEqual([6, 0, 4, 2, 11]);
    expect(fromLunar({ year: 2020, month: 4, leap: true, day: 1 })).toBe('2020-05-23');
    expect(fromLunar({ year: 2019, month: 4, leap: true, day: 1 })).toBeUndefined();
  });

  it('keep a birthday of a leap month in that leap month, else in the month of its number', () => {
    const born = toLunar('1963-05-30');
    expect(born).toEqual({ year: 1963, month: 4, leap: true, day: 8 });
    expect(lunarBirthday(born, 2019)).toBe('2019-05-12');
    expect(lunarBirthday(born, 2020)).toBe('2020-05-30');
  });

  it('keep a birthday of the 30th on the 29th of a short month', () => {
    const born = { month: 12, leap: false, day: 30 };
    expect(lunarBirthday(born, 2018)).toBe('2019-02-04');
    expect(fromLunar({ ...born, year: 2021 })).toBeUndefined();
    expect(lunarBirthday(born, 2021)).toBe('2022-01-31');
  });

  it('say where the table ends', () => {
    expect(toLunar('1900-01-31')).toEqual({ year: 1900, month: 1, leap: false, day: 1 });
    expect(toLunar('2101-01-28')).toEqual({ year: 2100, month: 12, leap: false, day: 29 });
    for (const day of ['1900-01-30', '1899-06-01', '2101-01-29', '2150-01-01'])
      expect(() => toLunar(day)).toThrow(/没有.*农历数据/);
    expect(() => springFestival(2101)).toThrow(RangeError);
    expect(() => lunarBirthday({ month: 13, leap: false, day: 1 }, 2019)).toThrow(RangeError);
  });
});
