import { isRefusal } from '../../kernel/index.js';
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
import type { OfficeMark, World } from '../world.js';
import { explain } from './index.js';
import type { Explanation } from './index.js';

const book = loadRulebook();
const policy = loadDefaultPolicy();

const mark = (marks: Partial<OfficeMark>): OfficeMark => ({
  id: '2019Q3/P9/WS01',
  events: ['event-mark'],
  quarter: '2019Q3',
  marker: 'P9',
  office: 'WS01',
  party: null,
  business: null,
  publicity: null,
  retirees: null,
  ...marks,
});

const explained = (rows: Partial<World>): Explanation => {
  const answer = explain(worldAt('2020-12-31', { offices: [office('WS01')], ...rows }), '2019Q3', 'WS01', policy, book);
  if (isRefusal(answer)) throw new Error(answer.why);
  return answer;
};

const inShort = ({ parts }: Explanation) =>
  parts.map(({ dimension, kind, rule, points, evidence }) => [dimension, kind, rule, points, ...evidence].join(' '));

describe('explain', () => {
  it('is refused where the ranking is, and for an office that is not in it', () => {
    const world = worldAt('2020-12-31', { offices: [office('WS01')] });
    expect(explain(world, '2019Q2', 'WS01', policy, book)).toMatchObject({ why: 'policy-not-in-force' });
    expect(explain(world, '2019Q3', 'WS09', policy, book)).toMatchObject({ why: 'office-not-ranked' });
  });

  it('takes a total apart into rules, review and deductions, after the weights', () => {
    const answer = explained({
      items: [
        item('X', '2019-06-01', '2019-08-01', { completed: dated('2019-07-31') }),
        item('Y', '2019-06-01', '2019-08-01', { completed: dated('2019-08-02') }),
      ],
      officeMarks: [mark({ business: '90', party: '80' })],
      urgings: [urging('C', 'Y', '催办单', dated('2019-08-05'), dated('2019-08-06'))],
    });
    // business: 0.7 × (80 + 100) / 2 + 0.3 × 90 − 2 = 88.00, at 4/7; party: 80.00, at 3/7; together 84.57.
    expect(answer.total).toBe('84.57');
    // Of 34.2857…, 15.4285… and −1.1428… the latter two have the largest remainders.
    expect(inShort(answer)).toEqual([
      'party review  34.28',
      'business rule ST-01i 16.00 X Y',
      'business rule ST-05 20.00 C',
      'business review  15.43',
      'business deduction  -1.14 C',
    ]);
  });

  it('shows each obligation and each mark with its share and its events', () => {
    const answer = explained({
      items: [
        item('X', '2019-06-01', '2019-08-01', { completed: dated('2019-07-31') }),
        item('Y', '2019-06-01', '2019-08-01', { completed: dated('2019-08-02') }),
        item('Z', '2019-06-01', '2019-08-01'),
      ],
      officeMarks: [mark({ business: '90' })],
    });
    expect(answer.parts).toMatchObject([
      {
        kind: 'rule',
        rule: 'ST-01i',
        points: '18.67',
        events: ['event-2019-07-31', 'event-2019-08-02'],
        obligations: [
          { subject: ['X'], status: 'met', points: '11.67', events: ['event-2019-07-31'] },
          { subject: ['Y'], status: 'met-late', points: '7.00' },
          { subject: ['Z'], status: 'missed', points: '0.00', evidence: [] },
        ],
      },
      { kind: 'rule', rule: 'ST-03', points: '0.00', evidence: [], events: [] },
      {
        kind: 'review',
        points: '27.00',
        marks: [{ marker: 'P9', mark: '90.00', points: '27.00', events: ['event-mark'] }],
      },
    ]);
  });

  it('shows as cap what a dimension below zero is given back', () => {
    const posts = [post('P1', 'WS01')];
    const absent = ['C1', 'C2', 'C3'].map((id) => attendance(id, 'P1', '常委会会议', '缺席', '2019-08-01'));
    expect(
      inShort(explained({ posts, attendance: absent, officeMarks: [mark({ business: '2', party: '50' })] })),
    ).toEqual([
      'party review  21.43',
      'business review  1.14',
      'business deduction  -0.57 C1',
      'business deduction  -0.57 C2',
      'business deduction  -0.57 C3',
      'business cap  0.57',
    ]);
  });

  it('shows as cap what a total below zero is given back', () => {
    const rows = {
      posts: [post('P1', 'WS01')],
      attendance: [attendance('C', 'P1', '党课', '缺席', '2019-08-01')],
      officeMarks: [mark({ business: '0.1' })],
    };
    expect(inShort(explained(rows))).toEqual(['party deduction  -0.30 C', 'business review  0.10', ' cap  0.20']);
  });

  it('counts of a left-out dimension only what its deductions exceed its bonuses by', () => {
    const innovation = (id: string) => ({
      id,
      events: [`event-${id}`],
      on: '2019-08-01',
      entered: '2019-08-01T12:00:00.000+08:00',
      office: 'WS01',
      dimension: 'party' as const,
    });
    const rows = { officeMarks: [mark({ business: '90' })], innovations: [innovation('I1'), innovation('I2')] };
    const deducted = { posts: [post('P1', 'WS01')], attendance: [attendance('C', 'P1', '党课', '缺席', '2019-08-01')] };
    expect(inShort(explained({ ...rows, ...deducted }))).toEqual([
      'party deduction  -0.30 C',
      'party bonus  0.30 I1',
      'party bonus  0.30 I2',
      'party cap  -0.30',
      'business review  90.00',
    ]);
  });

  it('has for an office without a total parts of no points', () => {
    const rows = { posts: [post('P1', 'WS01')], attendance: [attendance('C', 'P1', '党课', '缺席', '2019-08-01')] };
    expect(explained(rows).total).toBeNull();
    expect(inShort(explained(rows))).toEqual(['party deduction  0.00 C']);
  });

  it('names the sheet of an 编号 that another sheet has too, where no rule does', () => {
    const rows: Partial<World> = {
      posts: [post('P1', 'WS01')],
      branches: [branch('ZB01')],
      activities: [activity('A', 'ZB01', '党员大会', '2019-08-01')],
      attendance: [attendance('A', 'P1', '党课', '缺席', '2019-08-01')],
      leaves: [leave('Q', 'P1', '2019-08-01', '2019-08-02')],
      inspections: [inspection('D', '组织生活', 'A', '有瑕疵', '2019-08-10')],
    };
    const deductions = (more: Partial<World> = {}) =>
      explained({ ...rows, ...more })
        .parts.filter(({ kind }) => kind === 'deduction')
        .map(({ evidence }) => evidence);
    expect(deductions()).toEqual([['会议出勤/A'], ['D', '组织生活/A'], ['Q']]);
    expect(deductions({ suggestions: [{ id: 'Q', events: [] }] })[2]).toEqual(['请假/Q']);
    const [rule] = explained(rows).parts.filter((part) => part.kind === 'rule' && part.rule === 'PB-13');
    expect(rule?.evidence).toEqual(['A']);
  });
});
