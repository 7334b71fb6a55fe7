import type { Permission } from '../../access/index.js';

/**
 * A review opinion is kept by the 委室 that follows it up and by the Office, which writes to those who carry it out (10 §二(二)2).
 * `supervisor` is null where there is no such opinion yet.
 */
export const keepOpinionPermission = (supervisor: string | null): Permission => ({
  action: 'keep-review-opinion',
  whoMay: '督办委室、办公室的工作人员',
  allows: (post) => post.category === '委室' && (post.office === supervisor || post.officeDuty === '办公室'),
});
