import { loadRulebook } from '../index.js';
import type { Branch, Office, World } from '../world.js';
import { activity, branch, inShort, office, owed, worldAt } from './scenario.js';

const book = loadRulebook();
const LATER = '2021-03-31';
const short = (rule: string, quarter: string, world: World) => inShort(owed(book, rule, quarter, world));

describe.each([
  ['PB-01', '党组', '党组会议'],
  ['PB-02', '党组', '中心组学习'],
  ['PB-05', '机关党组', '党组会议'],
  ['PB-06', '机关党组', '中心组学习'],
] as const)('%s: a body of 类别 %s owes %s every month', (rule, category, kind) => {
  const rows = (more: Partial<Office> = {}) => ({ offices: [office('DZ01', { category, ...more })] });

  it('is owed in each month of the quarter, by nobody in the ranking', () => {
    const world = worldAt(LATER, { ...rows(), activities: [activity('A', 'DZ01', kind, '2019-08-31')] });
    expect(short(rule, '2019Q3', world)).toEqual([
      'DZ01 2019-07-01/2019-07-31 missed',
      'DZ01 2019-08-01/2019-08-31 met A',
      'DZ01 2019-09-01/2019-09-30 missed',
    ]);
    expect(owed(book, rule, '2019Q3', world).map(({ owner }) => owner)).toEqual([null, null, null]);
  });

  it('is not owed by another body, nor met by another kind of meeting or another body’s', () => {
    const other = category === '党组' ? '机关党组' : '党组';
    expect(short(rule, '2019Q3', worldAt(LATER, rows({ category: other })))).toEqual([]);
    const activities = [activity('A', 'DZ01', '党课', '2019-08-31'), activity('B', 'DZ09', kind, '2019-08-31')];
    expect(short(rule, '2019Q3', worldAt(LATER, { ...rows(), activities }))[1]).toBe(
      'DZ01 2019-08-01/2019-08-31 missed',
    );
  });

  it('is owed for a month only by a body in force on every day of it', () => {
    const months = (more: Partial<Office>) => short(rule, '2019Q3', worldAt(LATER, rows(more))).length;
    expect(months({ from: '2019-08-01', to: '2019-09-30' })).toBe(2);
    expect(months({ from: '2019-08-02', to: '2019-09-29' })).toBe(0);
  });
});

describe.each([
  ['PB-08', '机关党委', '机关党员大会', '2020Q4', '2020-01-01/2020-12-31'],
  ['PB-09', '机关党委', '机关党委会议', '2020Q3', '2020-07-01/2020-09-30'],
  ['PB-10', '机关党委', '支部督导检查', '2020Q2', '2020-01-01/2020-06-30'],
] as const)('%s: the 机关党委 owes %s', (rule, category, kind, quarter, period) => {
  const offices = [office('DW01', { category })];
  const [first, last] = [period.slice(0, 10), period.slice(11)];

  it.each([first, last])('is met by an act on %s, the first or last day', (on) => {
    const world = worldAt(LATER, { offices, activities: [activity('A', 'DW01', kind, on)] });
    expect(short(rule, quarter, world)).toEqual([`DW01 ${period} met A`]);
  });

  it('does not appear in other quarters of its period, nor for a period begun before the rule was in force', () => {
    const world = worldAt(LATER, { offices });
    const quarters = ['2019Q2', '2020Q1', '2020Q2', '2020Q3', '2020Q4'].filter((q) => short(rule, q, world).length > 0);
    const expected = {
      'PB-08': ['2020Q4'],
      'PB-09': ['2020Q1', '2020Q2', '2020Q3', '2020Q4'],
      'PB-10': ['2020Q2', '2020Q4'],
    };
    expect(quarters).toEqual(expected[rule]);
  });
});

