import { quarterPeriod } from '../../calendar/index.js';
import { toDecimal } from '../../kernel/index.js';
import { loadDefaultPolicy, loadRulebook } from '../index.js';
import {
  activity,
  attendance,
  branch,
  dated,
  inspection,
  item,
  leave,
  office,
  post,
  urging,
  worldAt,
} from '../obligations/scenario.js';
import type { World } from '../world.js';
import { adjustmentsIn, officesOfPeople } from './deductions.js';

const book = loadRulebook();
const policy = loadDefaultPolicy();
const LATER = '2020-12-31';
const offices = [office('WS01'), office('WS02'), office('LD01', { category: '领导班子' })];

/** Office, dimension, day, points. */
const taken = (quarter: string, rows: Partial<World>, k = LATER) =>
  adjustmentsIn(worldAt(k, { offices, ...rows }), quarterPeriod(quarter), policy, book).map((one) =>
    [one.office, one.dimension, one.on, toDecimal(one.points)].join(' '),
  );

describe('the office of a person on a day', () => {
  const officeOn = (posts: World['posts'], day = '2019-08-01', known = offices) =>
    officesOfPeople(worldAt(LATER, { offices: known, posts }))('P1', day);

  it('is that of a post in force that day, both ends inside', () => {
    const posts = [post('P1', 'WS01', { from: '2019-08-01', to: '2019-08-31' })];
    expect(['2019-07-31', '2019-08-01', '2019-08-31', '2019-09-01'].map((day) => officeOn(posts, day))).toEqual([
      null,
      'WS01',
      'WS01',
      null,
    ]);
  });

  it('is of several the one with the latest 任职日期, then the smallest 单位代码', () => {
    expect(officeOn([post('P1', 'WS01', { from: '2018-01-01' }), post('P1', 'WS02', { from: '2019-01-01' })])).toBe(
      'WS02',
    );
    expect(officeOn([post('P1', 'WS02', { from: '2019-01-01' }), post('P1', 'WS01', { from: '2019-01-01' })])).toBe(
      'WS01',
    );
  });

  it('is a 委室 that is known, whether or not it is still in force itself', () => {
    expect(officeOn([post('P1', 'LD01', { from: '2019-07-01' }), post('P1', 'WS01')])).toBe('WS01');
    expect(officeOn([post('P1', 'LD01')])).toBeNull();
    expect(officeOn([post('P1', 'WS09')])).toBeNull();
    expect(officeOn([post('P1', 'WS01')], '2019-08-01', [office('WS01', { to: '2019-07-01' })])).toBe('WS01');
  });
});

describe('F1-06: the five important meetings', () => {
  const posts = [post('P1', 'WS01')];

  it.each([
    ['缺席', ['WS01 business 2019-08-01 1.00']],
    ['替会', ['WS01 business 2019-08-01 1.00']],
    ['迟到', ['WS01 business 2019-08-01 0.50']],
    ['早退', ['WS01 business 2019-08-01 0.50']],
    ['请假', []],
    ['出席', []],
  ] as const)('%s: %j', (state, expected) => {
    expect(taken('2019Q3', { posts, attendance: [attendance('C', 'P1', '常委会会议', state, '2019-08-01')] })).toEqual(
      expected,
    );
  });

  it.each([
    ['党课', 'party'],
    ['中心组学习', 'party'],
    ['党组扩大会议', 'party'],
    ['常委会会议', 'business'],
    ['主任会议', 'business'],
  ] as const)('%s counts in %s', (meeting, dimension) => {
    expect(taken('2019Q3', { posts, attendance: [attendance('C', 'P1', meeting, '缺席', '2019-08-01')] })).toEqual([
      `WS01 ${dimension} 2019-08-01 1.00`,
    ]);
  });

  it('falls into the quarter of the day, and costs nobody anything where the person has no post in a 委室', () => {
    const rows = { posts, attendance: [attendance('C', 'P1', '党课', '缺席', '2019-09-30')] };
    expect(taken('2019Q3', rows)).toHaveLength(1);
    expect(taken('2019Q4', rows)).toEqual([]);
    expect(taken('2019Q3', { ...rows, posts: [post('P1', 'LD01')] })).toEqual([]);
  });
});

