import { loadRulebook } from '../index.js';
import type { Office, World } from '../world.js';
import { inShort, office, owed, publicity, worldAt } from './scenario.js';

const book = loadRulebook();
const LATER = '2021-03-31';
const research = (more: Partial<Office> = {}) => office('WS02', { duty: '研究室', ...more });
const short = (rule: string, quarter: string, rows: Partial<World>) =>
  inShort(owed(book, rule, quarter, worldAt(LATER, { offices: [research()], ...rows })));

describe.each([
  ['PU-01', '2020Q2', '2020-01-01/2020-06-30', ['中国人大杂志社', '中国人大网', '全国人大常委会办公厅新闻局']],
  [
    'PU-02',
    '2020Q2',
    '2020-04-01/2020-06-30',
    ['人民权利报社', '山东人大工作杂志社', '山东人大微信公众号', '山东人大网', '省人大常委会研究室'],
  ],
] as const)('%s: the 研究室 keeps in touch with each outlet', (rule, quarter, period, outlets) => {
  it('is met outlet by outlet', () => {
    const contacted = publicity('A', '媒体联系', period.slice(11), outlets[1]);
    expect(short(rule, quarter, { publicity: [contacted] })).toEqual(
      outlets.map((outlet, index) => `WS02+${outlet} ${period} ${index === 1 ? 'met A' : 'missed'}`),
    );
  });

  it('is not met by another matter with that outlet, nor by an act without one, nor by another 机构', () => {
    const works = [
      publicity('A', '稿件', period.slice(0, 10), outlets[0]),
      publicity('B', '媒体联系', period.slice(0, 10)),
      { ...publicity('C', '媒体联系', period.slice(0, 10), outlets[0]), office: 'WS01' },
    ];
    expect(short(rule, quarter, { publicity: works })[0]).toBe(`WS02+${outlets[0]} ${period} missed`);
  });
});

describe.each([
  ['PU-03', '上级媒体采访', '2020Q4', '2020-01-01/2020-12-31'],
  ['PU-04', '年度计划', '2020Q4', '2020-01-01/2020-12-31'],
  ['PU-06', '季度通报', '2020Q4', '2020-10-01/2020-12-31'],
] as const)('%s: the 研究室 owes %s', (rule, matter, quarter, period) => {
  it('is met inside the period', () => {
    expect(short(rule, quarter, { publicity: [publicity('A', matter, period.slice(0, 10))] })).toEqual([
      `WS02 ${period} met A`,
    ]);
    expect(short(rule, quarter, { publicity: [publicity('A', '稿件', period.slice(0, 10))] })).toEqual([
      `WS02 ${period} missed`,
    ]);
  });

  it('binds 机构 of 职责 研究室 only, and belongs to them if they are 委室', () => {
    expect(short(rule, quarter, { offices: [research({ duty: '办公室' })] })).toEqual([]);
    const owner = (more: Partial<Office>) =>
      owed(book, rule, quarter, worldAt(LATER, { offices: [research(more)] }))[0]?.owner;
    expect([owner({}), owner({ category: '区县' })]).toEqual(['WS02', null]);
  });

  it('binds for the days of the whole period', () => {
    expect(short(rule, quarter, { offices: [research({ to: period.slice(11) })] })).toHaveLength(1);
    expect(short(rule, quarter, { offices: [research({ to: '2020-12-30' })] })).toEqual([]);
  });
});

describe('PU-05: a liaison meeting in the first ten days of the quarter', () => {
  const held = (on: string, entered = on, more: Partial<Office> = {}) =>
    short('PU-05', '2019Q3', { offices: [research(more)], publicity: [publicity('A', '联络会', on, null, entered)] });

  it.each([
    ['on the first day', '2019-07-01', '2019-07-01', 'met A'],
    ['on the tenth', '2019-07-10', '2019-07-10', 'met A'],
    ['on the first day, entered on the fifth working day after the tenth', '2019-07-01', '2019-07-17', 'met A'],
    ['on the first day, entered on the sixth', '2019-07-01', '2019-07-18', 'met-late A'],
    ['on the eleventh', '2019-07-11', '2019-07-11', 'met-late A'],
    ['on the quarter’s last day', '2019-09-30', '2019-09-30', 'met-late A'],
    ['in the next quarter', '2019-10-01', '2019-10-01', 'missed'],
    ['the day before the quarter', '2019-06-30', '2019-06-30', 'missed'],
  ])('held %s', (_when, on, entered, expected) => {
    expect(held(on, entered)).toEqual([`WS02 2019-07-01/2019-07-10 ${expected}`]);
  });

  it('binds a 研究室 that was there on every day of the window', () => {
    expect(held('2019-07-01', '2019-07-01', { from: '2019-07-01', to: '2019-07-10' })).toHaveLength(1);
    expect(held('2019-07-01', '2019-07-01', { to: '2019-07-09' })).toEqual([]);
    expect(held('2019-07-01', '2019-07-01', { from: '2019-07-02' })).toEqual([]);
  });

  it('falls due on the tenth and is not owed in the quarter in which the rule came into force', () => {
    const world = worldAt('2019-07-09', { offices: [research()] });
    expect(owed(book, 'PU-05', '2019Q3', world)[0]).toMatchObject({
      due: '2019-07-10',
      counted: false,
      status: 'open',
    });
    expect(short('PU-05', '2019Q2', {})).toEqual([]);
  });
});
