import { choice, code, codes, count, day, flag, foldedText, mark, moment, quarter, text } from '../register/index.js';
import { Misread, readCell, readEntryTime } from './cells.js';
import type { RawCell } from './raw-cell.js';

const reasonOf = (value: unknown): unknown => (value instanceof Misread ? value.reason : value);
const date = (value: string | null, number = 0): RawCell => ({ kind: 'date', value, number });
const error: RawCell = { kind: 'error', text: '#N/A' };

describe('an empty cell', () => {
  it.each([undefined, '', ' ', '\u3000', '\u00A0', '\t\n', ' \u3000\u00A0'])('%j is empty in every column', (cell) => {
    for (const field of [
      text('a', 'A'),
      code('a', 'A'),
      day('a', 'A'),
      mark('a', 'A'),
      flag('a', 'A'),
      choice('a', 'A', ['一']),
    ]) {
      expect(readCell(field, cell)).toBeUndefined();
    }
    expect(readEntryTime(cell)).toBeUndefined();
  });
});

describe('codes, names and texts', () => {
  it.each([
    ['ＷＳ０１\u3000', 'WS01'],
    [' P0001', 'P0001'],
    [101, '101'],
    [true, '是'],
    [date('2019-08-01'), '2019-08-01'],
  ] as const)('the code %j is %j', (cell, expected) => {
    expect(readCell(code('a', 'A'), cell)).toBe(expected);
  });

  it.each([
    ['\u3000（１）　全角 ', '（１）　全角'],
    [12345, '12345'],
    [88.5, '88.5'],
    [false, '否'],
    ['=1+1', '=1+1'],
    [date('2019-08-01T09:05:00.000+08:00'), '2019-08-01 09:05:00'],
  ] as const)('the text %j is kept as %j', (cell, expected) => {
    expect(readCell(text('a', 'A'), cell)).toBe(expected);
    expect(readCell(foldedText('a', 'A'), cell)).toBe(expected);
  });

  it('reads several codes in order', () => {
    expect(readCell(codes('a', 'A'), 'P0006、Ｐ００２０ 、 P0001')).toEqual(['P0006', 'P0020', 'P0001']);
    expect(readCell(codes('a', 'A'), 'P0006')).toEqual(['P0006']);
    expect(readCell(codes('a', 'A'), 'P0006,P0020')).toEqual(['P0006,P0020']);
    expect(reasonOf(readCell(codes('a', 'A'), '、'))).toBe('type');
  });

  it('does not take a formula error for a text', () => {
    expect(reasonOf(readCell(text('a', 'A'), error))).toBe('type');
    expect(reasonOf(readCell(code('a', 'A'), error))).toBe('type');
    expect(reasonOf(readCell(choice('a', 'A', ['一']), error))).toBe('choice');
  });
});

describe('dates', () => {
  it.each([
    ['２０１９．８．１', '2019-08-01'],
    [' 2019-08-01\u3000', '2019-08-01'],
    ['２０１９-０８-０１ ９：０５', '2019-08-01T09:05:00.000+08:00'],
    [20190801, '2019-08-01'],
    [date('2019-08-01', 43678), '2019-08-01'],
    [date(null, 20190801), '2019-08-01'],
  ] as const)('%j is %s', (cell, expected) => {
    expect(readCell(day('a', 'A'), cell)).toBe(expected);
    expect(readCell(moment('a', 'A'), cell)).toBe(expected);
  });

  it.each([43712, 20190931, 20190801.5, 2019080, true, date(null, 60), error, '不详'])('%j is a type', (cell) => {
    expect(reasonOf(readCell(day('a', 'A'), cell))).toBe('type');
    expect(reasonOf(readEntryTime(cell))).toBe('type');
  });

  it('takes an entry time without a time of day for 00:00', () => {
    expect(readEntryTime('2019-08-01')).toBe('2019-08-01T00:00:00.000+08:00');
    expect(readEntryTime('2019-08-01 9时')).toBe('2019-08-01T09:00:00.000+08:00');
  });
});

describe('marks', () => {
  it.each([
    [90, '90'],
    ['９５', '95'],
    ['90.500', '90.5'],
    ['90.00', '90'],
    ['007', '7'],
    [88.1, '88.1'],
    [0.1 + 0.2, '0.3'],
    ['-0.5', '-0.5'],
    ['－1', '-1'],
    ['-0', '0'],
    [100.01, '100.01'],
  ] as const)('%j is %s', (cell, expected) => {
    expect(readCell(mark('a', 'A'), cell)).toBe(expected);
  });

  it.each([
    '+90',
    '＋90',
    '90.',
    '.5',
    '1e1',
    '88.125',
    88.125,
    '1,000',
    '90分',
    '九十',
    true,
    date('1900-03-30', 90),
    error,
    '9 0',
    1e-7,
  ])('%j is a type', (cell) => expect(reasonOf(readCell(mark('a', 'A'), cell))).toBe('type'));
});

describe('counts', () => {
  it.each([
    [14, 14],
    ['１４', 14],
    ['3.0', 3],
    [-3, -3],
    ['-0', 0],
    [1e30, Number.MAX_SAFE_INTEGER],
  ] as const)('%j is %d', (cell, expected) => {
    expect(readCell(count('a', 'A'), cell)).toBe(expected);
  });

  it.each(['3.5', 3.5, '若干', '+11', '3.', true])('%j is a type', (cell) => {
    expect(reasonOf(readCell(count('a', 'A'), cell))).toBe('type');
  });
});

describe('words of a list', () => {
  it.each([
    ['是', true],
    ['√', true],
    [true, true],
    ['否', false],
    ['×', false],
    [false, false],
    [' 是\u3000', true],
  ] as const)('the flag %j is %s', (cell, expected) => {
    expect(readCell(flag('a', 'A'), cell)).toBe(expected);
  });

  it.each(['有', 'TRUE', '1', 1, 'x', '是的', error])('the flag %j is none of them', (cell) => {
    expect(reasonOf(readCell(flag('a', 'A'), cell))).toBe('choice');
  });

  it('compares words after folding', () => {
    const field = choice('a', 'A', ['N1', '满意']);
    expect(readCell(field, 'Ｎ１ ')).toBe('N1');
    expect(readCell(field, '满意 ')).toBe('满意');
    expect(reasonOf(readCell(field, 'N9'))).toBe('choice');
    expect(reasonOf(readCell(field, '满 意'))).toBe('choice');
    expect(reasonOf(readCell(field, 'n1'))).toBe('choice');
  });
});

describe('quarters', () => {
  it('reads a year and a quarter of it', () => {
    expect(readCell(quarter('a', 'A'), '２０１９Ｑ３ ')).toBe('2019Q3');
  });

  it.each(['2019Q5', '2019Q0', '2019q3', '2019-Q3', '2019年三季度', 20193, date('2019-08-01')])(
    '%j is a type',
    (cell) => {
      expect(reasonOf(readCell(quarter('a', 'A'), cell))).toBe('type');
    },
  );
});
