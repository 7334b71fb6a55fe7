import { isRefusal } from '../../kernel/index.js';
import { loadDefaultPolicy, loadRulebook } from '../index.js';
import {
  activity,
  attendance,
  branch,
  contact,
  dated,
  inspection,
  item,
  office,
  opinion,
  pair,
  post,
  retiree,
  reviewStep,
  service,
  worldAt,
} from '../obligations/scenario.js';
import type { ScoringPolicy } from '../policy.js';
import type { OfficeMark, World, WorkstreamMark } from '../world.js';
import { ranking } from './index.js';
import type { OfficeRank, Ranking } from './index.js';

const book = loadRulebook();
const policy = loadDefaultPolicy();
const LATER = '2020-12-31';

const mark = (where: string, marks: Partial<OfficeMark>, marker = 'P9', quarter = '2019Q3'): OfficeMark => ({
  id: `${quarter}/${marker}/${where}`,
  events: [`event-${marker}-${where}`],
  quarter,
  marker,
  office: where,
  party: null,
  business: null,
  publicity: null,
  retirees: null,
  ...marks,
});

const workstreamMark = (code: string, given: string, marker = 'P9'): WorkstreamMark => ({
  id: `2019Q3/${marker}/${code}`,
  events: [],
  quarter: '2019Q3',
  marker,
  code,
  mark: given,
});

const rank = (rows: Partial<World>, k = LATER, quarter = '2019Q3', by: ScoringPolicy = policy): Ranking => {
  const answer = ranking(worldAt(k, { offices: [office('WS01')], ...rows }), quarter, by, book);
  if (isRefusal(answer)) throw new Error(answer.why);
  return answer;
};

const first = (
  rows: Partial<World>,
  ...more: [k?: string, quarter?: string, by?: ScoringPolicy]
): OfficeRank | undefined => rank(rows, ...more).offices[0];

/** Two items due in the quarter: one finished in time, one late, so that ST-01i has the rate 0.80. */
const items = [
  item('X', '2019-06-01', '2019-08-01', { completed: dated('2019-07-31') }),
  item('Y', '2019-06-01', '2019-08-01', { completed: dated('2019-08-02') }),
];

