import type { Period } from '../../calendar/index.js';
import { addDays } from '../../calendar/index.js';
import type { Day } from '../../kernel/index.js';
import type { Spanning } from '../rule.js';
import type { Branch, ContactPair, Office, RetireeRow, StatutoryItem } from '../world.js';
import { activitiesOf, contactsOf, progressOf, publicityOf, servicesOf } from './acts.js';
import type { Bound, FedRule, Known } from './demand.js';
import { rankedOffice, rowOn } from './registers.js';
import type { Registers } from './registers.js';
import { ALWAYS, joined, stretchOf, within } from './stretches.js';

/** Who owes a rule of periods or windows, and on which days they are bound, over all rows of a roster together. */
export const subjectsOf = (known: Known, rule: FedRule): readonly Bound[] => {
  const { registers } = known;
  const { bound } = rule.obligation;
  switch (bound.register) {
    case '机构': {
      const { category, duty, outlets } = bound;
      return registers.world.offices
        .filter((office) => category === undefined || office.category === category)
        .filter((office) => duty === undefined || office.duty === duty)
        .flatMap((office) =>
          outlets === undefined
            ? [officeBound(registers, rule, office)]
            : outletsBound(registers, rule, office, outlets),
        );
    }
    case '党支部':
      return registers.world.branches
        .filter((branch) => bound.hasCommittee === undefined || branch.hasCommittee)
        .map((branch) => branchBound(registers, rule, branch));
    case '老干部':
      return [...registers.retirees].map(([retiree, rows]) => retireeBound(registers, rule, retiree, rows));
    case '联系对象':
      return [...registers.pairs].map(([key, rows]) => pairBound(registers, rule, key, rows));
    case '法定事项': {
      const { term } = rule.obligation;
      const spanning = term.kind === 'period' ? term.spanning : undefined;
      return registers.world.items.map((item) => itemBound(registers, rule, item, bound.carriedOutBy, spanning));
    }
    case '老干部情况':
    case '催办':
    case '审议意见':
    case '法规审议':
      throw new Error(`规则 ${rule.id} 约束“${bound.register}”的行，只能有期限，不能有周期：请改正它的规则文件。`);
  }
};

const officeBound = (registers: Registers, rule: FedRule, office: Office): Bound => {
  const { metBy, owner } = rule.obligation;
  return {
    subject: [office.id],
    stretches: [stretchOf(office)],
    acts:
      metBy.sheet === '组织生活'
        ? activitiesOf(registers, metBy, office.id)
        : publicityOf(registers, metBy, office.id, null),
    owner: () => (owner === 'subject' ? rankedOffice(registers, office.id) : null),
  };
};

/** One for each outlet that the parameter ever named, bound while it is named. The first list also holds before its own day. */
const outletsBound = (registers: Registers, rule: FedRule, office: Office, parameter: string): readonly Bound[] => {
  const versions = rule.parameters[parameter] ?? [];
  const named = versions.flatMap(({ from, value }, index) => {
    const next = versions[index + 1];
    const stretch = { from: index === 0 ? ALWAYS.first : from, to: next === undefined ? null : addDays(next.from, -1) };
    return Array.isArray(value) ? value.map((outlet) => ({ outlet: String(outlet), ...stretch })) : [];
  });
  return [...Map.groupBy(named, ({ outlet }) => outlet)].map(([outlet, stretches]) => ({
    ...officeBound(registers, rule, office),
    subject: [office.id, outlet],
    stretches: within(joined(stretches), stretchOf(office)),
    acts: publicityOf(registers, rule.obligation.metBy, office.id, outlet),
  }));
};

const branchBound = (registers: Registers, rule: FedRule, branch: Branch): Bound => ({
  subject: [branch.id],
  stretches: [stretchOf(branch)],
  acts: activitiesOf(registers, rule.obligation.metBy, branch.id),
  owner: () => (rule.obligation.owner === 'branch-office' ? rankedOffice(registers, branch.office) : null),
});

const retireeBound = (registers: Registers, rule: FedRule, retiree: string, rows: readonly RetireeRow[]): Bound => ({
  subject: [retiree],
  stretches: within(joined(rows), lifetimeOf(registers, retiree)),
  acts: servicesOf(registers, rule.obligation.metBy, retiree, null),
  owner: (due) => (rule.obligation.owner === 'care-office-on-due-day' ? careOfficeOn(registers, rows, due) : null),
});

/** The 联系单位 of the row in force on the day, where it is a 委室. */
export const careOfficeOn = (registers: Registers, rows: readonly RetireeRow[], day: Day): string | null => {
  const row = rowOn(rows, day);
  return row === undefined ? null : rankedOffice(registers, row.careOffice);
};

/** The days before death; the day of death is the first without obligations. */
export const lifetimeOf = (registers: Registers, retiree: string): Period => {
  const death = registers.deaths.get(retiree);
  return death === undefined ? ALWAYS : { first: ALWAYS.first, last: addDays(death, -1) };
};

const pairBound = (registers: Registers, rule: FedRule, key: string, rows: readonly ContactPair[]): Bound => ({
  subject: rows.slice(0, 1).flatMap(({ member, deputy }) => [member, deputy]),
  stretches: joined(rows),
  acts: contactsOf(registers, rule.obligation.metBy, key),
  owner: () => null,
});

/** An item binds its carrier while that is in force, and where the rule says so only from one of its dates to another. */
const itemBound = (
  registers: Registers,
  rule: FedRule,
  item: StatutoryItem,
  carriedOutBy: Office['category'] | undefined,
  spanning: Spanning | undefined,
): Bound => {
  const open = spanning === undefined ? ALWAYS : spanOf(rule, item, spanning);
  return {
    subject: [item.id],
    stretches: within(carriedOutBy === undefined ? [ALWAYS] : carrierStretches(registers, item, carriedOutBy), open),
    acts: progressOf(registers, rule.obligation.metBy, item.id),
    owner: () => (rule.obligation.owner === 'carrier' ? rankedOffice(registers, item.carrier) : null),
  };
};

/** The days on which the item's 承办单位 is in force as a 机构 of that 类别. */
export const carrierStretches = (
  registers: Registers,
  item: StatutoryItem,
  category: Office['category'],
): readonly Period[] => {
  const carrier = registers.offices.get(item.carrier);
  return carrier?.category === category ? [stretchOf(carrier)] : [];
};

const spanOf = (rule: FedRule, item: StatutoryItem, { from, to }: Spanning): Period => {
  if (from !== '交办日期' || to !== '办结日期') {
    throw new Error(`规则 ${rule.id} 的 spanning 只能是从交办日期到办结日期：请改正它的规则文件。`);
  }
  return { first: item.handedOver.on, last: item.completed?.on ?? ALWAYS.last };
};
