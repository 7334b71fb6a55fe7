import { dayOf, type Decider, decline, type Fact, type RecordedEvent } from '../../kernel/index.js';
import { DUTY_ASSIGNED, DUTY_ENDED, type DutyPayload } from './duty.events.js';

/**
 * Whether somebody is an inspector: reads everything, writes nothing. A duty is given and taken by those who run the house, with the
 * ground for it in the wish's reason.
 */
export interface DutyCommand {
  readonly kind: 'assign' | 'end';
  readonly person: string;
  /** Whether the rosters know the person today. */
  readonly known: boolean;
}

export interface DutyState {
  readonly inspector: boolean;
}

export const dutyStream = (person: string): string => `duty-${person}`;

export const duty: Decider<DutyCommand, DutyState, Fact<string, DutyPayload>> = {
  initial: { inspector: false },
  decide({ kind, person, known }, state, { now }) {
    if (!known) return decline('not-found', { what: '工号', id: person });
    if (state.inspector === (kind === 'assign')) return [];
    return [
      {
        type: kind === 'assign' ? DUTY_ASSIGNED : DUTY_ENDED,
        schema: 1,
        occurredAt: dayOf(now),
        data: { person, duty: 'inspector', about: [`person/${person}`] },
      },
    ];
  },
  evolve: (_, event: RecordedEvent) => ({ inspector: event.type === DUTY_ASSIGNED }),
};
