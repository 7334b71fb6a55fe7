import type { PeriodKind } from '../../calendar/index.js';
import type { Branch, Office } from '../world.js';
import { keyOf } from './evidence.js';
import { rankedOffice } from './registers.js';
import type { Bound, Known, PeriodRule, Specification, WindowRule } from './specification.js';
import { stretchOf } from './stretches.js';

/** Party building (02). The party group and the two office bodies count in nobody's ranking, the branches in their office's. */

const offices = (known: Known, category: Office['category'], kind: string): readonly Bound[] =>
  known.registers.world.offices
    .filter((office) => office.category === category)
    .map((office) => ({
      subject: [office.id],
      stretches: [stretchOf(office)],
      acts: known.registers.activities.get(keyOf(office.id, kind)) ?? [],
      owner: () => null,
    }));

const branches = (known: Known, kind: string, bound: (branch: Branch) => boolean = () => true): readonly Bound[] =>
  known.registers.world.branches.filter(bound).map((branch) => ({
    subject: [branch.id],
    stretches: [stretchOf(branch)],
    acts: known.registers.activities.get(keyOf(branch.id, kind)) ?? [],
    owner: () => rankedOffice(known.registers, branch.office),
  }));

const owedByOffice = (
  rule: string,
  category: Office['category'],
  every: PeriodKind,
  kind: string,
): PeriodRule => ({ kind: 'period', rule, every, bound: (known) => offices(known, category, kind) });

const owedByBranch = (rule: string, every: PeriodKind, kind: string): PeriodRule => ({
  kind: 'period',
  rule,
  every,
  bound: (known) => branches(known, kind),
});

const committeeMeeting: PeriodRule = {
  kind: 'period',
  rule: 'PB-12',
  every: 'month',
  bound: (known) => branches(known, '支委会', (branch) => branch.hasCommittee),
};

const yearPlan: WindowRule = {
  kind: 'window',
  rule: 'PB-11',
  every: 'year',
  window: (year, parameters) => ({
    first: year.first,
    last: `${year.first.slice(0, 4)}-${parameters.text('lastDay', year.first)}`,
  }),
  bound: (known) => branches(known, '年度计划'),
};

export const PARTY_RULES: readonly Specification[] = [
  owedByOffice('PB-01', '党组', 'month', '党组会议'),
  owedByOffice('PB-02', '党组', 'month', '中心组学习'),
  owedByOffice('PB-05', '机关党组', 'month', '党组会议'),
  owedByOffice('PB-06', '机关党组', 'month', '中心组学习'),
  owedByOffice('PB-08', '机关党委', 'year', '机关党员大会'),
  owedByOffice('PB-09', '机关党委', 'quarter', '机关党委会议'),
  owedByOffice('PB-10', '机关党委', 'half-year', '支部督导检查'),
  yearPlan,
  committeeMeeting,
  owedByBranch('PB-13', 'quarter', '党员大会'),
  owedByBranch('PB-14', 'month', '主题党日'),
  owedByBranch('PB-15', 'quarter', '党课'),
  owedByBranch('PB-16', 'quarter', '季度报告'),
  owedByBranch('PB-17', 'year', '组织生活会'),
  owedByBranch('PB-18', 'year', '民主评议'),
  owedByBranch('PB-19', 'week', '集中学习'),
];
