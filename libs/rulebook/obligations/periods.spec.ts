import { loadRulebook } from '../index.js';
import type { World } from '../world.js';
import { activity, branch, contact, inShort, office, owed, pair, worldAt } from './scenario.js';

const book = loadRulebook();
const LATER = '2020-12-31';
const short = (rule: string, quarter: string, world: World) => inShort(owed(book, rule, quarter, world));

describe('a periodic obligation', () => {
  const meeting = (rows: readonly (readonly [id: string, on: string, entered?: string])[], k = LATER) =>
    owed(
      book,
      'PB-13',
      '2019Q3',
      worldAt(k, {
        offices: [office('WS01')],
        branches: [branch('ZB01')],
        activities: rows.map(([id, on, entered]) => activity(id, 'ZB01', '党员大会', on, entered)),
      }),
    );
  const status = (rows: Parameters<typeof meeting>[0], k?: string) =>
    meeting(rows, k).map((obligation) => [obligation.status, ...obligation.evidence].join(' '));

  it.each([
    ['on the last day before it', '2019-06-30', 'missed'],
    ['on its first day', '2019-07-01', 'met A'],
    ['on its last day', '2019-09-30', 'met A'],
    ['on the day after it: that does not make up for it', '2019-10-01', 'missed'],
  ])('%s', (_when, on, expected) => {
    expect(status([['A', on]])).toEqual([expected]);
  });

  it('is on time if entered by the end of the fifth working day after the period: 30 September 2019 + 5 = 12 October', () => {
    expect(status([['A', '2019-07-02', '2019-10-12T23:59:59.999+08:00']])).toEqual(['met A']);
    expect(status([['A', '2019-07-02', '2019-10-13T00:00:00.000+08:00']])).toEqual(['met-late A']);
  });

  it('names the act that gives the most credit, then the earliest by day, by entry, by 编号', () => {
    expect(
      status([
        ['A', '2019-07-01', '2019-11-01'],
        ['B', '2019-09-01'],
      ]),
    ).toEqual(['met B']);
    expect(
      status([
        ['A', '2019-09-01'],
        ['B', '2019-08-01'],
      ]),
    ).toEqual(['met B']);
    expect(
      status([
        ['A', '2019-08-01', '2019-08-03'],
        ['B', '2019-08-01', '2019-08-02'],
      ]),
    ).toEqual(['met B']);
    expect(
      status([
        ['B', '2019-08-01'],
        ['A', '2019-08-01'],
      ]),
    ).toEqual(['met A']);
    expect(
      status([
        ['B', '2019-08-02', '2019-11-01'],
        ['A', '2019-08-03', '2019-10-31'],
      ]),
    ).toEqual(['met-late B']);
  });

  it('is open until its last day, counted and missed from then on', () => {
    expect(meeting([], '2019-09-29')[0]).toMatchObject({ status: 'open', counted: false, evidence: [], events: [] });
    expect(meeting([], '2019-09-30T00:00:00.000+08:00')[0]).toMatchObject({ status: 'missed', counted: true });
    expect(meeting([['A', '2019-07-01']], '2019-07-01')[0]).toMatchObject({ status: 'met', counted: false });
  });

  it('has no trigger, falls due on its last day and belongs to the branch’s office', () => {
    expect(meeting([])[0]).toEqual({
      rule: 'PB-13',
      subject: ['ZB01'],
      period: '2019-07-01/2019-09-30',
      trigger: null,
      due: '2019-09-30',
      owner: 'WS01',
      counted: true,
      status: 'missed',
      evidence: [],
      events: [],
    });
  });

  it('refuses what is no quarter', () => {
    expect(() => owed(book, 'PB-13', '2019Q5', worldAt(LATER, {}))).toThrow(RangeError);
  });
});

describe('a year whose paper is not out', () => {
  const known = (k: string) =>
    owed(
      book,
      'PB-13',
      '2019Q4',
      worldAt(k, { branches: [branch('ZB01')], activities: [activity('A', 'ZB01', '党员大会', '2019-10-10')] }),
    )[0];

  it('makes provisional what rests on a count into it, until the paper is out', () => {
    expect(known('2019-11-20')).toMatchObject({ status: 'met', provisional: true });
    expect(known('2019-11-21')).not.toHaveProperty('provisional');
  });

  it('makes nothing provisional where no act was looked at, or no count reaches into it', () => {
    const world = (k: string) => worldAt(k, { branches: [branch('ZB01')] });
    expect(owed(book, 'PB-13', '2019Q4', world('2019-11-20'))[0]).toEqual(
      expect.not.objectContaining({ provisional: true }),
    );
    const activities = [activity('A', 'ZB01', '主题党日', '2019-10-10')];
    const [october] = owed(book, 'PB-14', '2019Q4', worldAt('2019-11-20', { branches: [branch('ZB01')], activities }));
    expect(october).toEqual(expect.not.objectContaining({ provisional: true }));
  });

  it('is counted as known at k: 19 January 2020 + 5 = 3 February only once the Spring Festival was changed on the 27th', () => {
    const entered = (day: string) => {
      const activities = [activity('A', 'ZB01', '集中学习', '2020-01-16', day)];
      return short('PB-19', '2020Q1', worldAt(day, { branches: [branch('ZB01')], activities }))[2];
    };
    expect(entered('2020-02-03')).toBe('ZB01 2020-01-13/2020-01-19 met A');
    expect(entered('2020-02-04')).toBe('ZB01 2020-01-13/2020-01-19 met-late A');
  });
});

