import fc from 'fast-check';
import { canonicalize } from './canonical.js';
import type { Json } from './envelope.js';

/** RFC 8785, Appendix B: the bits of a double and what must be written for it. */
const APPENDIX_B: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

const doubleOf = (bits: string): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
};

describe('canonical JSON (RFC 8785)', () => {
  test('§3.2.2: literals, numbers and strings are written in the one way', () => {
    const input = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as Json;
    expect(canonicalize(input)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('§3.2.3: members are sorted by UTF-16 code units, not by code points', () => {
    const input = JSON.parse(String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }`) as Json;
    expect(Object.values(JSON.parse(canonicalize(input)) as Record<string, string>).slice(1)).toEqual([
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    // An object lists integer names first whatever the text says; the text itself has the carriage return first.
    expect(canonicalize(input).startsWith(String.raw`{"\r":"Carriage Return","1":"One",`)).toBe(true);
  });

  test.each(APPENDIX_B)('Appendix B: the double %s is written %s', (bits, text) => {
    expect(canonicalize(doubleOf(bits))).toBe(text);
  });

  test.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])(
    'Appendix B: the double %s is refused',
    (bits) => {
      expect(() => canonicalize(doubleOf(bits))).toThrow(TypeError);
    },
  );

  test('half of a surrogate pair is refused, in a value and in a name; a whole pair is not', () => {
    expect(() => canonicalize('\ud83d')).toThrow(TypeError);
    expect(() => canonicalize(['a\ude00b'])).toThrow(TypeError);
    expect(() => canonicalize({ '\ud83d': 1 })).toThrow(TypeError);
    expect(canonicalize('𠮷😀')).toBe('"𠮷😀"');
  });

  test('a member that is undefined is left out; inside an array it is refused', () => {
    expect(canonicalize({ b: 1, a: undefined })).toBe('{"b":1}');
    expect(() => canonicalize([undefined] as unknown as Json)).toThrow(TypeError);
    expect(() => canonicalize(undefined as unknown as Json)).toThrow(TypeError);
  });

  test.each([new Date(0), new Map(), new Set(), new Uint8Array(1), /x/, 1n, Symbol('x'), () => 0])(
    'what is no JSON is refused (%p)',
    (value) => {
      expect(() => canonicalize({ value } as unknown as Json)).toThrow(TypeError);
    },
  );

  test('law: it parses back to the same value, and the order of members does not matter', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const text = canonicalize(value as Json);
        // JSON itself has no minus zero, so both sides pass through it.
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalize(backwards(value as Json))).toBe(text);
      }),
    );
  });
});

/** The same value with the members of every object written in the opposite order. */
const backwards = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member: Json) => backwards(member));
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member as Json)]),
  );
};
