import type { LeaveRoster } from './leave.chain.js';
import { rulesOf } from '../scenario.js';

/** For the specs of leaves: an office with all its roles filled, and the numbers of 11 §二. */
export const leaveRules = rulesOf({
  'OD-01': { day_count: 'calendar', days_before: 3 },
  'OD-02': { day_count: 'working', short_days: 2 },
  'OD-03': { day_count: 'working', short_days: 2 },
  'OD-04': { day_count: 'working', inform_over_days: 7 },
  'OD-05': { day_count: 'working', short_days: 2 },
  'OD-06': { form_from_days: 1, afterwards_working_days: 3 },
  'OD-07': { report_back_working_days: 1 },
});

export const HOLDERS: LeaveRoster['holders'] = {
  科长: ['P-chief'],
  部门分管领导: ['P-deputy'],
  部门主要负责人: ['P-head'],
  秘书长: ['P-secretary'],
  分管副主任: ['P-vice'],
  党组书记: ['P-director'],
  主任: ['P-director'],
};

export const rosterOf = (role: string, holders: Partial<LeaveRoster['holders']> = {}): LeaveRoster => ({
  post: { office: 'WS06', role },
  holders: { ...HOLDERS, ...holders },
});
