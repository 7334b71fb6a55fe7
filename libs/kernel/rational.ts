/**
 * Exact numbers: fractions of bigints in lowest terms with a positive denominator. Scores are computed in them and rounded only
 * where the policy says so, so that every machine gives the same digits. What is rounded is rounded **half up** to hundredths
 * (a half goes towards plus infinity) and handled as a whole number of hundredths; printed it always has two decimals.
 */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A whole number of hundredths: `8342n` is 83.42. */
export type Hundredths = bigint;

/** Errors: RangeError where the denominator is zero. */
export const rational = (numerator: bigint, denominator = 1n): Rational => {
  if (denominator === 0n) throw new RangeError('分数的分母不能为零：请检查除数，它在计算前应先判断是否为零。');
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
};

export const ZERO: Rational = { numerator: 0n, denominator: 1n };
export const ONE: Rational = { numerator: 1n, denominator: 1n };

export const add = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);

export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));

export const multiply = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.numerator, a.denominator * b.denominator);

/** Errors: RangeError where `b` is zero. */
export const divide = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator, a.denominator * b.numerator);

export const negate = (a: Rational): Rational => ({ numerator: -a.numerator, denominator: a.denominator });

/** Negative where `a` is less, zero where they are equal, positive where it is more. */
export const compare = (a: Rational, b: Rational): -1 | 0 | 1 => {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
};

export const sum = (terms: Iterable<Rational>): Rational => {
  let total = ZERO;
  for (const term of terms) total = add(total, term);
  return total;
};

/** The nearest number between the bounds, both inside. */
export const clamp = (a: Rational, low: Rational, high: Rational): Rational =>
  compare(a, low) < 0 ? low : compare(a, high) > 0 ? high : a;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Reads `90`, `90.5`, `-0.25`: digits with an optional point and sign. Errors: RangeError where the text is no such number. */
export const fromDecimal = (text: string): Rational => {
  const match = DECIMAL.exec(text);
  if (match === null) throw new RangeError(`“${text}”不是十进制数：应写成 90 或 90.50 这样的形式。`);
  const [, sign = '', whole = '', decimals = ''] = match;
  const digits = BigInt(whole + decimals);
  return rational(sign === '-' ? -digits : digits, 10n ** BigInt(decimals.length));
};

/** Rounded half up to hundredths. */
export const toHundredths = (a: Rational): Hundredths =>
  floorDivide(a.numerator * 200n + a.denominator, a.denominator * 2n);

export const fromHundredths = (hundredths: Hundredths): Rational => rational(hundredths, 100n);

/** `8342n` as `83.42`. */
export const formatHundredths = (hundredths: Hundredths): string => {
  const digits = String(hundredths < 0n ? -hundredths : hundredths).padStart(3, '0');
  return `${hundredths < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** Rounded half up, with two decimals. */
export const toDecimal = (a: Rational): string => formatHundredths(toHundredths(a));

/** In lowest terms: `3/10`; a whole number without a denominator: `1`, `0`. */
export const toFraction = (a: Rational): string =>
  a.denominator === 1n ? String(a.numerator) : `${a.numerator}/${a.denominator}`;

/**
 * Brings exact parts to hundredths so that they add up to `total` (method of the largest remainder): each gets its floor, what is
 * then missing goes by single hundredths to the largest remainders, of equal ones to the earlier part. Where more or less is
 * missing than there are parts, all get the whole share first. No parts can only add up to zero: RangeError otherwise.
 */
export const distribute = (parts: readonly Rational[], total: Hundredths): readonly Hundredths[] => {
  const count = BigInt(parts.length);
  const floors = parts.map((part) => floorDivide(part.numerator * 100n, part.denominator));
  const missing = total - floors.reduce((a, b) => a + b, 0n);
  if (count === 0n) {
    if (missing !== 0n) throw new RangeError(`没有组成部分，无法凑成 ${formatHundredths(total)}。`);
    return [];
  }
  const share = floorDivide(missing, count);
  const extra = missing - share * count;
  const remainder = parts.map((part, index) => subtract(part, fromHundredths(floors[index] ?? 0n)));
  const order = parts.map((_, index) => index);
  order.sort((a, b) => compare(remainder[b] ?? ZERO, remainder[a] ?? ZERO) || a - b);
  const rank = new Map(order.map((index, place) => [index, BigInt(place)]));
  return floors.map((floor, index) => floor + share + ((rank.get(index) ?? count) < extra ? 1n : 0n));
};

const floorDivide = (a: bigint, b: bigint): bigint => {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
};

const greatestCommonDivisor = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
};
