import type { HeldPost, Permission } from '../../access/index.js';

/** Who looks after a retired cadre on the day of the visit, by the row in force; null where there is none. */
export interface Care {
  readonly carer: string | null;
  readonly careOffice: string;
}

/** A visit is recorded by the carer, the staff of the office that looks after, the division, or the leadership (05 §三(三), RC-14). */
export const recordVisitPermission = (care: Care | null): Permission => ({
  action: 'record-retiree-visit',
  whoMay: '联系人本人、联系单位工作人员、离退休干部处工作人员、常委会领导班子成员',
  allows: (post, principal) =>
    (care !== null && (principal.person === care.carer || post.office === care.careOffice)) ||
    post.officeDuty === '离退休干部处' ||
    isLeader(post),
});

const isLeader = (post: HeldPost): boolean =>
  post.category === '领导班子' && (post.role === '主任' || post.role === '副主任' || post.role === '秘书长');
