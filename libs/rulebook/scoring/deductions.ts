import { calendarKnownAt, isWithin } from '../../calendar/index.js';
import type { Period, WorkCalendar } from '../../calendar/index.js';
import { dayOf, fromDecimal } from '../../kernel/index.js';
import type { Day, Rational } from '../../kernel/index.js';
import { byCodePoint, inForceOn, inspectedActs } from '../obligations/index.js';
import type { FaultAtMeeting, ScoringPolicy } from '../policy.js';
import type { Dimension } from '../rule.js';
import type { Rulebook } from '../rulebook.js';
import type { EvidenceSheet, Leave, Post, World } from '../world.js';

/** Points off or on top, of one office in one dimension, for one thing that happened on one day. */
export interface Adjustment {
  readonly kind: 'deduction' | 'bonus';
  readonly office: string;
  readonly dimension: Dimension;
  readonly on: Day;
  /** Never negative. */
  readonly points: Rational;
  /** The rule of the catalogue that it concerns. */
  readonly concerns: string;
  /** The rows that say so. An innovation is no row of a sheet. */
  readonly evidence: readonly { readonly sheet: EvidenceSheet | null; readonly id: string }[];
  readonly events: readonly string[];
}

/** All deductions dated inside the quarter and known, the earliest first, then the bonuses. */
export const adjustmentsIn = (
  world: World,
  quarter: Period,
  policy: ScoringPolicy,
  rulebook: Rulebook,
  calendar: WorkCalendar = calendarKnownAt(world.knownAt),
): readonly Adjustment[] => {
  const officeOf = officesOfPeople(world);
  const isDue = ({ on }: Adjustment): boolean => isWithin(on, quarter) && on <= dayOf(world.knownAt);
  const deductions = [
    ...meetingFaults(world, policy, officeOf),
    ...absences(world, policy, rulebook, calendar, officeOf),
    ...urgings(world, policy),
    ...findings(world, quarter, policy, rulebook, calendar),
  ];
  return [...deductions.filter(isDue).sort(inOrder), ...innovations(world, policy).filter(isDue).sort(inOrder)];
};

const inOrder = (a: Adjustment, b: Adjustment): number =>
  byCodePoint(a.on, b.on) ||
  byCodePoint(a.concerns, b.concerns) ||
  byCodePoint(a.evidence[0]?.id ?? '', b.evidence[0]?.id ?? '');

/** The 委室 that answers for somebody on a day, or null: nobody without such a post costs an office anything. */
type OfficeOf = (person: string, day: Day) => string | null;

/** Of the posts in force that day in a 委室 the one with the latest 任职日期, then the smallest 单位代码. */
export const officesOfPeople = (world: World): OfficeOf => {
  const ranked = new Set(world.offices.filter(({ category }) => category === '委室').map(({ id }) => id));
  const posts = Map.groupBy(
    world.posts.filter((post) => ranked.has(post.office)),
    (post) => post.person,
  );
  const laterFirst = (a: Post, b: Post): number => byCodePoint(b.from, a.from) || byCodePoint(a.office, b.office);
  for (const held of posts.values()) held.sort(laterFirst);
  return (person, day) => posts.get(person)?.find((post) => inForceOn(post, day))?.office ?? null;
};

const meetingFaults = (world: World, policy: ScoringPolicy, officeOf: OfficeOf): readonly Adjustment[] => {
  const { rule, points, dimensions } = policy.deductions.meeting;
  return world.attendance.flatMap(({ id, events, on, person, meeting, state }) => {
    if (!isFault(state)) return [];
    const office = officeOf(person, on);
    if (office === null) return [];
    const evidence = [{ sheet: '会议出勤' as const, id }];
    const taken = { kind: 'deduction' as const, points: fromDecimal(points[state]), concerns: rule };
    return { ...taken, office, dimension: dimensions[meeting], on, evidence, events };
  });
};

const isFault = (state: World['attendance'][number]['state']): state is FaultAtMeeting =>
  state !== '出席' && state !== '请假';

