import { addDays, calendarKnownAt, daysBetween } from '../../calendar/index.js';
import { type Day, decline, type Instant, type Refusal, type Rules } from '../../kernel/index.js';

/**
 * Who must agree to a leave in which order, who approves it, and who is told (11 §二(一), OD-01 … OD-05): by the rank of the main post of who
 * asks, and by the length of the leave. Roles are filled from the rosters of the day. Where nobody else holds a role, the next
 * higher one stands in, and that is said; where one person would then act twice, the earlier agreement falls away.
 */
export interface LeaveChain {
  readonly rule: LeaveRule;
  /** Working days for staff, calendar days for the leadership. */
  readonly days: number;
  readonly counted: 'working' | 'calendar';
  /** True where the days rest on a year whose holiday paper is not out. */
  readonly provisional: boolean;
  /** The agreements in their order, then the approval. */
  readonly steps: readonly LeaveStep[];
  /** Who is told once it is approved. */
  readonly informed: readonly RoleHolders[];
  readonly vacancies: readonly Vacancy[];
}

export type LeaveRule = 'OD-01' | 'OD-02' | 'OD-03' | 'OD-04' | 'OD-05';

export interface LeaveStep extends RoleHolders {
  readonly act: 'agree' | 'approve';
  /** True where it is done outside the house and only recorded here. */
  readonly outside: boolean;
}

export interface RoleHolders {
  /** The role that the rule names. */
  readonly role: LeaveRole;
  /** 工号; any one of them. Empty outside the house. */
  readonly persons: readonly string[];
}

export interface Vacancy {
  readonly role: LeaveRole;
  readonly standIn: LeaveRole;
}

export type LeaveRole = InnerRole | '市委书记';
export type InnerRole = '科长' | '部门分管领导' | '部门主要负责人' | '秘书长' | '分管副主任' | '党组书记' | '主任';

/** Who stands in for a role that nobody else holds. */
const NEXT_HIGHER: Readonly<Record<InnerRole, InnerRole | null>> = {
  科长: '部门分管领导',
  部门分管领导: '部门主要负责人',
  部门主要负责人: '秘书长',
  秘书长: '分管副主任',
  分管副主任: '主任',
  党组书记: '主任',
  主任: null,
};

/** What the rosters say about who asks and whom to ask. */
export interface LeaveRoster {
  /** Main post of who asks on the day of asking; null where they hold none in the house. */
  readonly post: { readonly office: string; readonly role: string } | null;
  /** 工号 by role as of today, for the applicant's office. */
  readonly holders: Readonly<Record<InnerRole, readonly string[]>>;
}

export interface LeaveStretch {
  readonly person: string;
  readonly from: Day;
  readonly to: Day;
}

/** Refused (`no-post-in-house`, `nobody-to-decide`) where there is no chain. */
export const chainOf = (leave: LeaveStretch, roster: LeaveRoster, rules: Rules, now: Instant): LeaveChain | Refusal => {
  const rule = roster.post === null ? null : ruleOf(roster.post.role);
  if (rule === null) return decline('no-post-in-house', { person: leave.person });
  const { days, counted, provisional } = countDays(leave, rule, rules, now);
  const plan = planOf(rule, days, (name) => Number(rules.parameter(rule, name, leave.from)));
  const vacancies = new Map<LeaveRole, Vacancy>();
  const filled: LeaveStep[] = [];
  for (const { act, role } of plan.steps) {
    if (role === '市委书记') {
      filled.push({ act, role, persons: [], outside: true });
      continue;
    }
    const step = fill(role, leave.person, roster);
    // Nobody above the party secretary signs inside the house: the form goes to the city committee as it is.
    if (step === null && rule === 'OD-01') continue;
    if (step === null) return decline('nobody-to-decide', { role });
    if (step.by !== role) vacancies.set(role, { role, standIn: step.by });
    filled.push({ act, role, persons: step.persons, outside: false });
  }
  const steps = filled.filter((step, index) => !filled.slice(index + 1).some((later) => samePersons(step, later)));
  const informed = plan.informed.flatMap((role): readonly RoleHolders[] => {
    const holders = fill(role, leave.person, roster);
    const alreadyActs = holders === null || steps.some((step) => samePersons(step, holders));
    return alreadyActs ? [] : [{ role: holders.by, persons: holders.persons }];
  });
  return { rule, days, counted, provisional, steps, informed, vacancies: [...vacancies.values()] };
};

