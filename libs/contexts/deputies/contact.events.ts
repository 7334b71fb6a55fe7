import type { RecordedEvent } from '../../kernel/index.js';
import type { EntryPayload } from '../../ledger/index.js';

/**
 * What is stored about contacts. Names and versions are a contract: once written they are for ever. No payload has changed yet, so there are no
 * upcasters.
 */
export const CONTACT_RECORDED = 'deputies.ContactRecorded';

export interface ContactPayload extends EntryPayload {
  /** 编号. */
  readonly contact: string;
  /** 工号 of the member of the standing committee. */
  readonly member: string;
  /** 代表证号. */
  readonly deputy: string;
  readonly on: string;
  readonly channel: string;
  readonly content?: string;
  /** 编号 of an earlier contact of the member with the very same content: flagged, not refused (DP-07). */
  readonly copyOf?: string;
}

export type ContactRecorded = RecordedEvent<typeof CONTACT_RECORDED, ContactPayload>;
