import type { RecordedEvent } from '../../kernel/index.js';
import type { EntryPayload } from '../../ledger/index.js';

/**
 * What is stored about visits. Names and versions are a contract: once written they are for ever. No payload has changed yet, so there
 * are no upcasters.
 */
export const VISIT_RECORDED = 'retirees.VisitRecorded';

export interface VisitPayload extends EntryPayload {
  /** 编号. */
  readonly visit: string;
  /** 编号 of the retired cadre. */
  readonly retiree: string;
  readonly on: string;
  readonly channel: string;
  readonly occasion: string;
  /** 工号 of who called or came. */
  readonly visitor: string;
  readonly content?: string;
}

export type VisitRecorded = RecordedEvent<typeof VISIT_RECORDED, VisitPayload>;
