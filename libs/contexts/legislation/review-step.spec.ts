import { isRefusal } from '../../kernel/index.js';
import { given, granted, rulesOf } from '../scenario.js';
import { REVIEW_STEPS } from './legislation.registers.js';
import { deadlinesMet, deadlineStarted } from './review-step.deadlines.js';
import { type EarlierStep, type RecordReviewStep, reviewStep, type ReviewStepName } from './review-step.js';

const rules = rulesOf({
  'LG-03': { steps: [...REVIEW_STEPS] },
  'LG-05': { days: 10 },
  'LG-06': { days: 10 },
});
const now = '2019-12-20T10:00:00.000+08:00';

const wish = (step: ReviewStepName, on: string, more: Partial<RecordReviewStep> = {}): RecordReviewStep => ({
  kind: 'record',
  reviewStep: 'FG-1',
  bill: '河清市养老服务条例',
  lead: 'WS03',
  step,
  on,
  result: null,
  opinions: null,
  chairDecision: null,
  leadInForce: true,
  earlier: [],
  ...more,
});

const decide = (command: RecordReviewStep) => given(reviewStep)(command, { now, rules });

/** The steps up to one, a day each from 1 August on, the last with a result. */
const upTo = (last: ReviewStepName, result: string | null = null): readonly EarlierStep[] =>
  REVIEW_STEPS.slice(0, REVIEW_STEPS.indexOf(last) + 1).map((step, index) => ({
    id: `FG-${step}`,
    step,
    on: `2019-08-${String(index + 1).padStart(2, '0')}`,
    result: step === last ? result : null,
  }));

describe('LG-03: a bill goes step by step', () => {
  it('is a fact with its result and the opinions that came in', () => {
    expect(decide(wish('立项', '2019-08-01', { result: '通过', opinions: 12 }))).toEqual([
      {
        type: 'legislation.ReviewStepRecorded',
        schema: 1,
        occurredAt: '2019-08-01',
        data: {
          reviewStep: 'FG-1',
          bill: '河清市养老服务条例',
          lead: 'WS03',
          step: '立项',
          on: '2019-08-01',
          result: '通过',
          opinions: 12,
          about: ['office/WS03'],
        },
      },
    ]);
  });

  it.each(REVIEW_STEPS.map((step, index) => [step, REVIEW_STEPS[index + 1]] as const).slice(0, -1))(
    'after %s comes %s',
    (step, next) => {
      expect(isRefusal(decide(wish(next ?? '公布', '2019-09-01', { earlier: upTo(step) })))).toBe(false);
    },
  );

  it('begins with the project', () => {
    expect(decide(wish('起草', '2019-09-01'))).toMatchObject({
      rule: 'LG-03',
      why: 'steps-left-out',
      facts: { before: '立项' },
    });
  });

  it('leaves a step out only where the chair meeting decides so, and the fact says it', () => {
    const earlier = upTo('起草');
    expect(decide(wish('专委会审议', '2019-09-01', { earlier }))).toMatchObject({
      rule: 'LG-03',
      why: 'steps-left-out',
      facts: { step: '专委会审议', before: '立法说明会' },
    });
    const [fact] = granted(
      decide(wish('专委会审议', '2019-09-01', { earlier, chairDecision: '主任会议决定不开说明会' })),
    );
    expect(fact?.data).toMatchObject({ step: '专委会审议', chairDecision: '主任会议决定不开说明会' });
  });

  it('does not go back', () => {
    expect(decide(wish('起草', '2019-09-01', { earlier: upTo('专委会审议') }))).toMatchObject({
      why: 'step-already-taken',
      facts: { day: '2019-08-02' },
    });
    const withoutBriefing = upTo('专委会审议').filter(({ step }) => step !== '立法说明会');
    expect(decide(wish('立法说明会', '2019-09-01', { earlier: withoutBriefing }))).toMatchObject({
      why: 'step-out-of-order',
      facts: { before: '专委会审议' },
    });
  });

  it('adds a reading only where the chair meeting decides so', () => {
    const earlier = upTo('二审');
    expect(decide(wish('二审', '2019-09-01', { earlier }))).toMatchObject({ rule: 'LG-03', why: 'step-already-taken' });
    expect(isRefusal(decide(wish('二审', '2019-09-01', { earlier, chairDecision: '增加一次审议' })))).toBe(false);
    expect(isRefusal(decide(wish('表决', '2019-09-01', { earlier: upTo('表决'), chairDecision: '再表决' })))).toBe(
      true,
    );
  });

  it('takes a step again that was put off', () => {
    expect(isRefusal(decide(wish('一审', '2019-09-01', { earlier: upTo('一审', '暂缓') })))).toBe(false);
    expect(isRefusal(decide(wish('一审', '2019-09-01', { earlier: upTo('一审', '修改') })))).toBe(true);
  });

  it('has no step after a rejection, whatever the chair meeting decides', () => {
    const earlier = upTo('一审', '否决');
    expect(decide(wish('报省法工委', '2019-09-01', { earlier, chairDecision: '继续' }))).toMatchObject({
      rule: 'LG-03',
      why: 'bill-rejected',
      facts: { day: '2019-08-05', step: '报省法工委' },
    });
  });

  it('has no step after promulgation', () => {
    expect(decide(wish('表决', '2019-09-01', { earlier: upTo('公布') }))).toMatchObject({ why: 'bill-promulgated' });
  });

  it('takes the day of the step before, and refuses the day before it', () => {
    const earlier = upTo('起草');
    expect(isRefusal(decide(wish('立法说明会', '2019-08-02', { earlier })))).toBe(false);
    expect(decide(wish('立法说明会', '2019-08-01', { earlier }))).toMatchObject({
      rule: 'LG-03',
      why: 'date-before-earlier-step',
      facts: { before: '起草', earlier: '2019-08-02', day: '2019-08-01' },
    });
  });

  it('refuses what lies ahead, and an office that is not in force', () => {
    expect(isRefusal(decide(wish('立项', '2019-12-20')))).toBe(false);
    expect(decide(wish('立项', '2019-12-21'))).toMatchObject({ why: 'date-ahead' });
    expect(decide(wish('立项', '2019-12-20', { leadInForce: false }))).toMatchObject({ why: 'office-not-in-force' });
  });

  it('writes nothing the second time', () => {
    const first = granted(decide(wish('立项', '2019-08-01')));
    expect(given(reviewStep, first)(wish('立项', '2019-08-01'), { now, rules })).toMatchObject({
      why: 'already-there',
    });
  });
});

