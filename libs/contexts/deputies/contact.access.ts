import type { Permission } from '../../access/index.js';

/** A contact is recorded by the member, or by the staff who keep the deputies' records. */
export const recordContactPermission = (member: string): Permission => ({
  action: 'record-deputy-contact',
  whoMay: '联系代表的常委会组成人员本人，办公室、人事代表工委工作人员',
  allows: (post, principal) =>
    principal.person === member || post.officeDuty === '人事代表工委' || post.officeDuty === '办公室',
});
