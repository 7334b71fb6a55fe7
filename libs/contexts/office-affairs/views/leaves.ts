import type { Document, Projection } from '../../../kernel/index.js';
import { type Entry, foldEntry, rowSaid, typesOf } from '../../../ledger/index.js';
import type { LeaveChain, LeaveStep } from '../leave.chain.js';
import { LEAVE_DECLINED } from '../leave.events.js';
import { leaveRegister } from '../office-affairs.registers.js';

/** The leaves, one document each: where each stands and who is to act next, from the events alone. */
export type LeaveStatus = 'asked' | 'agreed' | 'approved' | 'declined' | 'reported-back';

export type LeaveDocument = Entry &
  Document & {
    readonly person: string;
    readonly from: string;
    readonly status: LeaveStatus;
    /** The step that comes next; null where none does, or where the leave came from a workbook. */
    readonly next: LeaveStep | null;
    /** 工号 of who may take the next step, so that they find it. */
    readonly awaits: readonly string[];
    /** As it was when the leave was asked for; null where it came from a workbook. */
    readonly chain: LeaveChain | null;
    readonly declined: Declined | null;
  };

interface Declined {
  readonly by: string;
  /** Instant. */
  readonly on: string;
  readonly reason: string;
}

export const leavesView: Projection<LeaveDocument> = {
  name: 'leaves',
  version: 1,
  types: [...typesOf(leaveRegister), LEAVE_DECLINED],
  indexes: [],
  route: (event) => [event.stream],
  fold: (document, event) => {
    const entry = foldEntry(leaveRegister, document, event);
    const fields = rowSaid(entry) as Readonly<Record<string, unknown>>;
    const status = statusOf(fields);
    const open = status === 'asked' || status === 'agreed';
    const next = open ? ((fields['next'] as LeaveStep | null | undefined) ?? null) : null;
    return {
      ...entry,
      person: String(fields['person']),
      from: String(fields['from']).slice(0, 10),
      status,
      next,
      awaits: next?.persons ?? [],
      chain: (fields['chain'] as LeaveChain | undefined) ?? null,
      declined: declinedOf(fields),
    };
  },
};

const declinedOf = (fields: Readonly<Record<string, unknown>>): Declined | null =>
  fields['declinedBy'] === undefined
    ? null
    : {
        by: String(fields['declinedBy']),
        on: String(fields['declined']),
        reason: String(fields['declineReason']),
      };

const statusOf = (fields: Readonly<Record<string, unknown>>): LeaveStatus => {
  if (fields['reportedBack'] !== undefined) return 'reported-back';
  if (fields['approved'] !== undefined || fields['approvedBy'] !== undefined) return 'approved';
  if (fields['declinedBy'] !== undefined) return 'declined';
  return fields['agreedBy'] === undefined ? 'asked' : 'agreed';
};
