import type { Fact } from '../../../kernel/index.js';
import { correction, entryDecider, given, granted, happened, row } from '../../scenario.js';
import { visitRegister } from '../retirees.registers.js';
import { type VisitDocument, visitsView } from './visits.js';

describe('the view of visits', () => {
  it('finds a visit by retired cadre, visitor and day, and follows a correction', () => {
    const visit = entryDecider(visitRegister);
    const fields = {
      visit: 'FW1',
      retiree: 'T001',
      on: '2019-08-19',
      channel: '上门',
      occasion: '日常',
      visitor: 'P0010',
    };
    const recorded = granted(given(visit)(row(fields)));
    const corrected = granted(given(visit, recorded)(correction({ ...fields, on: '2019-08-18', visitor: 'P0011' })));
    const documentOf = (facts: readonly Fact[]) =>
      happened(facts).reduce<VisitDocument | undefined>(
        (document, event) => visitsView.fold(document, event, event.stream) ?? undefined,
        undefined,
      );
    expect(documentOf(recorded)).toMatchObject({ retiree: 'T001', visitor: 'P0010', on: '2019-08-19' });
    expect(documentOf([...recorded, ...corrected])).toMatchObject({ visitor: 'P0011', on: '2019-08-18' });
  });
});