describe('F1-03: the ranking of the offices', () => {
  it('is refused for a quarter before the policy’s first', () => {
    const answer = ranking(worldAt(LATER, {}), '2019Q2', policy, book);
    expect(answer).toMatchObject({ refused: true, rule: null, why: 'policy-not-in-force' });
    expect(isRefusal(ranking(worldAt(LATER, {}), '2019Q3', policy, book))).toBe(false);
  });

  it('rates a rule by its credits over n, and a dimension by its rules alike, however many subjects they have', () => {
    // ST-01i: (1 + 0.60) / 2 = 0.80. ST-02 of both items missed: 0 / 2. Mean of the two rules: 40.00.
    expect(first({ items: items.map((one) => ({ ...one, handedOver: dated('2019-06-20') })) })?.dimensions).toEqual([
      {
        dimension: 'business',
        weight: '1',
        objective: '40.00',
        review: null,
        deductions: '0.00',
        bonuses: '0.00',
        score: '40.00',
        rules: [
          { rule: 'ST-01i', n: 2, onTime: 1, late: 1, missed: 0, waived: 0 },
          { rule: 'ST-02', n: 2, onTime: 0, late: 0, missed: 2, waived: 0 },
        ],
      },
    ]);
  });

  it('counts only what is due on or before the day of k', () => {
    const rules = (k: string) => first({ items }, k)?.dimensions.flatMap((one) => one.rules.map(({ rule }) => rule));
    expect(rules('2019-07-31')).toEqual([]);
    expect(rules('2019-08-01')).toEqual(['ST-01i']);
  });

  it('weighs a rule as the policy says', () => {
    const twice = { ...policy, ruleWeights: { 'ST-02': '3' } };
    const handedOver = dated('2019-06-20');
    expect(first({ items: items.map((one) => ({ ...one, handedOver })) }, LATER, '2019Q3', twice)?.total).toBe('20.00');
  });

  it('takes 0.70 of the objective and 0.30 of the review, each rounded first', () => {
    const marks = ['90', '90', '90.01'].map((business, index) => mark('WS01', { business }, `P${index}`));
    // review 90.0033… → 90.00; 0.70 × 80 + 0.30 × 90 = 83.00
    expect(first({ items, officeMarks: marks })?.dimensions[0]).toMatchObject({
      objective: '80.00',
      review: '90.00',
      score: '83.00',
    });
    expect(first({ officeMarks: marks })?.dimensions[0]).toMatchObject({
      objective: null,
      review: '90.00',
      score: '90.00',
    });
  });

  it('takes an empty cell for no mark, and only the marks of the quarter and office', () => {
    const officeMarks = [
      mark('WS01', { business: '80' }),
      mark('WS01', { party: '60' }, 'P8'),
      mark('WS01', { business: '10' }, 'P7', '2019Q4'),
      mark('WS02', { business: '20' }),
    ];
    const reviews = first({ officeMarks })?.dimensions.map(({ dimension, review }) => [dimension, review]);
    expect(reviews).toEqual([
      ['party', '60.00'],
      ['business', '80.00'],
    ]);
  });

  it('rounds a half up: 0.70 × 80.00 + 0.30 × 90.05 = 83.015 → 83.02', () => {
    expect(first({ items, officeMarks: [mark('WS01', { business: '90.05' })] })?.dimensions[0]?.score).toBe('83.02');
  });

  it('scales the weights of the dimensions that count up to 1 and calls the office incomplete', () => {
    const counted = (marks: Partial<OfficeMark>) => first({ officeMarks: [mark('WS01', marks)] });
    expect(counted({ party: '80', business: '60' })).toMatchObject({
      complete: false,
      // 3/7 × 80 + 4/7 × 60 = 68.571…
      total: '68.57',
      dimensions: [{ weight: '3/7' }, { weight: '4/7' }],
    });
    expect(counted({ party: '80', business: '60', publicity: '70', retirees: '90' })).toMatchObject({
      complete: true,
      total: '72.00',
      dimensions: [{ weight: '3/10' }, { weight: '2/5' }, { weight: '3/20' }, { weight: '3/20' }],
    });
  });

  const late = (count: number, meeting: '党课' | '常委会会议') => ({
    posts: [post('P1', 'WS01')],
    attendance: Array.from({ length: count }, (_, i) => attendance(`C${i}`, 'P1', meeting, '缺席', '2019-08-01')),
  });

  it('takes deductions off the dimension, never below zero, and prints them unclamped', () => {
    const rows = { officeMarks: [mark('WS01', { business: '2' })] };
    expect(first({ ...rows, ...late(1, '常委会会议') })?.dimensions[0]).toMatchObject({
      deductions: '1.00',
      score: '1.00',
    });
    expect(first({ ...rows, ...late(3, '常委会会议') })?.dimensions[0]).toMatchObject({
      deductions: '3.00',
      score: '0.00',
    });
  });

  it('takes the deductions of a left-out dimension off the total at that dimension’s own weight', () => {
    const answer = first({ officeMarks: [mark('WS01', { business: '90' })], ...late(1, '党课') });
    expect(answer).toMatchObject({
      total: '89.70',
      complete: false,
      dimensions: [
        { dimension: 'party', weight: '0', objective: null, review: null, deductions: '1.00', score: null, rules: [] },
        { dimension: 'business', weight: '1', score: '90.00' },
      ],
    });
  });

  it('never takes the total below zero', () => {
    expect(first({ officeMarks: [mark('WS01', { business: '0' })], ...late(9, '党课') })?.total).toBe('0.00');
  });

  it('gives an office counted in no dimension no total and no rank, whatever its deductions', () => {
    expect(first(late(1, '党课'))).toEqual({
      rank: null,
      code: 'WS01',
      name: 'WS01室',
      total: null,
      complete: false,
      dimensions: [expect.objectContaining({ dimension: 'party', weight: '0', deductions: '1.00', score: null })],
    });
  });

  it('adds 1.00 for each innovation, at most 5.00, never above 100; a bonus alone is no gain', () => {
    const innovations = (count: number, dimension: 'party' | 'business' = 'business') =>
      Array.from({ length: count }, (_, i) => ({
        id: `I${i}`,
        events: [],
        on: '2019-08-01',
        entered: '2019-08-01T12:00:00.000+08:00',
        office: 'WS01',
        dimension,
      }));
    const officeMarks = [mark('WS01', { business: '90' })];
    expect(first({ officeMarks, innovations: innovations(2) })?.dimensions[0]).toMatchObject({
      bonuses: '2.00',
      score: '92.00',
    });
    expect(first({ officeMarks, innovations: innovations(7) })?.dimensions[0]).toMatchObject({
      bonuses: '5.00',
      score: '95.00',
    });
    const high = [mark('WS01', { business: '97' })];
    expect(first({ officeMarks: high, innovations: innovations(5) })?.dimensions[0]).toMatchObject({
      bonuses: '5.00',
      score: '100.00',
    });
    const alone = first({ officeMarks, innovations: innovations(1, 'party') });
    expect(alone).toMatchObject({
      total: '90.00',
      dimensions: [{ dimension: 'party', bonuses: '1.00', score: null }, {}],
    });
  });

  it('lists the 委室 in force on the quarter’s last day, as known', () => {
    const offices = [
      office('WS01', { to: '2019-09-30' }),
      office('WS02', { to: '2019-09-29' }),
      office('WS03', { from: '2019-09-30' }),
      office('WS04', { from: '2019-10-01' }),
      office('CB01', { category: '承办单位' }),
    ];
    expect(rank({ offices }).offices.map(({ code }) => code)).toEqual(['WS01', 'WS03']);
  });

  it('shares ranks in a tie and skips the next; within a tie and among those without a total the code decides', () => {
    const offices = ['WS05', 'WS06', 'WS04', 'WS03', 'WS02', 'WS01'].map((id) => office(id));
    const officeMarks = [
      mark('WS01', { party: '70' }),
      mark('WS02', { party: '80' }),
      mark('WS03', { party: '80' }),
      mark('WS04', { party: '90' }),
    ];
    expect(rank({ offices, officeMarks }).offices.map((one) => [one.rank, one.code])).toEqual([
      [1, 'WS04'],
      [2, 'WS02'],
      [2, 'WS03'],
      [4, 'WS01'],
      [null, 'WS05'],
      [null, 'WS06'],
    ]);
  });

  it('says its quarter, k and policy', () => {
    expect(rank({})).toMatchObject({
      quarter: '2019Q3',
      knownAt: '2020-12-31T23:59:59.999+08:00',
      policy: 'default-2019',
    });
  });
});

