import { correction, entryDecider, given, granted, row, tell } from '../scenario.js';
import { careRegister, situationRegister, visitRegister } from './retirees.registers.js';

describe('老干部 (RC-13)', () => {
  const care = entryDecider(careRegister);
  const fields = {
    retiree: 'T001',
    name: '费某',
    born: '1940-02-29',
    status: '退休',
    managedBy: '市管',
    careOffice: 'WS01',
    from: '2019-01-01',
  };
  const key = { retiree: 'T001', from: '2019-01-01' };

  it('care is assigned from a day on, and ends', () => {
    expect(tell(given(care)(row({ ...fields, carer: 'P0010', to: '2019-07-31' }, null)))).toEqual([
      ['retirees.CareAssigned', '2019-01-01', '2019-01-01T00:00:00.000+08:00', { ...fields, carer: 'P0010' }],
      ['retirees.CareEnded', '2019-07-31', '2019-08-01T00:00:00.000+08:00', { ...key, to: '2019-07-31' }],
    ]);
  });

  it('a carer named later is an addition, another office a correction, the same nothing', () => {
    const known = granted(given(care)(row(fields, null)));
    expect(tell(given(care, known)(row({ ...fields, carer: 'P0010' }, null)))).toEqual([
      ['retirees.CareDetailsAdded', '2019-01-01', undefined, { ...key, carer: 'P0010' }],
    ]);
    expect(tell(given(care, known)(correction({ ...fields, careOffice: 'WS02' })))).toEqual([
      [
        'retirees.CareCorrected',
        '2019-01-01',
        undefined,
        { ...key, corrects: ['e1'], changes: { careOffice: 'WS02' } },
      ],
    ]);
    expect(given(care, known)(row(fields, null))).toEqual([]);
  });
});

describe('老干部服务', () => {
  const visit = entryDecider(visitRegister);
  const fields = {
    visit: 'FW001',
    retiree: 'T001',
    on: '2019-08-19',
    channel: '上门',
    occasion: '日常',
    visitor: 'P0010',
  };

  it('a visit is recorded, known since 录入时间', () => {
    expect(tell(given(visit)(row(fields)))).toEqual([
      ['retirees.VisitRecorded', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
  });

  it('a content filled in later, a wrong occasion, the same again', () => {
    const known = granted(given(visit)(row(fields)));
    expect(tell(given(visit, known)(row({ ...fields, content: '上门问候' })))).toEqual([
      ['retirees.VisitDetailsAdded', '2019-08-19', undefined, { visit: 'FW001', content: '上门问候' }],
    ]);
    expect(tell(given(visit, known)(correction({ ...fields, occasion: '生日' })))).toEqual([
      [
        'retirees.VisitCorrected',
        '2019-08-19',
        undefined,
        { visit: 'FW001', corrects: ['e1'], changes: { occasion: '生日' } },
      ],
    ]);
    expect(given(visit, known)(row(fields))).toEqual([]);
  });
});

describe('老干部情况 (RC-04)', () => {
  const situation = entryDecider(situationRegister);
  const fields = { situation: 'QK001', retiree: 'T001', on: '2019-08-19', kind: '住院' };

  it('is reported, known since 录入时间', () => {
    expect(tell(given(situation)(row(fields)))).toEqual([
      ['retirees.SituationReported', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
  });

  it('a note filled in later, a wrong day, the same again', () => {
    const known = granted(given(situation)(row(fields)));
    expect(tell(given(situation, known)(row({ ...fields, note: '市医院' })))).toEqual([
      ['retirees.SituationDetailsAdded', '2019-08-19', undefined, { situation: 'QK001', note: '市医院' }],
    ]);
    expect(tell(given(situation, known)(correction({ ...fields, on: '2019-08-18' })))).toEqual([
      [
        'retirees.SituationCorrected',
        '2019-08-18',
        undefined,
        { situation: 'QK001', corrects: ['e1'], changes: { on: '2019-08-18' } },
      ],
    ]);
    expect(given(situation, known)(row(fields))).toEqual([]);
  });
});
