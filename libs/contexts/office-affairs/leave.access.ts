import type { HeldPost, Permission } from '../../access/index.js';
import type { LeaveRole } from './leave.chain.js';

/** Categories of 机构 whose posts are not of the house. */
const OUTSIDE: ReadonlySet<string> = new Set(['区县', '镇街', '承办单位']);

const inTheHouse = (post: HeldPost): boolean => !OUTSIDE.has(post.category);

/** Everybody asks for their own leave. */
export const askForLeavePermission: Permission = {
  action: 'ask-for-leave',
  whoMay: '在机关任职的人员本人',
  allows: inTheHouse,
};

/** Who asked for it reports back. */
export const reportBackPermission = (person: string | null): Permission => ({
  action: 'report-back-from-leave',
  whoMay: '请假人本人',
  allows: (post, principal) => principal.person === person && inTheHouse(post),
});

/**
 * Agreeing, approving and declining go by the role that the step asks for; which step it is, the decider says. The post that carries the
 * role is the one acted in; `role` is null where no step asks for this person.
 */
export const decideOnLeavePermission = (role: LeaveRole | null, office: string | null): Permission => ({
  action: 'decide-on-leave',
  whoMay: '按请假人的岗位和天数有权同意、批准的领导',
  allows: (post) => (role === null ? inTheHouse(post) : carries(post, role, office)),
});

const carries = (post: HeldPost, role: LeaveRole, office: string | null): boolean => {
  switch (role) {
    case '科长':
    case '部门分管领导':
    case '部门主要负责人':
      return post.role === role && post.office === office;
    case '秘书长':
    case '主任':
      return post.role === role && post.category === '领导班子';
    case '分管副主任':
      return post.category === '领导班子';
    case '党组书记':
      return post.category === '党组';
    case '市委书记':
      // Decided outside; the Office records it.
      return post.category === '委室' && post.officeDuty === '办公室';
  }
};
