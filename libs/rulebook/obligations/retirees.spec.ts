import { loadRulebook } from '../index.js';
import type { World } from '../world.js';
import { inShort, office, owed, retiree, service, situation, worldAt } from './scenario.js';

const book = loadRulebook();
const LATER = '2020-12-31';
const offices = [office('WS01'), office('WS03')];
const short = (rule: string, quarter: string, rows: Partial<World>) =>
  inShort(owed(book, rule, quarter, worldAt(LATER, { offices, ...rows })));

describe('RC-01: a call to each retiree every month', () => {
  it.each(['电话', '上门', '座谈', '医院探望'] as const)('%s meets it, whatever the occasion', (channel) => {
    const services = [service('A', 'T1', channel, '节日', '2019-08-01')];
    expect(short('RC-01', '2019Q3', { retireeRows: [retiree('T1')], services })).toEqual([
      'T1 2019-07-01/2019-07-31 missed',
      'T1 2019-08-01/2019-08-31 met A',
      'T1 2019-09-01/2019-09-30 missed',
    ]);
  });

  it('binds somebody over all rows together, on every day of the month', () => {
    const months = (...ends: readonly (readonly [string, string | null])[]) =>
      short('RC-01', '2019Q3', { retireeRows: ends.map(([from, to]) => retiree('T1', { from, to })) }).length;
    expect(months(['2019-01-01', '2019-08-15'], ['2019-08-16', null])).toBe(3);
    expect(months(['2019-01-01', '2019-08-15'], ['2019-08-17', null])).toBe(2);
  });

  it('ends with the day of death, which is the first day without obligations', () => {
    const months = (day: string) =>
      short('RC-01', '2019Q3', { retireeRows: [retiree('T1')], situations: [situation('S', 'T1', '去世', day)] })
        .length;
    expect(months('2019-09-30')).toBe(2);
    expect(months('2019-10-01')).toBe(3);
  });

  it('counts for the office of the row in force on the due day, of several the one with the latest start', () => {
    const retireeRows = [
      retiree('T1', { careOffice: 'WS01' }),
      retiree('T1', { from: '2019-08-31', careOffice: 'WS03' }),
      retiree('T1', { from: '2019-09-01', to: '2019-09-29', careOffice: 'WS01' }),
    ];
    const owners = owed(book, 'RC-01', '2019Q3', worldAt(LATER, { offices, retireeRows })).map(({ owner }) => owner);
    expect(owners).toEqual(['WS01', 'WS03', 'WS03']);
  });

  it('counts for nobody where that office is not known to be a 委室', () => {
    const owner = (known: World['offices']) =>
      owed(book, 'RC-01', '2019Q3', worldAt(LATER, { offices: known, retireeRows: [retiree('T1')] }))[0]?.owner;
    expect([owner([]), owner([office('WS01', { category: '承办单位' })]), owner(offices)]).toEqual([
      null,
      null,
      'WS01',
    ]);
  });
});

describe('RC-02: a home visit to each retiree every quarter', () => {
  it.each([
    ['上门', 'met A'],
    ['电话', 'missed'],
    ['座谈', 'missed'],
    ['医院探望', 'missed'],
  ] as const)('%s: %s', (channel, expected) => {
    const services = [service('A', 'T1', channel, '日常', '2019-09-30')];
    expect(short('RC-02', '2019Q3', { retireeRows: [retiree('T1')], services })).toEqual([
      `T1 2019-07-01/2019-09-30 ${expected}`,
    ]);
  });
});

