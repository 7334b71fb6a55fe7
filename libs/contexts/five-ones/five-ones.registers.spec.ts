import { correction, entryDecider, given, granted, row, tell } from '../scenario.js';
import { inspectionRegister, officeMarkRegister, workstreamMarkRegister } from './five-ones.registers.js';

describe('述职评分 (F1-03)', () => {
  const marks = entryDecider(officeMarkRegister);
  const key = { quarter: '2019Q3', marker: 'P0003', office: 'WS01' };

  it('belongs to its quarter, known since 录入时间', () => {
    const fields = { ...key, party: '90', business: '88.5' };
    expect(tell(given(marks)(row(fields)))).toEqual([
      ['five-ones.OfficeMarked', '2019-07-01', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
  });

  it('a mark given later is added, a changed one corrected, the same nothing', () => {
    const known = granted(given(marks)(row({ ...key, party: '90' })));
    expect(tell(given(marks, known)(row({ ...key, party: '90', publicity: '80' })))).toEqual([
      ['five-ones.OfficeMarkAdded', '2019-07-01', undefined, { ...key, publicity: '80' }],
    ]);
    expect(given(marks, known)(row({ ...key, party: '91' }))).toMatchObject({
      why: 'conflict',
      facts: { columns: '党建' },
    });
    expect(tell(given(marks, known)(correction({ ...key, party: '91' })))).toEqual([
      [
        'five-ones.OfficeMarkCorrected',
        '2019-07-01',
        undefined,
        { ...key, corrects: ['e1'], changes: { party: '91' } },
      ],
    ]);
    expect(given(marks, known)(row({ ...key, party: '90' }))).toEqual([]);
  });
});

describe('格局机制评分 (F1-03)', () => {
  const marks = entryDecider(workstreamMarkRegister);
  const key = { quarter: '2019Q4', marker: 'P0003', workstream: 'N1' };

  it('belongs to its quarter; corrected by name; nothing the second time', () => {
    expect(tell(given(marks)(row({ ...key, mark: '95' })))).toEqual([
      ['five-ones.WorkstreamMarked', '2019-10-01', '2019-08-20T09:00:00.000+08:00', { ...key, mark: '95' }],
    ]);
    const known = granted(given(marks)(row({ ...key, mark: '95' })));
    expect(tell(given(marks, known)(correction({ ...key, mark: '94' })))).toEqual([
      [
        'five-ones.WorkstreamMarkCorrected',
        '2019-10-01',
        undefined,
        { ...key, corrects: ['e1'], changes: { mark: '94' } },
      ],
    ]);
    expect(given(marks, known)(row({ ...key, mark: '95' }))).toEqual([]);
  });
});

describe('督查 (F1-02)', () => {
  const inspection = entryDecider(inspectionRegister);
  const fields = {
    inspection: 'DC001',
    quarter: '2019Q3',
    target: '老干部服务/FW001',
    finding: '属实',
    inspector: 'P0047',
    on: '2019-08-19',
  };

  it('what an inspection found is a fact of its day', () => {
    expect(tell(given(inspection)(row(fields)))).toEqual([
      ['five-ones.InspectionFound', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
  });

  it('a note filled in later, another finding, the same again', () => {
    const known = granted(given(inspection)(row(fields)));
    expect(tell(given(inspection, known)(row({ ...fields, note: '现场核实' })))).toEqual([
      ['five-ones.InspectionDetailsAdded', '2019-08-19', undefined, { inspection: 'DC001', note: '现场核实' }],
    ]);
    expect(tell(given(inspection, known)(correction({ ...fields, finding: '不实' })))).toEqual([
      [
        'five-ones.InspectionCorrected',
        '2019-08-19',
        undefined,
        { inspection: 'DC001', corrects: ['e1'], changes: { finding: '不实' } },
      ],
    ]);
    expect(given(inspection, known)(row(fields))).toEqual([]);
  });
});
