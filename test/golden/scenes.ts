import { LEDGER_ACTOR, registers, rowRules, rulesOf } from '../../libs/composition/index.js';
import { eventId } from '../../libs/composition/ids.js';
import { upcast } from '../../libs/composition/contexts.js';
import { contact } from '../../libs/contexts/deputies/contact.js';
import { reviewStep } from '../../libs/contexts/legislation/review-step.js';
import { leave } from '../../libs/contexts/office-affairs/leave.js';
import type { LeaveRoster } from '../../libs/contexts/office-affairs/leave.chain.js';
import { duty } from '../../libs/contexts/organisation/duty.js';
import { visit } from '../../libs/contexts/retirees/visit.js';
import { entryDecider } from '../../libs/contexts/scenario.js';
import { opinion } from '../../libs/contexts/supervision/opinion.js';
import {
  type Actor,
  type Decider,
  execute,
  type EventStore,
  type Execution,
  isRefusal,
} from '../../libs/kernel/index.js';
import { type Fields, keyOf, type Register, streamOf } from '../../libs/ledger/index.js';
import { loadRulebook } from '../../libs/rulebook/index.js';
import { SAMPLE_ROWS } from './rows.js';

/**
 * What the golden files were written by: wishes on one stream each, at instants that are set, through the deciders of the house. A scene
 * that the program can no longer play as it was written is taken out of this list; its files stay.
 */
export interface Scene {
  /** The folder of its files. */
  readonly name: string;
  readonly stream: string;
  readonly deeds: readonly Deed[];
}

export interface Deed {
  readonly now: string;
  readonly actor: Actor;
  readonly reason?: string;
  /** Answers what `execute` answers. */
  readonly play: (execution: Execution, stream: string, commandId: string) => ReturnType<typeof execute>;
}

const ENTERED = '2019-08-20T09:00:00.000+08:00';
const IMPORTED = '2019-09-02T10:00:00.000+08:00';

const deed = <C, S>(
  decider: Decider<C, S>,
  command: C,
  { now = IMPORTED, actor = CLERK, reason }: { now?: string; actor?: Actor; reason?: string } = {},
): Deed => ({
  now,
  actor,
  ...(reason === undefined ? {} : { reason }),
  play: (execution, stream, commandId) =>
    execute(execution, decider, stream, command, { commandId, actor, ...(reason === undefined ? {} : { reason }) }),
});

const person = (code: string, post: string, office = 'WS01'): Actor => ({ person: code, post, office });
const CLERK = person('P0006', '科员');

const without = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

const scenesOfRegister = (register: Register): readonly Scene[] => {
  const sample = SAMPLE_ROWS[register.name];
  if (sample === undefined) throw new Error(`test/golden/rows.ts has no row of ${register.name}: add one`);
  const { whole, later, corrected } = sample;
  const decider = entryDecider(register, rowRules[register.name]);
  const by = { actor: LEDGER_ACTOR };
  const stream = streamOf(register, keyOf(register, whole));
  return [
    {
      name: `${register.name}-in-one-row`,
      stream,
      deeds: [deed(decider, { kind: 'enter', fields: whole, enteredAt: ENTERED }, by)],
    },
    {
      name: `${register.name}-by-and-by`,
      stream,
      deeds: [
        deed(decider, { kind: 'enter', fields: without(whole, later), enteredAt: null }, { ...by, now: ENTERED }),
        deed(decider, { kind: 'enter', fields: whole, enteredAt: ENTERED }, by),
        deed(
          decider,
          { kind: 'correct', fields: { ...whole, ...corrected } },
          { ...by, now: '2019-09-03T08:30:00.000+08:00', reason: '与原始记录核对后更正' },
        ),
      ],
    },
  ];
};

const ROSTER: LeaveRoster = {
  post: { office: 'WS06', role: '工作人员' },
  holders: {
    科长: ['P0061'],
    部门分管领导: ['P0062'],
    部门主要负责人: ['P0063'],
    秘书长: ['P0004'],
    分管副主任: ['P0002'],
    党组书记: ['P0001'],
    主任: ['P0001'],
  },
};

const LEAVE = 'QJ-golden-0001';
const askedFor = (over: { readonly leave?: string } = {}) =>
  deed(
    leave,
    {
      kind: 'ask',
      leave: LEAVE,
      person: 'P0064',
      leaveKind: '年休假',
      from: '2019-09-09',
      to: '2019-09-20',
      reason: '探亲',
      destination: '青岛',
      urgentReason: null,
      roster: ROSTER,
      ...over,
    },
    { now: '2019-09-02T10:15:30.123+08:00', actor: person('P0064', '科员', 'WS06') },
  );

const agreedTo = (code: string, post: string, now: string): Deed =>
  deed(leave, { kind: 'agree', leave: LEAVE, roster: ROSTER }, { now, actor: person(code, post, 'WS06') });

const OPINION = 'SY-golden-0001';
const FIRST_OPINION = { opinion: OPINION, topic: '义务教育均衡发展情况的报告', supervisor: 'WS04', carrier: 'CB02' };

