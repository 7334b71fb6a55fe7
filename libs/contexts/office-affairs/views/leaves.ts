import type { Document, Projection, RecordedEvent } from '../../../kernel/index.js';
import { type Entry, foldEntry, rowSaid, typesOf } from '../../../ledger/index.js';
import type { LeaveChain, LeaveStep } from '../leave.chain.js';
import { LEAVE_DECLINED, type LeaveDeclinedPayload } from '../leave.events.js';
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

type Declined = Pick<LeaveDeclinedPayload, 'by' | 'on' | 'reason'>;

export const leavesView: Projection<LeaveDocument> = {
  name: 'leaves',
  version: 1,
  types: [...typesOf(leaveRegister), LEAVE_DECLINED],
  indexes: [['person', 'from'], ['status', 'from'], ['awaits']],
  route: (event) => [event.stream],
  fold: (document, event) => {
    if (event.type === LEAVE_DECLINED) return document === undefined ? null : declined(document, event);
    return standing(foldEntry(leaveRegister, document, event), document?.declined ?? null);
  },
};

const declined = (document: LeaveDocument, event: RecordedEvent): LeaveDocument => {
  const { by, on, reason } = event.data as LeaveDeclinedPayload;
  return standing(document, { by, on, reason });
};

const standing = (entry: Entry, decline: Declined | null): LeaveDocument => {
  const fields = rowSaid(entry) as Readonly<Record<string, unknown>>;
  const status = statusOf(fields, decline);
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
    declined: decline,
  };
};

const statusOf = (fields: Readonly<Record<string, unknown>>, decline: Declined | null): LeaveStatus => {
  if (fields['reportedBack'] !== undefined) return 'reported-back';
  if (fields['approved'] !== undefined || fields['approvedBy'] !== undefined) return 'approved';
  if (decline !== null) return 'declined';
  return fields['agreedBy'] === undefined ? 'asked' : 'agreed';
};