describe('DP-03: each member contacts each of their deputies every quarter, by any channel', () => {
  const rows = (contacts: World['contacts'], pairs = [pair('P01', 'D01')]) =>
    short('DP-03', '2019Q3', worldAt(LATER, { contactPairs: pairs, contacts }));

  it.each(['电话', '短信微信', '信函', '走访', '座谈', '接待'] as const)('%s meets it', (channel) => {
    expect(rows([contact('A', 'P01', 'D01', channel, '2019-09-30')])).toEqual(['P01+D01 2019-07-01/2019-09-30 met A']);
  });

  it('is not met by a contact with another deputy or of another member', () => {
    const contacts = [
      contact('A', 'P01', 'D02', '走访', '2019-08-01'),
      contact('B', 'P02', 'D01', '走访', '2019-08-01'),
    ];
    expect(rows(contacts)).toEqual(['P01+D01 2019-07-01/2019-09-30 missed']);
  });

  it('binds the pair over all its rows together, on every day of the quarter', () => {
    const rowsOf = (...ends: readonly (readonly [string, string | null])[]) =>
      rows(
        [],
        ends.map(([from, to]) => pair('P01', 'D01', { from, to })),
      );
    expect(rowsOf(['2019-08-16', null], ['2019-06-20', '2019-08-15'])).toHaveLength(1);
    expect(rowsOf(['2019-06-20', '2019-08-15'], ['2019-08-17', null])).toEqual([]);
    expect(rowsOf(['2019-07-01', '2019-09-30'])).toHaveLength(1);
    expect(rowsOf(['2019-07-02', null])).toEqual([]);
    expect(rowsOf(['2019-07-01', '2019-09-29'])).toEqual([]);
    expect(rowsOf(['2019-06-20', null], ['2019-07-10', '2019-07-20'])).toHaveLength(1);
  });

  it('counts in nobody’s ranking, and not in the quarter in which the rule came into force', () => {
    const world = worldAt(LATER, {
      contactPairs: [pair('P01', 'D01', { from: '2017-01-01' })],
      offices: [office('WS01')],
    });
    expect(owed(book, 'DP-03', '2019Q3', world)[0]?.owner).toBeNull();
    expect(owed(book, 'DP-03', '2019Q2', world)).toEqual([]);
  });
});

describe('DP-04: each member meets each of their deputies face to face every year', () => {
  it.each([
    ['走访', 'met A'],
    ['座谈', 'met A'],
    ['接待', 'met A'],
    ['电话', 'missed'],
    ['短信微信', 'missed'],
    ['信函', 'missed'],
  ] as const)('%s: %s', (channel, expected) => {
    const contacts = [contact('A', 'P01', 'D01', channel, '2020-02-29')];
    const world = worldAt('2021-01-31', { contactPairs: [pair('P01', 'D01')], contacts });
    expect(short('DP-04', '2020Q4', world)).toEqual([`P01+D01 2020-01-01/2020-12-31 ${expected}`]);
  });

  it('is not owed for 2019, which the rule did not hold in whole', () => {
    const world = worldAt('2021-01-31', { contactPairs: [pair('P01', 'D01', { from: '2018-01-01' })] });
    expect(short('DP-04', '2019Q4', world)).toEqual([]);
  });
});

describe('the list', () => {
  it('is sorted by rule, subject, period, due day and trigger, strings by code point', () => {
    // U+20000 is written with two units of which the first is below U+FF01: by code point it comes last all the same.
    const branches = ['ZB2', 'ZB10', '\u{20000}', '\uFF01'].map((id) => branch(id));
    expect(owed(book, 'PB-13', '2019Q3', worldAt(LATER, { branches })).map(({ subject }) => subject[0])).toEqual([
      'ZB10',
      'ZB2',
      '\uFF01',
      '\u{20000}',
    ]);
  });
});