const LIVE: readonly Scene[] = [
  {
    name: 'duty-live',
    stream: 'duty-P0008',
    deeds: [
      deed(duty, { kind: 'assign', person: 'P0008', known: true }, { reason: '机关纪委指定' }),
      deed(
        duty,
        { kind: 'end', person: 'P0008', known: true },
        { now: '2019-10-08T09:00:00.000+08:00', reason: '轮换' },
      ),
    ],
  },
  {
    name: 'deputyContact-live',
    stream: 'deputyContact-LX-golden-0001',
    deeds: [
      deed(contact, {
        kind: 'record',
        contact: 'LX-golden-0001',
        member: 'P0001',
        deputy: 'D0001',
        on: '2019-08-30',
        channel: '走访',
        content: '了解企业用工情况，代表建议增加技能培训。',
        roster: { memberOfCommittee: true, assigned: true, deputyLevel: '市' },
        earlierCopy: 'LX0001',
      }),
    ],
  },
  {
    name: 'retireeVisit-live',
    stream: 'retireeVisit-FW-golden-0001',
    deeds: [
      deed(visit, {
        kind: 'record',
        visit: 'FW-golden-0001',
        retiree: 'T001',
        on: '2019-08-30',
        channel: '电话',
        occasion: '日常',
        visitor: 'P0006',
        content: '电话问候。',
        roster: { born: '1940-01-02', died: null, visitorInPost: true },
      }),
    ],
  },
  {
    name: 'reviewStep-live',
    stream: 'reviewStep-FG-golden-0001',
    deeds: [
      deed(reviewStep, {
        kind: 'record',
        reviewStep: 'FG-golden-0001',
        bill: '淄博市供热条例（修订草案）',
        lead: 'WS05',
        step: '二审',
        on: '2019-08-28',
        result: '修改',
        opinions: 12,
        chairDecision: '主任会议决定不再另行报省法工委，直接二审。',
        leadInForce: true,
        earlier: [{ id: 'FG0001', step: '一审', on: '2019-06-25', result: '修改' }],
      }),
    ],
  },
  {
    name: 'reviewOpinion-live',
    stream: `reviewOpinion-${OPINION}`,
    deeds: [
      deed(
        opinion,
        { kind: 'adopt', ...FIRST_OPINION, on: '2019-06-26', notInForce: [] },
        { now: '2019-06-27T09:00:00.000+08:00' },
      ),
      deed(
        opinion,
        { kind: 'hand-over', opinion: OPINION, on: '2019-07-01' },
        { now: '2019-07-01T15:00:00.000+08:00' },
      ),
      deed(opinion, { kind: 'answer', opinion: OPINION, on: '2019-09-20' }, { now: '2019-09-20T16:40:00.000+08:00' }),
      deed(
        opinion,
        { kind: 'vote', opinion: OPINION, on: '2019-10-30', vote: '满意' },
        { now: '2019-10-30T11:20:00.000+08:00' },
      ),
    ],
  },
  {
    name: 'leave-live',
    stream: `leave-${LEAVE}`,
    deeds: [
      askedFor(),
      agreedTo('P0061', '科长', '2019-09-02T11:00:00.000+08:00'),
      agreedTo('P0062', '副主任', '2019-09-02T16:00:00.000+08:00'),
      deed(
        leave,
        { kind: 'approve', leave: LEAVE, roster: ROSTER, recordsOutside: false },
        { now: '2019-09-03T09:05:10.500+08:00', actor: person('P0063', '主任', 'WS06') },
      ),
      deed(
        leave,
        { kind: 'report-back', leave: LEAVE },
        { now: '2019-09-23T08:20:00.000+08:00', actor: person('P0064', '科员', 'WS06') },
      ),
    ],
  },
  {
    name: 'leave-declined-live',
    stream: 'leave-QJ-golden-0002',
    deeds: [
      askedFor({ leave: 'QJ-golden-0002' }),
      deed(
        leave,
        {
          kind: 'decline',
          leave: 'QJ-golden-0002',
          reason: '会议筹备期间人手不足',
          roster: ROSTER,
          recordsOutside: false,
        },
        { now: '2019-09-02T14:30:00.000+08:00', actor: person('P0061', '科长', 'WS06') },
      ),
    ],
  },
];

export const SCENES: readonly Scene[] = [...registers.flatMap(scenesOfRegister), ...LIVE];

const RULES = rulesOf(loadRulebook());

/** Plays a scene on an empty store whose clock reads `clock.now`. */
export const play = async (scene: Scene, store: EventStore, clock: { now: string }): Promise<void> => {
  const execution: Execution = {
    store,
    clock: { now: () => clock.now },
    rules: RULES,
    eventId,
    upcast,
  };
  for (const [index, { now, play: perform }] of scene.deeds.entries()) {
    clock.now = now;
    const done = await perform(execution, scene.stream, `golden-${scene.name}-${index + 1}`);
    if (isRefusal(done)) throw new Error(`${scene.name}, deed ${index + 1}: ${done.rule ?? ''} ${done.why}`);
    if (done.events.length === 0) throw new Error(`${scene.name}, deed ${index + 1} said nothing new`);
  }
};