describe('F1-03: the ranking of patterns and mechanisms', () => {
  it('lists all five and all six, those without a score last', () => {
    const answer = rank({
      workstreamMarks: [workstreamMark('N5', '70'), workstreamMark('M2', '80'), workstreamMark('M6', '80')],
    });
    expect(answer.patterns.map((one) => [one.rank, one.code, one.score])).toEqual([
      [1, 'N5', '70.00'],
      [null, 'N1', null],
      [null, 'N2', null],
      [null, 'N3', null],
      [null, 'N4', null],
    ]);
    expect(answer.mechanisms.map((one) => [one.rank, one.code])).toEqual([
      [1, 'M2'],
      [1, 'M6'],
      [null, 'M1'],
      [null, 'M3'],
      [null, 'M4'],
      [null, 'M5'],
    ]);
  });

  it('counts all who owe a rule, whoever’s ranking they count in, and no deductions', () => {
    const rows: Partial<World> = {
      offices: [office('WS01'), office('DZ01', { category: '党组' })],
      branches: [branch('ZB01')],
      activities: [
        activity('A', 'DZ01', '党组会议', '2019-07-01'),
        activity('B', 'ZB01', '党员大会', '2019-07-01'),
        activity('C', 'ZB01', '党课', '2019-07-01'),
      ],
      items: [item('X', '2019-06-01', '2019-08-01', { carrier: 'CB01' })],
      opinions: [opinion('S', dated('2019-06-01'), dated('2019-08-01'))],
      reviewSteps: [reviewStep('R', '条例', '一审', '2019-07-01')],
      contactPairs: [pair('P1', 'D1')],
      contacts: [contact('L', 'P1', 'D1', '电话', '2019-07-01')],
      retireeRows: [retiree('T1')],
      services: [service('F', 'T1', '上门', '日常', '2019-07-01')],
      inspections: [inspection('D', '组织生活', 'C', '有瑕疵', '2019-08-01')],
    };
    const answer = rank(rows);
    const rules = (code: string) =>
      [...answer.patterns, ...answer.mechanisms].find((one) => one.code === code)?.rules.map(({ rule }) => rule);
    expect(rules('N1')).toEqual(['PB-01', 'PB-02', 'PB-13', 'PB-14', 'PB-15', 'PB-16', 'PB-19']);
    expect(rules('N2')).toEqual(['DP-03']);
    expect(rules('N4')).toEqual(['RC-01', 'RC-02']);
    expect(rules('M3')).toEqual(['LG-05']);
    expect(rules('M4')).toEqual(['ST-07']);
    expect(rules('M5')).toEqual(['ST-01i']);
    expect(answer.patterns.find(({ code }) => code === 'N2')).toMatchObject({ objective: '100.00', score: '100.00' });
    // PB-01 1/3, PB-02 0, PB-13 1, PB-14 0, PB-15 1, PB-16 0, PB-19 0: 100 × (7/3) / 7
    expect(answer.patterns.find(({ code }) => code === 'N1')?.score).toBe('33.33');
  });

  it('takes 0.70 of the objective and 0.30 of the marks given to it', () => {
    const rows = {
      opinions: [opinion('S', dated('2019-06-01'), dated('2019-08-01'))],
      workstreamMarks: [workstreamMark('M4', '80', 'P1'), workstreamMark('M4', '85.5', 'P2')],
    };
    expect(rank(rows).mechanisms[0]).toEqual({
      rank: 1,
      code: 'M4',
      score: '94.83',
      objective: '100.00',
      review: '82.75',
      rules: [{ rule: 'ST-07', n: 1, onTime: 1, late: 0, missed: 0, waived: 0 }],
    });
  });
});
