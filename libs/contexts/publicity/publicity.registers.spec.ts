import { correction, entryDecider, given, granted, row, tell } from '../scenario.js';
import { publicityRegister } from './publicity.registers.js';

describe('宣传工作', () => {
  const work = entryDecider(publicityRegister);
  const fields = { work: 'XC001', office: 'WS02', matter: '媒体联系', outlet: '中国人大网', on: '2019-08-19' };

  it('is recorded, known since 录入时间', () => {
    expect(tell(given(work)(row(fields)))).toEqual([
      ['publicity.WorkRecorded', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
  });

  it('a title filled in later, another outlet', () => {
    const known = granted(given(work)(row(fields)));
    expect(tell(given(work, known)(row({ ...fields, title: '联系函' })))).toEqual([
      ['publicity.WorkDetailsAdded', '2019-08-19', undefined, { work: 'XC001', title: '联系函' }],
    ]);
    expect(tell(given(work, known)(correction({ ...fields, outlet: '中国人大杂志社' })))).toEqual([
      [
        'publicity.WorkCorrected',
        '2019-08-19',
        undefined,
        { work: 'XC001', corrects: ['e1'], changes: { outlet: '中国人大杂志社' } },
      ],
    ]);
  });

  it('says nothing the second time, the outlet in full width or half', () => {
    const known = granted(given(work)(row({ ...fields, outlet: '人民日报（海外版）' })));
    expect(given(work, known)(row({ ...fields, outlet: '人民日报(海外版)' }))).toEqual([]);
  });
});
