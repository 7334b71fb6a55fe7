import { calendarKnownAt, parseQuarter } from '../../calendar/index.js';
import type { Quarter, WorkCalendar } from '../../calendar/index.js';
import { dayOf } from '../../kernel/index.js';
import type { Dimension, Workstream } from '../rule.js';
import type { Rulebook } from '../rulebook.js';
import type { Inspection, Obligation, World } from '../world.js';
import { demandsDue, fedRules } from './demands.js';
import type { Known } from './demand.js';
import { falseActs, firstDemands, worstFindings } from './findings.js';
import { inListOrder } from './order.js';
import { settle } from './match.js';
import { registersOf } from './registers.js';

export { byCodePoint, inListOrder } from './order.js';
export { inForceOn } from './stretches.js';

/**
 * Everything that falls due in the quarter, matched against what is known, in the order of the list: by rule, subject, period (null
 * first), due day, trigger, strings by code point. Working days are counted as known at the world's *k* unless another calendar
 * is handed in. Errors: RangeError where the quarter is none.
 */
export const obligationsOf = (
  world: World,
  quarter: Quarter,
  rulebook: Rulebook,
  calendar: WorkCalendar = calendarKnownAt(world.knownAt),
): readonly Obligation[] => {
  const due = parseQuarter(quarter);
  if (due === undefined) throw new RangeError(`“${quarter}”不是季度：应写成 2019Q3 这样的形式。`);
  const known = knownOf(world, rulebook, calendar);
  const isFalse = falseActs(world);
  return fedRules(known)
    .flatMap((rule) => {
      const isFalseHere = isFalse(rule.obligation.metBy.sheet);
      return demandsDue(known, rule, due).map((demand) => settle(known, demand, isFalseHere));
    })
    .sort(inListOrder);
};

/** An act that was inspected, with the worst finding known about it and where that weighs. */
export interface InspectedAct {
  readonly finding: Inspection;
  /** The first obligation, in the order of the list and of any quarter, that the act could meet. */
  readonly rule: string;
  readonly owner: string | null;
  readonly dimension: Dimension | null;
  readonly workstream: Workstream | null;
}

/**
 * The inspected acts that could meet an obligation, one entry an act. Acts that could meet none are left out. `only` limits the work to acts whose worst
 * finding is of interest.
 */
export const inspectedActs = (
  world: World,
  rulebook: Rulebook,
  only: (finding: Inspection) => boolean = () => true,
  calendar: WorkCalendar = calendarKnownAt(world.knownAt),
): readonly InspectedAct[] => {
  const findings = [...worstFindings(world.inspections)].flatMap(([sheet, worst]) =>
    [...worst.values()].filter(only).map((finding) => ({ sheet, finding })),
  );
  if (findings.length === 0) return [];
  const chosen = new Map(
    [...Map.groupBy(findings, ({ sheet }) => sheet)].map(([sheet, ofSheet]) => [
      sheet,
      new Map(ofSheet.map(({ finding }) => [finding.target.id, finding])),
    ]),
  );
  const demands = firstDemands(knownOf(world, rulebook, calendar), chosen);
  return findings.flatMap(({ sheet, finding }) => {
    const demand = demands.get(sheet)?.get(finding.target.id);
    if (demand === undefined) return [];
    const { rule, owner } = demand;
    return { finding, rule: rule.id, owner, dimension: rule.dimension, workstream: rule.workstream };
  });
};

const knownOf = (world: World, rulebook: Rulebook, calendar: WorkCalendar): Known => ({
  registers: registersOf(world),
  rulebook,
  calendar,
  today: dayOf(world.knownAt),
});
