import { loadRulebook } from '../index.js';
import type { StatutoryItem, World } from '../world.js';
import { dated, inShort, item, office, opinion, owed, progress, reviewStep, urging, worldAt } from './scenario.js';

const book = loadRulebook();
const LATER = '2020-12-31';
const offices = [office('WS01'), office('CB01', { category: '承办单位' })];
const short = (rule: string, quarter: string, rows: Partial<World>, k = LATER) =>
  inShort(owed(book, rule, quarter, worldAt(k, { offices, ...rows })));

describe('ST-01i: each item is finished by its 完成时限', () => {
  const finished = (more: Partial<StatutoryItem>) =>
    short('ST-01i', '2019Q3', { items: [item('X', '2019-06-01', '2019-08-14', more)] });

  it.each([
    ['never', null, 'missed'],
    ['on the due day', dated('2019-08-14'), 'met X'],
    ['the day after', dated('2019-08-15'), 'met-late X'],
    ['a year after', dated('2020-08-14'), 'met-late X'],
    ['in time, entered on the fifth working day after it', dated('2019-08-14', '2019-08-21'), 'met X'],
    ['in time, entered on the sixth', dated('2019-08-14', '2019-08-22'), 'met-late X'],
  ])('finished %s', (_when, completed, expected) => {
    expect(finished({ completed })).toEqual([`X 2019-08-14 ${expected}`]);
  });

  it('binds the row alone; its carrier owns it if that is a known 委室', () => {
    const owner = (carrier: string) =>
      owed(
        book,
        'ST-01i',
        '2019Q3',
        worldAt(LATER, { offices, items: [item('X', '2019-06-01', '2019-08-14', { carrier })] }),
      )[0];
    expect(owner('WS01')).toMatchObject({ owner: 'WS01', trigger: 'X', period: null, events: [] });
    expect(owner('CB01')).toMatchObject({ owner: null });
    expect(owner('WS99')).toMatchObject({ owner: null });
  });

  it('is owed where it falls due on or after 2019-06-18', () => {
    const due = (day: string) => short('ST-01i', '2019Q2', { items: [item('X', '2019-01-01', day)] }).length;
    expect([due('2019-06-17'), due('2019-06-18')]).toEqual([0, 1]);
  });
});

describe('ST-02: the plan seven working days after an item was handed over', () => {
  // 27 September 2019 + 7 working days = 12 October, a Saturday that is worked.
  const planned = (planSubmitted: StatutoryItem['planSubmitted'], more: Partial<StatutoryItem> = {}, known = offices) =>
    short('ST-02', '2019Q4', {
      offices: known,
      items: [item('X', '2019-09-27', '2020-12-31', { planSubmitted, ...more })],
    });

  it.each([
    ['never', null, 'missed'],
    ['on the day it was handed over', dated('2019-09-27'), 'met X'],
    ['on the due day', dated('2019-10-12'), 'met X'],
    ['the day after', dated('2019-10-13'), 'met-late X'],
  ])('submitted %s', (_when, planSubmitted, expected) => {
    expect(planned(planSubmitted)).toEqual([`X 2019-10-12 ${expected}`]);
  });

  it('binds a carrier that is a 委室 in force on the day it was handed over', () => {
    expect(planned(null, { carrier: 'CB01' })).toEqual([]);
    expect(planned(null, { carrier: 'WS99' })).toEqual([]);
    expect(planned(null, {}, [office('WS01', { from: '2019-09-27', to: '2019-09-27' })])).toHaveLength(1);
    expect(planned(null, {}, [office('WS01', { from: '2019-09-28' })])).toEqual([]);
    expect(planned(null, {}, [office('WS01', { to: '2019-09-26' })])).toEqual([]);
  });
});

describe('ST-03: progress of each item that a 委室 carries out, every quarter', () => {
  const reported = (more: Partial<StatutoryItem> = {}, known = offices, handedOver = '2019-07-01') =>
    short('ST-03', '2019Q3', {
      offices: known,
      items: [item('X', handedOver, '2020-12-31', more)],
      progress: [progress('J', 'X', '2019-09-30')],
    });

  it('is met by a report of that item inside the quarter', () => {
    expect(reported()).toEqual(['X 2019-07-01/2019-09-30 met J']);
    const rows = { items: [item('X', '2019-07-01', '2020-12-31')], progress: [progress('J', 'Y', '2019-08-01')] };
    expect(short('ST-03', '2019Q3', rows)).toEqual(['X 2019-07-01/2019-09-30 missed']);
  });

  it('is owed for items handed over by the quarter’s first day and not finished before its last', () => {
    expect(reported({}, offices, '2019-07-02')).toEqual([]);
    expect(reported({ completed: dated('2019-09-30') })).toHaveLength(1);
    expect(reported({ completed: dated('2019-09-29') })).toEqual([]);
  });

  it('binds a carrier that is a 委室 on every day of the quarter', () => {
    expect(reported({ carrier: 'CB01' })).toEqual([]);
    expect(reported({}, [office('WS01', { from: '2019-07-01', to: '2019-09-30' })])).toHaveLength(1);
    expect(reported({}, [office('WS01', { from: '2019-07-02' })])).toEqual([]);
    expect(reported({}, [office('WS01', { to: '2019-09-29' })])).toEqual([]);
  });
});