describe('RC-04: a visit within three working days when something happens', () => {
  // Friday 27 September 2019 + 3 working days, one of them a Sunday: 29, 30 September, 8 October.
  const visited = (
    on: string,
    entered = on,
    channel: Parameters<typeof service>[2] = '上门',
    occasion: Parameters<typeof service>[3] = '住院',
  ) =>
    short('RC-04', '2019Q4', {
      retireeRows: [retiree('T1')],
      situations: [situation('S', 'T1', '住院', '2019-09-27')],
      services: [service('A', 'T1', channel, occasion, on, entered)],
    });

  it.each([
    ['before it happened', '2019-09-26', 'missed'],
    ['on the day', '2019-09-27', 'met A'],
    ['on the due day', '2019-10-08', 'met A'],
    ['the day after', '2019-10-09', 'met-late A'],
    ['thirty days after the due day', '2019-11-07', 'met-late A'],
    ['thirty-one days after it', '2019-11-08', 'missed'],
  ])('visited %s', (_when, on, expected) => {
    expect(visited(on)).toEqual([`T1 2019-10-08 ${expected}`]);
  });

  it('wants the entry within five working days of the visit, not of the due day', () => {
    expect(visited('2019-09-27', '2019-10-10')).toEqual(['T1 2019-10-08 met A']);
    expect(visited('2019-09-27', '2019-10-11')).toEqual(['T1 2019-10-08 met-late A']);
  });

  it('wants a visit at home or in hospital, for that very occasion', () => {
    expect(visited('2019-09-28', '2019-09-28', '医院探望')).toEqual(['T1 2019-10-08 met A']);
    expect(visited('2019-09-28', '2019-09-28', '电话')).toEqual(['T1 2019-10-08 missed']);
    expect(visited('2019-09-28', '2019-09-28', '座谈')).toEqual(['T1 2019-10-08 missed']);
    expect(visited('2019-09-28', '2019-09-28', '上门', '日常')).toEqual(['T1 2019-10-08 missed']);
  });

  it('is met for two stays by one visit after both began, each with its trigger', () => {
    const world = worldAt(LATER, {
      offices,
      retireeRows: [retiree('T1')],
      situations: [situation('S2', 'T1', '住院', '2019-08-21'), situation('S1', 'T1', '住院', '2019-08-20')],
      services: [service('A', 'T1', '医院探望', '住院', '2019-08-22')],
    });
    expect(owed(book, 'RC-04', '2019Q3', world)).toMatchObject([
      { trigger: 'S1', due: '2019-08-23', status: 'met', evidence: ['A'], period: null, owner: 'WS01' },
      { trigger: 'S2', due: '2019-08-26', status: 'met', evidence: ['A'] },
    ]);
  });

  it('binds who is in the roster on the day; for anything but death also not dead yet', () => {
    const clocks = (what: '住院' | '去世', on: string, died: string | null, to: string | null = null) =>
      owed(
        book,
        'RC-04',
        '2019Q3',
        worldAt(LATER, {
          retireeRows: [retiree('T1', { to })],
          situations: [situation('S', 'T1', what, on), ...(died === null ? [] : [situation('D', 'T1', '去世', died)])],
        }),
      ).filter(({ trigger }) => trigger === 'S').length;
    expect(clocks('住院', '2019-08-20', '2019-08-21')).toBe(1);
    expect(clocks('住院', '2019-08-20', '2019-08-20')).toBe(0);
    expect(clocks('去世', '2019-08-20', null)).toBe(1);
    expect(clocks('去世', '2019-08-20', null, '2019-08-20')).toBe(1);
    expect(clocks('去世', '2019-08-20', null, '2019-08-19')).toBe(0);
    expect(clocks('住院', '2019-08-20', null, '2019-08-19')).toBe(0);
  });

  it('counts for the office that looked after them on the day it happened', () => {
    const retireeRows = [
      retiree('T1', { to: '2019-08-21', careOffice: 'WS03' }),
      retiree('T1', { from: '2019-08-22', careOffice: 'WS01' }),
    ];
    const situations = [situation('S', 'T1', '特殊困难', '2019-08-21')];
    expect(owed(book, 'RC-04', '2019Q3', worldAt(LATER, { offices, retireeRows, situations }))[0]?.owner).toBe('WS03');
  });

  it('is owed where it falls due on or after the day the rule came into force, whenever the clock started', () => {
    const due = (on: string) =>
      short('RC-04', '2019Q2', { retireeRows: [retiree('T1')], situations: [situation('S', 'T1', '住院', on)] });
    // 7 June was a holiday, the 8th and 9th a weekend.
    expect(due('2019-06-04')).toEqual([]);
    expect(due('2019-06-05')).toEqual(['T1 2019-06-11 missed']);
  });
});