const absences = (
  world: World,
  policy: ScoringPolicy,
  rulebook: Rulebook,
  calendar: WorkCalendar,
  officeOf: OfficeOf,
): readonly Adjustment[] => {
  const { rule, dimension, points } = policy.deductions.unauthorisedAbsence;
  return world.leaves.flatMap((leave) => {
    const on = absentOn(leave, rule, rulebook, calendar, dayOf(world.knownAt));
    const office = on === null ? null : officeOf(leave.person, on);
    if (on === null || office === null) return [];
    const evidence = [{ sheet: '请假' as const, id: leave.id }];
    const taken = { kind: 'deduction' as const, points: fromDecimal(points), concerns: rule };
    return { ...taken, office, dimension, on, evidence, events: leave.events };
  });
};

/**
 * The day to which an unauthorised absence is dated, or null. Without approval in time it is the leave's first day; approved but not
 * reported back in time, the last day for reporting back. Each counts from the day after its limit on, and only one of the two does.
 */
const absentOn = (leave: Leave, rule: string, rulebook: Rulebook, calendar: WorkCalendar, today: Day): Day | null => {
  const limit = (start: Day, parameter: string): Day =>
    calendar.addWorkingDays(start, rulebook.number(rule, parameter, start)).day;
  const approvalLimit = limit(leave.from, 'approval_working_days');
  if (leave.approved === null || leave.approved.on > approvalLimit) return today > approvalLimit ? leave.from : null;
  const returnLimit = limit(leave.to, 'report_back_working_days');
  const reported = leave.reportedBack !== null && leave.reportedBack.on <= returnLimit;
  return !reported && today > returnLimit ? returnLimit : null;
};

/** On the 发出日期, on the 委室 that carries the item out; without a 发出日期 it was never issued. */
const urgings = (world: World, policy: ScoringPolicy): readonly Adjustment[] => {
  const items = new Map(world.items.map((item) => [item.id, item]));
  const ranked = new Set(world.offices.filter(({ category }) => category === '委室').map(({ id }) => id));
  return world.urgings.flatMap(({ id, item, document, issued }) => {
    const office = items.get(item)?.carrier;
    if (issued === null || office === undefined || !ranked.has(office)) return [];
    const { rule, dimension, points } = document === '催办单' ? policy.deductions.urgingSlip : policy.deductions.order;
    const evidence = [{ sheet: '催办' as const, id }];
    const taken = { kind: 'deduction' as const, points: fromDecimal(points), concerns: rule };
    return { ...taken, office, dimension, on: issued.on, evidence, events: [issued.event] };
  });
};

/** One an inspected act, by its worst finding, on the owner of the first obligation that it could meet. */
const findings = (
  world: World,
  quarter: Period,
  policy: ScoringPolicy,
  rulebook: Rulebook,
  calendar: WorkCalendar,
): readonly Adjustment[] => {
  const { points } = policy.deductions.inspection;
  const isOfInterest = ({ on, finding }: World['inspections'][number]): boolean =>
    finding !== '属实' && isWithin(on, quarter);
  return inspectedActs(world, rulebook, isOfInterest, calendar).flatMap(({ finding, rule, owner, dimension }) => {
    if (owner === null || dimension === null || finding.finding === '属实') return [];
    const evidence = [{ sheet: '督查' as const, id: finding.id }, finding.target];
    const taken = { kind: 'deduction' as const, points: fromDecimal(points[finding.finding]), concerns: rule };
    return { ...taken, office: owner, dimension, on: finding.on, evidence, events: finding.events };
  });
};

const innovations = (world: World, policy: ScoringPolicy): readonly Adjustment[] =>
  world.innovations.map(({ id, events, on, office, dimension }) => {
    const given = { kind: 'bonus' as const, points: fromDecimal(policy.bonus.each), concerns: policy.bonus.rule };
    return { ...given, office, dimension, on, evidence: [{ sheet: null, id }], events };
  });
