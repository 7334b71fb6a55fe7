import fc from 'fast-check';
import { addDays } from '../../calendar/index.js';
import { isRefusal } from '../../kernel/index.js';
import { loadDefaultPolicy, loadRulebook } from '../index.js';
import { obligationsOf } from '../obligations/index.js';
import {
  activity,
  attendance,
  branch,
  contact,
  dated,
  inspection,
  item,
  leave,
  office,
  pair,
  post,
  progress,
  publicity,
  retiree,
  reviewStep,
  service,
  situation,
  urging,
  worldAt,
} from '../obligations/scenario.js';
import type { World } from '../world.js';
import { explain, ranking } from './index.js';
import type { Ranking } from './index.js';

/** Laws that hold for any world. The worlds are random in their acts, findings, marks and ends of rosters. */

const book = loadRulebook();
const policy = loadDefaultPolicy();
const QUARTERS = ['2019Q3', '2019Q4'] as const;

const someDay = fc.integer({ min: 0, max: 220 }).map((days) => addDays('2019-06-10', days));
const someDelay = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 90 }));
const someAct = fc.tuple(someDay, someDelay).map(([on, delay]) => ({ on, entered: addDays(on, delay) }));
const someEnd = fc.option(someDay, { nil: null, freq: 5 });
const someOffice = fc.constantFrom('WS01', 'WS02', 'WS03', 'CB01');
const someBranch = fc.constantFrom('ZB01', 'ZB02');
const someMark = fc.option(
  fc.integer({ min: 0, max: 10_000 }).map((n) => (n / 100).toFixed(2)),
  { nil: null },
);

/** Rows with ids of their own: A0, A1 … */
const many = <T, R>(one: fc.Arbitrary<T>, letter: string, row: (id: string, facts: T) => R, maxLength = 12) =>
  fc.array(one, { maxLength }).map((facts) => facts.map((fact, index) => row(`${letter}${index}`, fact)));

const someWorld: fc.Arbitrary<World> = fc
  .record({
    activities: many(
      fc.record({
        act: someAct,
        branch: someBranch,
        kind: fc.constantFrom('党员大会', '主题党日', '党课', '支委会', '集中学习'),
      }),
      'A',
      (id, { act, branch: where, kind }) => activity(id, where, kind, act.on, act.entered),
      40,
    ),
    branches: fc
      .tuple(someEnd, someEnd)
      .map(([one, two]) => [
        branch('ZB01', { to: one, hasCommittee: true }),
        branch('ZB02', { to: two, office: 'WS02' }),
      ]),
    services: many(
      fc.record({
        act: someAct,
        channel: fc.constantFrom('电话' as const, '上门' as const, '医院探望' as const),
        occasion: fc.constantFrom('日常' as const, '住院' as const, '生日' as const),
      }),
      'F',
      (id, { act, channel, occasion }) => service(id, 'T1', channel, occasion, act.on, act.entered),
    ),
    situations: many(
      fc.record({ on: someDay, what: fc.constantFrom('住院' as const, '住院' as const, '去世' as const) }),
      'S',
      (id, { on, what }) => situation(id, 'T1', what, on),
      3,
    ),
    items: many(
      fc.record({
        from: someDay,
        plan: fc.option(someAct, { nil: null }),
        done: fc.option(someAct, { nil: null }),
        carrier: someOffice,
      }),
      'X',
      (id, { from, plan, done, carrier }) =>
        item(id, from, addDays(from, 40), {
          carrier,
          planSubmitted: plan === null ? null : dated(plan.on, plan.entered),
          completed: done === null ? null : dated(done.on, done.entered),
        }),
      5,
    ),
    progress: many(someAct, 'J', (id, act) => progress(id, 'X0', act.on, act.entered), 4),
    urgings: many(
      fc.record({ on: someDay, order: fc.boolean() }),
      'C',
      (id, { on, order }) => urging(id, 'X0', order ? '责令书' : '催办单', dated(on), dated(addDays(on, 6))),
      3,
    ),
    publicity: many(someAct, 'W', (id, act) => publicity(id, '联络会', act.on, null, act.entered), 4),
    reviewSteps: many(
      fc.record({ on: someDay, step: fc.constantFrom('一审', '报省法工委') }),
      'R',
      (id, { on, step }) => reviewStep(id, '条例', step, on, { lead: 'WS03' }),
      5,
    ),
    attendance: many(
      fc.record({ on: someDay, meeting: fc.constantFrom('党课' as const, '常委会会议' as const) }),
      'Q',
      (id, { on, meeting }) => attendance(id, 'P1', meeting, '缺席', on),
      5,
    ),
    leaves: many(
      fc.record({ on: someDay, approved: fc.boolean() }),
      'L',
      (id, { on, approved }) => leave(id, 'P1', on, addDays(on, 2), { approved: approved ? dated(on) : null }),
      3,
    ),
    contacts: many(someAct, 'K', (id, act) => contact(id, 'P1', 'D1', '走访', act.on, act.entered), 4),
    officeMarks: fc
      .array(fc.record({ office: someOffice, party: someMark, business: someMark }), { maxLength: 8 })
      .map((marks) =>
        marks.map((given, index) => ({
          ...given,
          id: `M${index}`,
          events: [],
          marker: `P${index}`,
          quarter: '2019Q3',
          publicity: null,
          retirees: given.party,
        })),
      ),
    inspections: many(
      fc.record({
        on: someDay,
        target: fc.nat(12),
        finding: fc.constantFrom('属实' as const, '有瑕疵' as const, '不实' as const),
      }),
      'D',
      (id, { on, target, finding }) => inspection(id, '组织生活', `A${target}`, finding, on),
      6,
    ),
  })
  .map((rows) =>
    worldAt('2020-01-20', {
      ...rows,
      offices: [
        office('WS01'),
        office('WS02', { duty: '研究室' }),
        office('WS03', { to: '2019-11-15' }),
        office('CB01', { category: '承办单位' }),
      ],
      posts: [post('P1', 'WS03'), post('P1', 'WS01', { from: '2019-10-01' })],
      retireeRows: [
        retiree('T1', { to: '2019-09-10', born: '1944-08-14' }),
        retiree('T1', { from: '2019-09-11', careOffice: 'WS02' }),
      ],
      contactPairs: [pair('P1', 'D1')],
    }),
  );

