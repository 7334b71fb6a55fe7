import fc from 'fast-check';
import { fromDayNumber, toDayNumber } from '../../calendar/index.js';
import { dateOfSerial, isBuiltInDateFormat, isDateFormat, serialOfDate } from './serials.js';

describe('a date as Excel counts it', () => {
  it.each([
    [43678, false, '2019-08-01'],
    [43678.5, false, '2019-08-01T12:00:00.000+08:00'],
    [43678.378472222219, false, '2019-08-01T09:05:00.000+08:00'],
    [43678.999999, false, '2019-08-02'],
    [1, false, '1900-01-01'],
    [59, false, '1900-02-28'],
    [61, false, '1900-03-01'],
    [2_958_465, false, '9999-12-31'],
    [0, true, '1904-01-01'],
    [42216, true, '2019-08-01'],
  ])('%d (since 1904: %s) is %s', (serial, since1904, expected) => {
    expect(dateOfSerial(serial, since1904)).toBe(expected);
  });

  it.each([0, 0.5, -1, 60, 2_958_466, 20190801, NaN, Infinity])('%d is none', (serial) => {
    expect(dateOfSerial(serial, false)).toBeNull();
  });

  it('reads back what it writes, to the second', () => {
    const day = fc.integer({ min: toDayNumber('1900-03-01'), max: toDayNumber('9999-12-31') }).map(fromDayNumber);
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 86_399 }), (date, second) => {
        const clock = new Date(second * 1000).toISOString().slice(11, 19);
        const value = second === 0 ? date : `${date}T${clock}.000+08:00`;
        expect(dateOfSerial(serialOfDate(value) ?? NaN, false)).toBe(value);
      }),
    );
  });

  it.each(['yyyy-mm-dd', 'yyyy"年"m"月"d"日"', '[$-804]aaaa yyyy', 'h:mm', '[h]:mm', 'mm/dd/yy;@', '[Red]d-mmm'])(
    '%j shows a date',
    (format) => expect(isDateFormat(format)).toBe(true),
  );

  it.each(['General', '0.00', '#,##0 "days"', '0.00E+00', '@', '[Red]0', '0\\d', '_(* #,##0_)', '[$¥-804]#,##0', '0%'])(
    '%j shows none',
    (format) => expect(isDateFormat(format)).toBe(false),
  );

  it('knows the built-in formats on both sides of their bounds', () => {
    expect([13, 14, 22, 23, 26, 27, 36, 37, 44, 45, 47, 48, 49, 50, 58, 59].map(isBuiltInDateFormat)).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      true,
      false,
      false,
      true,
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});
