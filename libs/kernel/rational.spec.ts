import fc from 'fast-check';
import {
  ONE,
  ZERO,
  add,
  clamp,
  compare,
  distribute,
  divide,
  formatHundredths,
  fromDecimal,
  fromHundredths,
  multiply,
  negate,
  rational,
  subtract,
  sum,
  toDecimal,
  toFraction,
  toHundredths,
} from './rational.js';

const someRational = fc
  .tuple(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.bigInt({ min: 1n, max: 997n }))
  .map(([numerator, denominator]) => rational(numerator, denominator));

describe('exact numbers', () => {
  it('are kept in lowest terms with a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n });
    expect(rational(0n, -7n)).toEqual(ZERO);
    expect(() => rational(1n, 0n)).toThrow(RangeError);
    expect(() => divide(ONE, ZERO)).toThrow(RangeError);
  });

  it('are read from decimals exactly, and from nothing else', () => {
    expect(fromDecimal('90.50')).toEqual(rational(181n, 2n));
    expect(fromDecimal('-0.25')).toEqual(rational(-1n, 4n));
    for (const text of ['', '.5', '90.', '+90', '1e1', ' 1']) expect(() => fromDecimal(text)).toThrow(RangeError);
  });

  it('are printed as fractions in lowest terms, whole ones without a denominator', () => {
    expect([toFraction(rational(4n, 10n)), toFraction(ONE), toFraction(ZERO)]).toEqual(['2/5', '1', '0']);
  });

  it('round a half upwards and less than a half downwards', () => {
    expect(toDecimal(rational(5n, 1000n))).toBe('0.01');
    expect(toDecimal(rational(4999n, 1_000_000n))).toBe('0.00');
    expect(toDecimal(rational(-5n, 1000n))).toBe('0.00');
    expect(toDecimal(rational(-51n, 10_000n))).toBe('-0.01');
    expect(toDecimal(fromDecimal('83.425'))).toBe('83.43');
    expect(formatHundredths(-7n)).toBe('-0.07');
    expect(formatHundredths(10_000n)).toBe('100.00');
  });

  it('clamp to both bounds and leave what lies between', () => {
    expect(clamp(rational(-1n), ZERO, ONE)).toEqual(ZERO);
    expect(clamp(rational(2n), ZERO, ONE)).toEqual(ONE);
    expect(clamp(rational(1n, 2n), ZERO, ONE)).toEqual(rational(1n, 2n));
  });

  it('obey the laws of a field', () => {
    fc.assert(
      fc.property(someRational, someRational, someRational, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(subtract(add(a, b), b)).toEqual(a);
        expect(add(a, negate(a))).toEqual(ZERO);
        if (compare(b, ZERO) !== 0) expect(multiply(divide(a, b), b)).toEqual(a);
        expect(compare(a, b)).toBe(compare(subtract(a, b), ZERO));
      }),
    );
  });

  it('are never further than half a hundredth from what is printed', () => {
    fc.assert(
      fc.property(someRational, (a) => {
        const error = subtract(a, fromHundredths(toHundredths(a)));
        expect(compare(error, rational(1n, 200n))).toBeLessThan(0);
        expect(compare(error, rational(-1n, 200n))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('largest remainder', () => {
  it('gives what is missing to the largest remainders, of equal ones to the earlier', () => {
    const third = rational(1n, 3n);
    expect(distribute([third, third, third], 100n)).toEqual([34n, 33n, 33n]);
    expect(distribute([rational(1n, 1000n), rational(9n, 1000n)], 1n)).toEqual([0n, 1n]);
  });

  it('adds up to any total, also one that lies beyond what the remainders can bridge', () => {
    expect(distribute([ONE, ONE], 199n)).toEqual([100n, 99n]);
    expect(distribute([ONE, ONE], 205n)).toEqual([103n, 102n]);
    expect(distribute([], 0n)).toEqual([]);
    expect(() => distribute([], 1n)).toThrow(RangeError);
  });

  it('adds up, and moves no part by a whole hundredth where the total is the rounded sum', () => {
    fc.assert(
      fc.property(fc.array(someRational, { minLength: 1, maxLength: 12 }), (parts) => {
        const total = toHundredths(sum(parts));
        const given = distribute(parts, total);
        expect(given.reduce((a, b) => a + b, 0n)).toBe(total);
        given.forEach((hundredths, index) => {
          const moved = subtract(fromHundredths(hundredths), parts[index] ?? ZERO);
          expect(compare(moved, rational(1n, 100n))).toBeLessThanOrEqual(0);
          expect(compare(moved, rational(-1n, 100n))).toBeGreaterThan(0);
        });
      }),
    );
  });
});
