import type { Permission } from '../../access/index.js';

/** A step is recorded by the office in the lead, the legislative affairs committee, or the Office. */
export const recordReviewStepPermission = (lead: string): Permission => ({
  action: 'record-review-step',
  whoMay: '法工委、该法规牵头委室、办公室的工作人员',
  allows: (post) =>
    post.category === '委室' && (post.office === lead || post.officeDuty === '法工委' || post.officeDuty === '办公室'),
});
