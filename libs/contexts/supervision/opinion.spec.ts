import type { Fact } from '../../kernel/index.js';
import { given, granted, rulesOf } from '../scenario.js';
import { type AdoptOpinion, opinion, type OpinionCommand, standingOf } from './opinion.js';

const now = '2020-03-10T10:00:00.000+08:00';
const rules = rulesOf({ 'ST-07': { months: 3 } });

const adopt: AdoptOpinion = {
  kind: 'adopt',
  opinion: 'SY-1',
  topic: '学前教育情况',
  supervisor: 'WS07',
  carrier: 'CB04',
  on: '2019-11-26',
  notInForce: [],
};
const handOver = (on = '2019-11-30'): OpinionCommand => ({ kind: 'hand-over', opinion: 'SY-1', on });
const answer = (on = '2020-02-29'): OpinionCommand => ({ kind: 'answer', opinion: 'SY-1', on });
const vote = (word: '满意' | '基本满意' | '不满意', on = '2020-03-05'): OpinionCommand => ({
  kind: 'vote',
  opinion: 'SY-1',
  on,
  vote: word,
});

/** The facts after the commands, each granted. */
const after = (...commands: readonly OpinionCommand[]): readonly Fact[] =>
  commands.reduce<readonly Fact[]>(
    (facts, command) => [...facts, ...granted(given(opinion, facts)(command, { now, rules }))],
    [],
  );

const decide = (facts: readonly Fact[], command: OpinionCommand) => given(opinion, facts)(command, { now, rules });

describe('SV-02: a review opinion is adopted, handed over, answered, voted on', () => {
  it('each step is a fact of its own', () => {
    expect(after(adopt, handOver(), answer(), vote('满意'))).toEqual([
      {
        type: 'supervision.OpinionAdopted',
        schema: 1,
        occurredAt: '2019-11-26',
        data: {
          opinion: 'SY-1',
          topic: '学前教育情况',
          supervisor: 'WS07',
          carrier: 'CB04',
          adopted: '2019-11-26',
          about: ['office/WS07', 'office/CB04'],
        },
      },
      {
        type: 'supervision.OpinionHandedOver',
        schema: 1,
        occurredAt: '2019-11-30',
        data: { opinion: 'SY-1', handedOver: '2019-11-30', about: ['office/WS07', 'office/CB04'] },
      },
      {
        type: 'supervision.OpinionAnswered',
        schema: 1,
        occurredAt: '2020-02-29',
        data: { opinion: 'SY-1', answered: '2020-02-29', about: ['office/WS07', 'office/CB04'] },
      },
      {
        type: 'supervision.OpinionVoted',
        schema: 1,
        occurredAt: '2020-03-05',
        data: { opinion: 'SY-1', vote: '满意', votedOn: '2020-03-05', about: ['office/WS07', 'office/CB04'] },
      },
    ]);
  });

  it('goes in order: no answer before it is handed over, no vote before the answer', () => {
    expect(decide(after(adopt), answer())).toMatchObject({ rule: 'SV-02', why: 'not-handed-over' });
    expect(decide(after(adopt, handOver()), vote('满意'))).toMatchObject({ rule: 'SV-02', why: 'not-reported' });
  });

  it('each step may fall on the day of the one before, and not before it', () => {
    expect(granted(decide(after(adopt), handOver('2019-11-26')))).toHaveLength(1);
    expect(decide(after(adopt), handOver('2019-11-25'))).toMatchObject({
      rule: 'SV-02',
      why: 'date-before-earlier-step',
      facts: { step: '交办', earlier: '2019-11-26' },
    });
    expect(granted(decide(after(adopt, handOver()), answer('2019-11-30')))).toHaveLength(1);
    expect(decide(after(adopt, handOver()), answer('2019-11-29'))).toMatchObject({ why: 'date-before-earlier-step' });
    expect(granted(decide(after(adopt, handOver(), answer()), vote('满意', '2020-02-29')))).toHaveLength(1);
    expect(decide(after(adopt, handOver(), answer()), vote('满意', '2020-02-28'))).toMatchObject({
      why: 'date-before-earlier-step',
      facts: { step: '测评' },
    });
  });

  it('writes nothing the second time', () => {
    const all = after(adopt, handOver(), answer(), vote('满意'));
    expect(decide(all, handOver())).toEqual([]);
    expect(decide(all, answer())).toEqual([]);
    expect(decide(all, vote('满意'))).toEqual([]);
    expect(decide(all, adopt)).toMatchObject({ why: 'already-there' });
  });

  it('refuses to say otherwise what was said', () => {
    const all = after(adopt, handOver(), answer(), vote('满意'));
    expect(decide(all, handOver('2019-12-01'))).toMatchObject({
      why: 'already-handed-over',
      facts: { day: '2019-11-30' },
    });
    expect(decide(all, answer('2020-03-01'))).toMatchObject({ why: 'already-reported', facts: { day: '2020-02-29' } });
    expect(decide(all, vote('不满意'))).toMatchObject({ why: 'already-voted', facts: { result: '满意' } });
  });

  it('refuses what lies ahead, what is not there, and offices that are not in force', () => {
    expect(decide([], { ...adopt, on: '2020-03-11' })).toMatchObject({ why: 'date-ahead' });
    expect(decide(after(adopt), handOver('2020-03-11'))).toMatchObject({ why: 'date-ahead' });
    expect(decide([], handOver())).toMatchObject({ why: 'not-found' });
    expect(decide([], { ...adopt, notInForce: ['CB04'] })).toMatchObject({
      why: 'office-not-in-force',
      facts: { office: 'CB04' },
    });
  });
});

describe('ST-07: answered within three months of being handed over', () => {
  const standing = (fields: Record<string, string>) =>
    standingOf({ opinion: 'SY-1', adopted: '2019-11-26', ...fields }, rules);

  it('the due day is told from the hand-over on: the same day of the month, or its last', () => {
    expect(standing({})).toEqual({ status: 'adopted', due: null, inTime: null });
    expect(standing({ handedOver: '2019-11-30' })).toEqual({ status: 'handed-over', due: '2020-02-29', inTime: null });
  });

  it('the last day is in time, the day after is late', () => {
    expect(standing({ handedOver: '2019-11-30', answered: '2020-02-29' })).toMatchObject({
      status: 'answered',
      inTime: true,
    });
    expect(standing({ handedOver: '2019-11-30', answered: '2020-03-01' })).toMatchObject({ inTime: false });
  });

  it('is closed by 满意 and 基本满意, and stays open for escalation by 不满意', () => {
    const voted = (word: string) => standing({ handedOver: '2019-11-30', answered: '2020-02-29', vote: word }).status;
    expect([voted('满意'), voted('基本满意'), voted('不满意')]).toEqual(['closed', 'closed', 'escalation-open']);
  });
});