describe.each([
  ['ST-05', '催办单', '责令书'],
  ['ST-06', '责令书', '催办单'],
] as const)('%s: a %s is answered within five working days', (rule, document, other) => {
  const items = [item('X', '2019-06-01', '2019-09-01')];
  const answered = (answer: StatutoryItem['completed']) =>
    short(rule, '2019Q4', { items, urgings: [urging('C', 'X', document, dated('2019-09-27'), answer)] });

  it.each([
    ['never', null, 'missed'],
    ['on the day', dated('2019-09-27'), 'met C'],
    ['on the due day', dated('2019-10-10'), 'met C'],
    ['the day after', dated('2019-10-11'), 'met-late C'],
  ])('answered %s', (_when, answer, expected) => {
    expect(answered(answer)).toEqual([`C 2019-10-10 ${expected}`]);
  });

  it('starts no clock where it was never issued, nor for the other document', () => {
    const urgings = [urging('C', 'X', document, null), urging('D', 'X', other, dated('2019-09-27'))];
    expect(short(rule, '2019Q4', { items, urgings })).toEqual([]);
  });

  it('belongs to the carrier of the item where both are known', () => {
    const owner = (rows: Partial<World>) => {
      const urgings = [urging('C', 'X', document, dated('2019-09-27'))];
      return owed(book, rule, '2019Q4', worldAt(LATER, { offices, urgings, ...rows }))[0]?.owner;
    };
    expect(owner({ items })).toBe('WS01');
    expect(owner({ items: [] })).toBeNull();
    expect(owner({ items, offices: [] })).toBeNull();
    expect(owner({ items: [item('X', '2019-06-01', '2019-09-01', { carrier: 'CB01' })] })).toBeNull();
  });
});

describe('ST-07: a report three months after the review opinion was handed over', () => {
  const reported = (handedOver: string, quarter: string, report: string | null) =>
    short('ST-07', quarter, { opinions: [opinion('S', dated(handedOver), report === null ? null : dated(report))] });

  it.each([
    ['2019-11-30', '2020Q1', '2020-02-29', 'S 2020-02-29 met S'],
    ['2019-11-30', '2020Q1', '2020-03-01', 'S 2020-02-29 met-late S'],
    ['2019-07-06', '2019Q4', '2019-10-06', 'S 2019-10-06 met S'],
    ['2019-07-06', '2019Q4', null, 'S 2019-10-06 missed'],
  ])('handed over %s, in %s, reported %s: %s', (handedOver, quarter, report, expected) => {
    expect(reported(handedOver, quarter, report)).toEqual([expected]);
  });

  it('runs no clock while the hand-over is not known, and counts in nobody’s ranking', () => {
    expect(short('ST-07', '2019Q4', { opinions: [opinion('S', null)] })).toEqual([]);
    const world = worldAt(LATER, { offices, opinions: [opinion('S', dated('2019-07-06'))] });
    expect(owed(book, 'ST-07', '2019Q4', world)[0]).toMatchObject({ owner: null, trigger: 'S', subject: ['S'] });
  });

  it('is owed where it falls due in force, even if handed over before the rule was', () => {
    const due = (handedOver: string) => reported(handedOver, '2019Q2', null).length;
    expect([due('2019-03-17'), due('2019-03-18')]).toEqual([0, 1]);
  });
});

describe.each([
  ['LG-05', '一审', '报省法工委', '二审'],
  ['LG-06', '二审', '报市委', '一审'],
] as const)('%s: ten days after the %s the draft goes on (%s)', (rule, reading, sent, otherReading) => {
  const read = reviewStep('R', '河清市养老服务条例（修订）', reading, '2019-07-25');
  const sentOn = (on: string, bill = '河清市养老服务条例(修订)') =>
    short(rule, '2019Q3', { reviewSteps: [read, reviewStep('S', bill, sent, on)] });

  it.each([
    ['the day before', '2019-07-24', 'missed'],
    ['the day of the reading', '2019-07-25', 'met S'],
    ['ten days after', '2019-08-04', 'met S'],
    ['eleven days after', '2019-08-05', 'met-late S'],
  ])('sent %s', (_when, on, expected) => {
    expect(sentOn(on)).toEqual([`河清市养老服务条例（修订） 2019-08-04 ${expected}`]);
  });

  it('is not met by another bill’s step', () => {
    expect(sentOn('2019-07-30', '河清市物业条例')).toEqual(['河清市养老服务条例（修订） 2019-08-04 missed']);
  });

  it.each([
    ['通过', 1],
    ['修改', 1],
    ['暂缓', 1],
    [null, 1],
    ['否决', 0],
  ] as const)('with 结果 %s: %d', (result, count) => {
    expect(short(rule, '2019Q3', { reviewSteps: [{ ...read, result }] })).toHaveLength(count);
  });

  it('starts no clock at another step; each reading starts its own', () => {
    const steps = [
      read,
      { ...read, id: 'Q', on: '2019-07-20' },
      reviewStep('O', '河清市养老服务条例（修订）', otherReading, '2019-07-26'),
    ];
    const obligations = owed(book, rule, '2019Q3', worldAt(LATER, { offices, reviewSteps: steps }));
    expect(obligations.map(({ trigger, due }) => [trigger, due])).toEqual([
      ['Q', '2019-07-30'],
      ['R', '2019-08-04'],
    ]);
  });

  it('belongs to the 牵头单位 of the reading if that is a 委室', () => {
    const owner = (lead: string) =>
      owed(book, rule, '2019Q3', worldAt(LATER, { offices, reviewSteps: [{ ...read, lead }] }))[0]?.owner;
    expect([owner('WS01'), owner('CB01')]).toEqual(['WS01', null]);
  });
});
