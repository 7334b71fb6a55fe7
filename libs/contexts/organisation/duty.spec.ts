import type { RecordedEvent, Rules } from '../../kernel/index.js';
import { isRefusal } from '../../kernel/index.js';
import { duty } from './duty.js';

const rules: Rules = { name: 'zibo-2019', parameter: () => null };
const context = {
  now: '2019-10-08T09:00:00.000+08:00',
  actor: { person: 'P0001', post: '主任', office: 'LD01' },
  rules,
};

describe('the duty of an inspector', () => {
  const assigned = { type: 'organisation.DutyAssigned' } as RecordedEvent;

  it('is assigned to somebody in the rosters', () => {
    expect(duty.decide({ kind: 'assign', person: 'P0047', known: true }, duty.initial, context)).toEqual([
      {
        type: 'organisation.DutyAssigned',
        schema: 1,
        occurredAt: '2019-10-08',
        data: { person: 'P0047', duty: 'inspector', about: ['person/P0047'] },
      },
    ]);
  });

  it('is refused for somebody whom the rosters do not know', () => {
    expect(isRefusal(duty.decide({ kind: 'assign', person: 'P9999', known: false }, duty.initial, context))).toBe(true);
  });

  it('gives nothing the second time', () => {
    expect(
      duty.decide({ kind: 'assign', person: 'P0047', known: true }, duty.evolve(duty.initial, assigned), context),
    ).toEqual([]);
    expect(duty.decide({ kind: 'end', person: 'P0047', known: true }, duty.initial, context)).toEqual([]);
  });

  it('ends', () => {
    const facts = duty.decide(
      { kind: 'end', person: 'P0047', known: true },
      duty.evolve(duty.initial, assigned),
      context,
    );
    expect(facts).toMatchObject([{ type: 'organisation.DutyEnded' }]);
  });
});