describe('OD-07: unauthorised absence', () => {
  const posts = [post('P1', 'WS01')];
  // Thursday 26 September 2019: the third working day after it is 29 September (a worked Sunday) + 30 → 27, 29, 30.
  const [from, approvalLimit, afterwards] = ['2019-09-26', '2019-09-30', '2019-10-01'];
  const back = dated('2019-10-08');
  const absent = (more: Parameters<typeof leave>[4], k = LATER, quarters = ['2019Q3', '2019Q4']) =>
    quarters.flatMap((quarter) => taken(quarter, { posts, leaves: [leave('Q', 'P1', from, '2019-09-30', more)] }, k));

  it('is a leave not approved by the third working day after its start, dated to the start', () => {
    expect(absent({ approved: dated(approvalLimit), reportedBack: back })).toEqual([]);
    expect(absent({ approved: dated(afterwards), reportedBack: back })).toEqual([`WS01 business ${from} 3.00`]);
    expect(absent({ reportedBack: back })).toEqual([`WS01 business ${from} 3.00`]);
  });

  it('counts from the day after that limit on', () => {
    expect(absent({}, approvalLimit)).toEqual([]);
    expect(absent({}, afterwards)).toEqual([`WS01 business ${from} 3.00`]);
  });

  it('is else a leave not reported back by the first working day after its end, dated to that working day', () => {
    // 30 September 2019 + 1 working day = 8 October.
    const approved = dated(from);
    expect(absent({ approved, reportedBack: dated('2019-10-08') })).toEqual([]);
    expect(absent({ approved, reportedBack: dated('2019-10-09') })).toEqual(['WS01 business 2019-10-08 3.00']);
    expect(absent({ approved })).toEqual(['WS01 business 2019-10-08 3.00']);
    expect(absent({ approved }, '2019-10-08')).toEqual([]);
    expect(absent({ approved }, '2019-10-09')).toEqual(['WS01 business 2019-10-08 3.00']);
  });

  it('is taken once a leave, and the approval comes first', () => {
    expect(absent({})).toHaveLength(1);
    expect(absent({ approved: dated('2019-10-08') })).toEqual([`WS01 business ${from} 3.00`]);
  });

  it('is held against the office of the day to which it is dated', () => {
    const moved = [post('P1', 'WS01', { to: '2019-09-30' }), post('P1', 'WS02', { from: '2019-10-01' })];
    const leaves = [
      leave('Q', 'P1', from, '2019-09-30', { approved: dated(from) }),
      leave('R', 'P1', from, '2019-09-30'),
    ];
    expect(taken('2019Q4', { posts: moved, leaves })).toEqual(['WS02 business 2019-10-08 3.00']);
    expect(taken('2019Q3', { posts: moved, leaves })).toEqual([`WS01 business ${from} 3.00`]);
  });
});

describe('催办单 and 责令书 on the office that carries the item out', () => {
  const items = [item('X', '2019-06-01', '2019-07-01')];

  it.each([
    ['催办单', '2.00'],
    ['责令书', '5.00'],
  ] as const)('%s costs %s on its 发出日期', (document, points) => {
    const urgings = [urging('C', 'X', document, dated('2019-09-30'))];
    expect(taken('2019Q3', { items, urgings })).toEqual([`WS01 business 2019-09-30 ${points}`]);
    expect(taken('2019Q4', { items, urgings })).toEqual([]);
  });

  it('costs nothing where it was not issued, the item is not known, or the carrier is no 委室', () => {
    const urgings = [urging('C', 'X', '催办单', dated('2019-08-01'))];
    expect(taken('2019Q3', { items, urgings: [urging('C', 'X', '催办单', null)] })).toEqual([]);
    expect(taken('2019Q3', { urgings })).toEqual([]);
    expect(taken('2019Q3', { items: [item('X', '2019-06-01', '2019-07-01', { carrier: 'LD01' })], urgings })).toEqual(
      [],
    );
  });
});

describe('F1-02: inspection findings', () => {
  const rows = (...inspections: World['inspections']) => ({
    branches: [branch('ZB01', { office: 'WS02' })],
    activities: [activity('A', 'ZB01', '党员大会', '2019-08-01')],
    inspections,
  });
  const finding = (id: string, what: '属实' | '有瑕疵' | '不实', on: string) =>
    inspection(id, '组织生活', 'A', what, on, '2019Q1');

  it.each([
    ['属实', []],
    ['有瑕疵', ['WS02 party 2019-09-01 2.00']],
    ['不实', ['WS02 party 2019-09-01 10.00']],
  ] as const)('%s: %j, in the quarter of its 日期, whatever its 季度', (what, expected) => {
    expect(taken('2019Q3', rows(finding('D', what, '2019-09-01')))).toEqual(expected);
    expect(taken('2019Q1', rows(finding('D', what, '2019-09-01')))).toEqual([]);
  });

  it('cost once an act, by the worst finding, of equal ones the earliest', () => {
    const worse = rows(finding('D1', '有瑕疵', '2019-09-01'), finding('D2', '不实', '2019-10-01'));
    expect([taken('2019Q3', worse), taken('2019Q4', worse)]).toEqual([[], ['WS02 party 2019-10-01 10.00']]);
    const equal = rows(finding('D2', '有瑕疵', '2019-10-01'), finding('D1', '有瑕疵', '2019-09-01'));
    expect([taken('2019Q3', equal), taken('2019Q4', equal)]).toEqual([['WS02 party 2019-09-01 2.00'], []]);
  });
});
