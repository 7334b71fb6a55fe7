import type { Json, RecordedEvent } from '../../kernel/index.js';
import type { EntryPayload } from '../../ledger/index.js';

/**
 * What is stored about leaves. Names and versions are a contract: once written they are for ever. No payload has changed yet, so there
 * are no upcasters. Rows of the workbook say the fields alone; what else stands here is said only where a leave is handled in the house.
 */
export const LEAVE_ASKED_FOR = 'office-affairs.LeaveAskedFor';
export const LEAVE_AGREED = 'office-affairs.LeaveAgreed';
export const LEAVE_APPROVED = 'office-affairs.LeaveApproved';
export const LEAVE_DECLINED = 'office-affairs.LeaveDeclined';
export const LEAVE_REPORTED_BACK = 'office-affairs.LeaveReportedBack';

export interface LeaveAskedForPayload extends EntryPayload {
  /** 编号. */
  readonly leave: string;
  /** 工号 of who asks. */
  readonly person: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly destination?: string;
  /** Instant of the form. */
  readonly asked?: string;
  /** Why the leave was asked for by word first and the form came afterwards (OD-06). */
  readonly urgentReason?: string;
  /** By which rule, how many days, and who was to do what, as of that day: a `LeaveChain`. */
  readonly chain?: Json;
  /** The first step: a `LeaveStep`. */
  readonly next?: Json;
}

export interface LeaveAgreedPayload extends EntryPayload {
  readonly leave: string;
  /** All who have agreed so far, in order. */
  readonly agreedBy: readonly string[];
  /** The roles whose agreement is there, in order. */
  readonly agreedFor?: readonly string[];
  /** The step that comes next: a `LeaveStep`. */
  readonly next?: Json;
}

export interface LeaveApprovedPayload extends EntryPayload {
  readonly leave: string;
  /** Missing where the approval was given outside the house. */
  readonly approvedBy?: string;
  readonly approved?: string;
  /** Whose approval from outside the house was recorded (OD-01). */
  readonly approvedOutside?: string;
  /** Who is told of it. */
  readonly informed?: readonly string[];
}

/** Its names differ from those of the row's own columns, so that 事由 stays what it was. */
export interface LeaveDeclinedPayload extends EntryPayload {
  readonly leave: string;
  /** 工号. */
  readonly declinedBy: string;
  /** Instant. */
  readonly declined: string;
  readonly declineReason: string;
}

export interface LeaveReportedBackPayload extends EntryPayload {
  readonly leave: string;
  readonly reportedBack: string;
}

export type LeaveAskedFor = RecordedEvent<typeof LEAVE_ASKED_FOR, LeaveAskedForPayload>;
export type LeaveAgreed = RecordedEvent<typeof LEAVE_AGREED, LeaveAgreedPayload>;
export type LeaveApproved = RecordedEvent<typeof LEAVE_APPROVED, LeaveApprovedPayload>;
export type LeaveDeclined = RecordedEvent<typeof LEAVE_DECLINED, LeaveDeclinedPayload>;
export type LeaveReportedBack = RecordedEvent<typeof LEAVE_REPORTED_BACK, LeaveReportedBackPayload>;
