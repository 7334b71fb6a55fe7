import type { Document, Projection } from '../../../kernel/index.js';
import { DUTY_ASSIGNED, DUTY_ENDED, type DutyPayload } from '../duty.events.js';

/** Who is an inspector now: one document a person. */
export interface DutyDocument extends Document {
  readonly inspector: boolean;
}

export const DUTIES = 'duties';

export const dutiesView: Projection<DutyDocument> = {
  name: DUTIES,
  version: 1,
  types: [DUTY_ASSIGNED, DUTY_ENDED],
  indexes: [],
  route: (event) => [(event.data as DutyPayload).person],
  fold: (_, event, id) => ({ id, inspector: event.type === DUTY_ASSIGNED }),
};
