import fc from 'fast-check';
import { endOfDay, epochMs, fromEpochMs, isInstant, parseInstant, startOfDay } from './instants.js';

describe('instants', () => {
  it.each([
    ['2019-08-01T01:05:00Z', '2019-08-01T09:05:00.000+08:00'],
    ['2019-08-01T09:05+08:00', '2019-08-01T09:05:00.000+08:00'],
    ['2019-08-01T09:05:07.5+0800', '2019-08-01T09:05:07.500+08:00'],
    ['2019-07-31T20:30:00.1239-05:00', '2019-08-01T09:30:00.123+08:00'],
    ['2019-12-31T16:00:00Z', '2020-01-01T00:00:00.000+08:00'],
  ])('reads %s as %s', (text, instant) => expect(parseInstant(text)).toBe(instant));

  it.each([
    '2019-08-01',
    '2019-08-01T09:05:00',
    '2019-02-29T00:00:00Z',
    '2019-08-01T24:00:00Z',
    '2019-08-01T09:60:00Z',
    '2019-08-01T09:05:60Z',
    '2019-08-01T09:05:00+15:00',
  ])('does not take %s for an instant', (text) => expect(parseInstant(text)).toBeUndefined());

  it('agrees with the runtime about milliseconds since 1970, both ways', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000_000, max: 10_000_000_000_000 }), (ms) => {
        const instant = fromEpochMs(ms);
        expect(Date.parse(instant)).toBe(ms);
        expect(epochMs(instant)).toBe(ms);
        expect(isInstant(instant)).toBe(true);
        expect(parseInstant(new Date(ms).toISOString())).toBe(instant);
      }),
    );
  });

  it('starts a day at 00:00 and ends it with its last millisecond', () => {
    expect(startOfDay('2019-09-30')).toBe('2019-09-30T00:00:00.000+08:00');
    expect(endOfDay('2019-09-30')).toBe('2019-09-30T23:59:59.999+08:00');
    expect(epochMs(startOfDay('2019-10-01')) - epochMs(endOfDay('2019-09-30'))).toBe(1);
  });

  it('calls only the one form an instant of the house', () => {
    expect(isInstant('2019-08-01T01:05:00.000Z')).toBe(false);
    expect(isInstant('2019-08-01T09:05:00+08:00')).toBe(false);
    expect(isInstant('2019-02-30T09:05:00.000+08:00')).toBe(false);
  });
});
