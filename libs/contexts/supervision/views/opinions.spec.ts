import type { Fact } from '../../../kernel/index.js';
import { given, granted, happened, row, rulesOf } from '../../scenario.js';
import { opinion, type OpinionCommand } from '../opinion.js';
import { type OpinionDocument, opinionsView } from './opinions.js';

describe('the view of review opinions', () => {
  const setting = { now: '2020-03-10T10:00:00.000+08:00', rules: rulesOf({}) };
  const documentOf = (...commands: readonly OpinionCommand[]) => {
    const facts = commands.reduce<readonly Fact[]>(
      (known, command) => [...known, ...granted(given(opinion, known)(command, setting))],
      [],
    );
    return happened(facts).reduce<OpinionDocument | undefined>(
      (document, event) => opinionsView.fold(document, event, event.stream) ?? undefined,
      undefined,
    );
  };
  const adopted = { opinion: 'SY1', topic: '题', supervisor: 'WS07', carrier: 'CB04', adopted: '2019-11-26' };

  it('says where each stands', () => {
    const steps: readonly OpinionCommand[] = [
      row(adopted),
      { kind: 'hand-over', opinion: 'SY1', on: '2019-11-30' },
      { kind: 'answer', opinion: 'SY1', on: '2020-02-20' },
      { kind: 'vote', opinion: 'SY1', on: '2020-02-25', vote: '不满意' },
    ];
    expect(steps.map((_, index) => documentOf(...steps.slice(0, index + 1))?.status)).toEqual([
      'adopted',
      'handed-over',
      'answered',
      'escalation-open',
    ]);
    expect(documentOf(...steps)).toMatchObject({ supervisor: 'WS07', carrier: 'CB04', handedOver: '2019-11-30' });
  });

  it('a row of a workbook stands as if it had been handled here', () => {
    const told = row({ ...adopted, handedOver: '2019-11-30', answered: '2020-02-20', vote: '基本满意' });
    expect(documentOf(told)).toMatchObject({ status: 'closed' });
  });
});