/** By the 岗位 of the main post; null for one that the notice does not name. */
const ruleOf = (role: string): LeaveRule | null => {
  switch (role) {
    case '主任':
    case '副主任':
    case '秘书长':
      return 'OD-01';
    case '部门主要负责人':
      return 'OD-02';
    case '部门分管领导':
    case '部门其他县级干部':
      return 'OD-03';
    case '科长':
      return 'OD-04';
    case '工作人员':
      return 'OD-05';
    default:
      return null;
  }
};

interface Plan {
  readonly steps: readonly { readonly act: 'agree' | 'approve'; readonly role: LeaveRole }[];
  readonly informed: readonly InnerRole[];
}

const plan = (agree: readonly LeaveRole[], approve: LeaveRole, informed: readonly InnerRole[]): Plan => ({
  steps: [...agree.map((role) => ({ act: 'agree' as const, role })), { act: 'approve', role: approve }],
  informed,
});

const planOf = (rule: LeaveRule, days: number, number: (name: string) => number): Plan => {
  switch (rule) {
    case 'OD-01':
      return plan(['党组书记'], '市委书记', []);
    case 'OD-02':
      return days <= number('short_days')
        ? plan(['秘书长'], '分管副主任', ['主任'])
        : plan(['秘书长', '分管副主任'], '主任', []);
    case 'OD-03':
      return days <= number('short_days')
        ? plan(['部门主要负责人'], '秘书长', ['分管副主任'])
        : plan(['部门主要负责人', '秘书长'], '分管副主任', ['主任']);
    case 'OD-04':
      return plan(['部门分管领导'], '部门主要负责人', days > number('inform_over_days') ? ['秘书长'] : []);
    case 'OD-05':
      return days <= number('short_days')
        ? plan(['科长'], '部门分管领导', ['部门主要负责人'])
        : plan(['科长', '部门分管领导'], '部门主要负责人', []);
  }
};

/** The days of a leave, both ends inside. */
const countDays = (
  { from, to }: LeaveStretch,
  rule: LeaveRule,
  rules: Rules,
  now: Instant,
): Pick<LeaveChain, 'days' | 'counted' | 'provisional'> => {
  if (rules.parameter(rule, 'day_count', from) === 'calendar') {
    return { days: daysBetween(from, to) + 1, counted: 'calendar', provisional: false };
  }
  const { count, provisional } = calendarKnownAt(now).workingDaysBetween(addDays(from, -1), to);
  return { days: count, counted: 'working', provisional };
};

/** Who holds the role beside the applicant, or the next higher role that somebody holds; null where nobody does. */
const fill = (
  role: InnerRole,
  applicant: string,
  { holders }: LeaveRoster,
): { readonly by: InnerRole; readonly persons: readonly string[] } | null => {
  for (let by: InnerRole | null = role; by !== null; by = NEXT_HIGHER[by]) {
    const persons = holders[by].filter((person) => person !== applicant);
    if (persons.length > 0) return { by, persons };
  }
  return null;
};

type Persons = Pick<RoleHolders, 'persons'>;

const samePersons = (a: Persons, b: Persons): boolean =>
  a.persons.length === b.persons.length && a.persons.every((person) => b.persons.includes(person));

/** What has been agreed so far: the roles whose agreement is there, and the persons. */
export interface Agreements {
  readonly roles: readonly string[];
  readonly persons: readonly string[];
}

/** The first step that is still to be done: an agreement that neither its role nor one of its persons has given, else the approval. */
export const openStep = (chain: LeaveChain, { roles, persons }: Agreements): LeaveStep | null =>
  chain.steps.find(
    (step) =>
      step.act === 'approve' || !(roles.includes(step.role) || step.persons.some((person) => persons.includes(person))),
  ) ?? null;
