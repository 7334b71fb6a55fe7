import type { ContextManifest } from '../context.js';
import {
  AgreeToLeaveHandler,
  ApproveLeaveHandler,
  AskForLeaveHandler,
  DeclineLeaveHandler,
  ReportBackFromLeaveHandler,
} from './leave.commands.js';
import { LEAVE_DECLINED } from './leave.events.js';
import { LeaveResolver } from './leave.graphql.js';
import { FindLeaveHandler } from './leave.queries.js';
import { leaveRowRule } from './leave.js';
import { attendanceRegister, leaveRegister } from './office-affairs.registers.js';
import { leavesView } from './views/leaves.js';

/** M6: leave and attendance. */
export const officeAffairs: ContextManifest = {
  name: 'office-affairs',
  registers: [leaveRegister, attendanceRegister],
  rowRules: { [leaveRegister.name]: leaveRowRule },
  furtherTypes: [LEAVE_DECLINED],
  projections: [leavesView],
  providers: [
    AskForLeaveHandler,
    AgreeToLeaveHandler,
    ApproveLeaveHandler,
    DeclineLeaveHandler,
    ReportBackFromLeaveHandler,
    FindLeaveHandler,
    LeaveResolver,
  ],
};