describe('PB-11: each branch has its plan of the year in January', () => {
  const plan = (on: string, entered = on, more: Partial<Branch> = {}) => {
    const offices = [office('WS01')];
    const world = worldAt(LATER, {
      offices,
      branches: [branch('ZB01', more)],
      activities: [activity('A', 'ZB01', '年度计划', on, entered)],
    });
    return short('PB-11', '2020Q1', world);
  };

  it.each([
    ['on the first day of the window', '2020-01-01', '2020-01-01', 'met A'],
    ['on its last day, entered on the fifth working day after', '2020-01-31', '2020-02-07', 'met A'],
    ['on its last day, entered a day later', '2020-01-31', '2020-02-08', 'met-late A'],
    ['after the window but within the year, however soon entered', '2020-02-01', '2020-02-01', 'met-late A'],
    ['on the last day of the year', '2020-12-31', '2020-12-31', 'met-late A'],
    ['in the next year', '2021-01-01', '2021-01-01', 'missed'],
    ['before the year', '2019-12-31', '2019-12-31', 'missed'],
  ])('%s', (_when, on, entered, expected) => {
    expect(plan(on, entered)).toEqual([`ZB01 2020-01-01/2020-01-31 ${expected}`]);
  });

  it('binds a branch that existed on every day of the window, whatever came after', () => {
    expect(plan('2020-01-05', '2020-01-05', { from: '2020-01-01', to: '2020-01-31' })).toHaveLength(1);
    expect(plan('2020-01-05', '2020-01-05', { from: '2020-01-02' })).toEqual([]);
    expect(plan('2020-01-05', '2020-01-05', { to: '2020-01-30' })).toEqual([]);
  });

  it('is not owed in 2019: the rule came into force after the window', () => {
    expect(short('PB-11', '2019Q1', worldAt(LATER, { branches: [branch('ZB01')] }))).toEqual([]);
  });
});

describe('PB-12: a branch with a committee holds 支委会 every month', () => {
  it('binds no branch without a committee', () => {
    const branches = [branch('ZB01', { hasCommittee: true }), branch('ZB02')];
    const activities = [activity('A', 'ZB01', '支委会', '2019-07-01'), activity('B', 'ZB02', '支委会', '2019-07-01')];
    expect(short('PB-12', '2019Q3', worldAt(LATER, { branches, activities }))).toEqual([
      'ZB01 2019-07-01/2019-07-31 met A',
      'ZB01 2019-08-01/2019-08-31 missed',
      'ZB01 2019-09-01/2019-09-30 missed',
    ]);
  });
});

describe.each([
  ['PB-13', '党员大会', '2019Q3', ['2019-07-01/2019-09-30']],
  ['PB-14', '主题党日', '2019Q3', ['2019-07-01/2019-07-31', '2019-08-01/2019-08-31', '2019-09-01/2019-09-30']],
  ['PB-15', '党课', '2019Q3', ['2019-07-01/2019-09-30']],
  ['PB-16', '季度报告', '2019Q3', ['2019-07-01/2019-09-30']],
  ['PB-17', '组织生活会', '2020Q4', ['2020-01-01/2020-12-31']],
  ['PB-18', '民主评议', '2020Q4', ['2020-01-01/2020-12-31']],
] as const)('%s: each branch owes %s', (rule, kind, quarter, periods) => {
  const on = periods[0].slice(0, 10);
  const rows = { branches: [branch('ZB01')], activities: [activity('A', 'ZB01', kind, on)] };

  it('in each of its periods, counted in the ranking of the branch’s office', () => {
    const obligations = owed(
      book,
      rule,
      quarter,
      worldAt(LATER, { ...rows, offices: [office('WS01', { to: '2019-07-31' })] }),
    );
    expect(obligations.map(({ period }) => period)).toEqual(periods);
    expect(obligations[0]).toMatchObject({ status: 'met', evidence: ['A'], owner: 'WS01', events: ['event-A'] });
  });

  it('by nobody in the ranking where the office is not known to be a 委室', () => {
    const owner = (offices: World['offices']) =>
      owed(book, rule, quarter, worldAt(LATER, { ...rows, offices }))[0]?.owner;
    expect(owner([])).toBeNull();
    expect(owner([office('WS01', { category: '区县' })])).toBeNull();
  });
});

describe('PB-19: each branch studies every week', () => {
  const weeks = (quarter: string) =>
    owed(book, 'PB-19', quarter, worldAt(LATER, { branches: [branch('ZB01')] })).map(({ period }) => period);

  it('falls into the quarter of the week’s Sunday', () => {
    expect(weeks('2019Q3').slice(0, 1)).toEqual(['2019-07-01/2019-07-07']);
    expect(weeks('2019Q3').slice(-1)).toEqual(['2019-09-23/2019-09-29']);
    expect(weeks('2019Q4').slice(0, 1)).toEqual(['2019-09-30/2019-10-06']);
    expect(weeks('2020Q1').slice(0, 1)).toEqual(['2019-12-30/2020-01-05']);
  });

  it('is not owed for the week in which the rule came into force (2019-06-11, a Tuesday)', () => {
    expect(weeks('2019Q2')).toEqual(['2019-06-17/2019-06-23', '2019-06-24/2019-06-30']);
  });
});
