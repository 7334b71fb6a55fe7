import type { RecordedEvent } from '../../kernel/index.js';
import type { EntryPayload } from '../../ledger/index.js';

/**
 * What is stored about review opinions. Names and versions are a contract: once written they are for ever. No payload has changed yet,
 * so there are no upcasters.
 */
export const OPINION_ADOPTED = 'supervision.OpinionAdopted';
export const OPINION_HANDED_OVER = 'supervision.OpinionHandedOver';
export const OPINION_ANSWERED = 'supervision.OpinionAnswered';
export const OPINION_VOTED = 'supervision.OpinionVoted';

export interface OpinionAdoptedPayload extends EntryPayload {
  /** 编号. */
  readonly opinion: string;
  readonly topic: string;
  /** Code of the 委室 that follows it up. */
  readonly supervisor: string;
  /** Code of who carries it out. */
  readonly carrier: string;
  readonly adopted: string;
}

export interface OpinionHandedOverPayload extends EntryPayload {
  readonly opinion: string;
  readonly handedOver: string;
}

export interface OpinionAnsweredPayload extends EntryPayload {
  readonly opinion: string;
  readonly answered: string;
  /** 测评, where the ledger tells it with the report. */
  readonly vote?: string;
}

export interface OpinionVotedPayload extends EntryPayload {
  readonly opinion: string;
  readonly vote: string;
  readonly votedOn: string;
}

export type OpinionAdopted = RecordedEvent<typeof OPINION_ADOPTED, OpinionAdoptedPayload>;
export type OpinionHandedOver = RecordedEvent<typeof OPINION_HANDED_OVER, OpinionHandedOverPayload>;
export type OpinionAnswered = RecordedEvent<typeof OPINION_ANSWERED, OpinionAnsweredPayload>;
export type OpinionVoted = RecordedEvent<typeof OPINION_VOTED, OpinionVotedPayload>;
