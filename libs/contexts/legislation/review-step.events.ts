import type { RecordedEvent } from '../../kernel/index.js';
import type { EntryPayload } from '../../ledger/index.js';

/**
 * What is stored about the steps of a bill's review. Names and versions are a contract: once written they are for ever. No payload has
 * changed yet, so there are no upcasters.
 */
export const REVIEW_STEP_RECORDED = 'legislation.ReviewStepRecorded';

export interface ReviewStepPayload extends EntryPayload {
  /** 编号. */
  readonly reviewStep: string;
  /** 法规名称, as typed; bills are told apart by its folded form. */
  readonly bill: string;
  /** Code of the office in the lead. */
  readonly lead: string;
  readonly step: string;
  readonly on: string;
  readonly result?: string;
  readonly opinions?: number;
  /** What the chair meeting decided where a step was left out or a reading added (LG-03). */
  readonly chairDecision?: string;
}

export type ReviewStepRecorded = RecordedEvent<typeof REVIEW_STEP_RECORDED, ReviewStepPayload>;