describe('LG-05: the revised draft goes to the province within ten days of the first reading', () => {
  it('is reported only after the first reading, whatever the chair meeting decides', () => {
    const earlier = upTo('专委会审议');
    expect(decide(wish('报省法工委', '2019-09-01', { earlier, chairDecision: '省略一审' }))).toMatchObject({
      rule: 'LG-05',
      why: 'before-first-reading',
    });
    expect(isRefusal(decide(wish('报省法工委', '2019-09-01', { earlier: upTo('一审') })))).toBe(false);
  });

  it('starts with the reading, unless it rejects the bill', () => {
    const reading = { step: '一审', on: '2019-08-01' } as const;
    expect(deadlineStarted({ ...reading, result: '修改' }, rules)).toEqual({
      rule: 'LG-05',
      report: '报省法工委',
      due: '2019-08-11',
      readingOn: '2019-08-01',
    });
    expect(deadlineStarted({ ...reading, result: '否决' }, rules)).toBeNull();
    expect(deadlineStarted({ step: '起草', on: '2019-08-01', result: null }, rules)).toBeNull();
  });

  it('is met on the tenth day, and late on the eleventh', () => {
    const earlier: readonly EarlierStep[] = [{ id: 'FG-5', step: '一审', on: '2019-08-01', result: '修改' }];
    const met = (on: string) => deadlinesMet({ step: '报省法工委', on }, earlier, rules);
    expect(met('2019-08-11')).toMatchObject([{ rule: 'LG-05', due: '2019-08-11', inTime: true }]);
    expect(met('2019-08-12')).toMatchObject([{ inTime: false }]);
    expect(met('2019-07-31')).toEqual([]);
  });
});

describe('LG-06: the revised draft goes to the city committee within ten days of the second reading', () => {
  it('is reported only after the second reading', () => {
    const earlier = upTo('报省法工委');
    expect(decide(wish('报市委', '2019-09-01', { earlier, chairDecision: '一审即付表决' }))).toMatchObject({
      rule: 'LG-06',
      why: 'before-second-reading',
    });
    expect(isRefusal(decide(wish('报市委', '2019-09-01', { earlier: upTo('二审') })))).toBe(false);
  });

  it('is met for each reading before it, each by its own day', () => {
    const earlier: readonly EarlierStep[] = [
      { id: 'FG-9', step: '二审', on: '2019-09-10', result: '修改' },
      { id: 'FG-7', step: '二审', on: '2019-08-01', result: '修改' },
      { id: 'FG-5', step: '一审', on: '2019-07-01', result: '修改' },
    ];
    expect(deadlinesMet({ step: '报市委', on: '2019-09-20' }, earlier, rules)).toEqual([
      { rule: 'LG-06', report: '报市委', due: '2019-08-11', readingOn: '2019-08-01', inTime: false },
      { rule: 'LG-06', report: '报市委', due: '2019-09-20', readingOn: '2019-09-10', inTime: true },
    ]);
  });
});