describe('RC-07: a visit on the birthday at 70, 75, 80 …', () => {
  const turning = (born: string, quarter: string, services: World['services'] = []) =>
    short('RC-07', quarter, { retireeRows: [retiree('T1', { born })], services });

  it.each([
    ['1950-08-14', '2019Q3', []],
    ['1949-08-14', '2019Q3', ['T1 2019-08-14 missed']],
    ['1948-08-14', '2019Q3', []],
    ['1944-08-14', '2019Q3', ['T1 2019-08-14 missed']],
    ['1954-08-14', '2019Q3', []],
    ['1929-08-14', '2019Q3', ['T1 2019-08-14 missed']],
    ['1949-08-14', '2019Q4', []],
  ])('born %s, in %s: %j', (born, quarter, expected) => {
    expect(turning(born, quarter)).toEqual(expected);
  });

  it.each([
    ['eight days before', '2019-08-06', 'missed'],
    ['seven days before', '2019-08-07', 'met A'],
    ['on the birthday', '2019-08-14', 'met A'],
    ['the day after', '2019-08-15', 'met-late A'],
    ['thirty days after', '2019-09-13', 'met-late A'],
    ['thirty-one days after', '2019-09-14', 'missed'],
  ])('visited %s', (_when, on, expected) => {
    const services = [service('A', 'T1', '上门', '生日', on)];
    expect(turning('1949-08-14', '2019Q3', services)).toEqual([`T1 2019-08-14 ${expected}`]);
  });

  it('wants a home visit for the birthday', () => {
    const services = [
      service('A', 'T1', '电话', '生日', '2019-08-14'),
      service('B', 'T1', '上门', '日常', '2019-08-14'),
    ];
    expect(turning('1949-08-14', '2019Q3', services)).toEqual(['T1 2019-08-14 missed']);
  });

  it('is kept on 28 February by who was born on the 29th, in a common year', () => {
    const k = '2026-03-31';
    const due = (born: string, quarter: string) =>
      owed(book, 'RC-07', quarter, worldAt(k, { retireeRows: [retiree('T1', { born })] })).map((one) => one.due);
    expect(due('1940-02-29', '2020Q1')).toEqual(['2020-02-29']);
    expect(due('1952-02-29', '2022Q1')).toEqual(['2022-02-28']);
  });

  it('goes by the row in force on the birthday, which says the date of birth and whose it is', () => {
    const rows = (to: string, from: string) => [
      retiree('T1', { to, born: '1949-08-14', careOffice: 'WS03' }),
      retiree('T1', { from, born: '1949-08-20', careOffice: 'WS01' }),
    ];
    const due = (to: string, from: string) =>
      owed(book, 'RC-07', '2019Q3', worldAt(LATER, { offices, retireeRows: rows(to, from) })).map((one) => [
        one.due,
        one.owner,
      ]);
    expect(due('2019-08-14', '2019-08-21')).toEqual([['2019-08-14', 'WS03']]);
    expect(due('2019-08-13', '2019-08-14')).toEqual([['2019-08-20', 'WS01']]);
    expect(due('2019-12-31', '2019-08-14')).toEqual([['2019-08-20', 'WS01']]);
    expect(due('2019-08-13', '2019-08-21')).toEqual([]);
  });

  it('is not owed to the dead: the day of death is the first without obligations', () => {
    const owedTo = (day: string) =>
      short('RC-07', '2019Q3', {
        retireeRows: [retiree('T1', { born: '1949-08-14' })],
        situations: [situation('S', 'T1', '去世', day)],
      }).length;
    expect([owedTo('2019-08-14'), owedTo('2019-08-15')]).toEqual([0, 1]);
  });

  it('has no trigger and no period, and is in force from 2019-06-11', () => {
    const world = worldAt(LATER, {
      retireeRows: [retiree('T1', { born: '1949-06-11' }), retiree('T2', { born: '1949-06-10' })],
    });
    expect(owed(book, 'RC-07', '2019Q2', world)).toMatchObject([{ subject: ['T1'], trigger: null, period: null }]);
  });
});