const ranked = (world: World, quarter: string): Ranking => {
  const answer = ranking(world, quarter, policy, book);
  if (isRefusal(answer)) throw new Error(answer.why);
  return answer;
};

const answers = (world: World) =>
  QUARTERS.map((quarter) => ({ obligations: obligationsOf(world, quarter, book), ranking: ranked(world, quarter) }));

/** As whole hundredths: exact in a double. */
const hundredths = (points: string | null): number => Math.round(Number(points ?? 0) * 100);
const sumOf = (parts: readonly { readonly points: string }[]): number =>
  parts.reduce((together, { points }) => together + hundredths(points), 0);

describe('laws of the ranking', () => {
  it('the parts of every office add up to its total, and the shares inside a part to the part', () => {
    fc.assert(
      fc.property(someWorld, fc.constantFrom(...QUARTERS), (world, quarter) => {
        for (const { code, total } of ranked(world, quarter).offices) {
          const answer = explain(world, quarter, code, policy, book);
          if (isRefusal(answer)) throw new Error(answer.why);
          expect(answer.total).toBe(total);
          expect(sumOf(answer.parts)).toBe(hundredths(total));
          for (const part of answer.parts) {
            if (part.kind === 'rule') expect(sumOf(part.obligations)).toBe(hundredths(part.points));
            if (part.kind === 'review') expect(sumOf(part.marks)).toBe(hundredths(part.points));
          }
        }
      }),
    );
  });

  it('the order of rows changes nothing', () => {
    const reversed = (world: World): World =>
      Object.fromEntries(
        Object.entries(world).map(([name, rows]) => [name, Array.isArray(rows) ? [...rows].reverse() : rows]),
      ) as unknown as World;
    fc.assert(fc.property(someWorld, (world) => expect(answers(reversed(world))).toEqual(answers(world))));
  });

  it('acts of somebody else, of another kind, or before all periods change nothing', () => {
    fc.assert(
      fc.property(someWorld, someDay, (world, on) => {
        const more: World = {
          ...world,
          activities: [
            ...world.activities,
            activity('N1', 'ZB99', '党员大会', on),
            activity('N2', 'ZB01', '谈心谈话', on),
            activity('N3', 'ZB01', '党课', '2019-06-01'),
          ],
          services: [...world.services, service('N4', 'T9', '上门', '生日', on)],
          contacts: [...world.contacts, contact('N5', 'P1', 'D9', '走访', on)],
          publicity: [...world.publicity, publicity('N6', '稿件', on)],
        };
        expect(answers(more)).toEqual(answers(world));
      }),
    );
  });

  it('an act found 不实 raises no score', () => {
    fc.assert(
      fc.property(someWorld, fc.nat(12), someDay, (world, target, on) => {
        const id = `A${target}`;
        fc.pre(!world.inspections.some((known) => known.target.id === id));
        const after = { ...world, inspections: [...world.inspections, inspection('D99', '组织生活', id, '不实', on)] };
        for (const quarter of QUARTERS) {
          const [before, now] = [ranked(world, quarter), ranked(after, quarter)];
          for (const { code, total } of now.offices) {
            const earlier = before.offices.find((one) => one.code === code)?.total ?? null;
            expect(total === null).toBe(earlier === null);
            expect(hundredths(total)).toBeLessThanOrEqual(hundredths(earlier));
          }
          for (const { code, score } of now.patterns) {
            const earlier = before.patterns.find((one) => one.code === code)?.score ?? null;
            expect(hundredths(score)).toBeLessThanOrEqual(hundredths(earlier));
          }
        }
      }),
    );
  });

  it('each figure can be checked from the printed ones', () => {
    fc.assert(
      fc.property(someWorld, fc.constantFrom(...QUARTERS), (world, quarter) => {
        for (const { dimensions } of ranked(world, quarter).offices) {
          for (const { objective, review, deductions, bonuses, score } of dimensions) {
            if (score === null) continue;
            // In ten-thousandths of a point, so that everything stays whole.
            const [a, b] = objective === null ? [0, 100] : review === null ? [100, 0] : [70, 30];
            const base = a * hundredths(objective) + b * hundredths(review);
            const unclamped = base - 100 * hundredths(deductions) + 100 * hundredths(bonuses);
            const clamped = Math.min(1_000_000, Math.max(0, unclamped));
            expect(hundredths(score)).toBe(Math.floor((clamped + 50) / 100));
          }
        }
      }),
    );
  });
});
