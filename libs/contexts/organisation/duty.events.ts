/** Duties beside the posts. Names and versions are a contract; no payload has changed yet. */
export const DUTY_ASSIGNED = 'organisation.DutyAssigned';
export const DUTY_ENDED = 'organisation.DutyEnded';

export interface DutyPayload {
  /** 工号. */
  readonly person: string;
  readonly duty: 'inspector';
  readonly about: readonly string[];
}
