import type { Fields, KnownRow, Register } from '../../ledger/index.js';
import { situationRegister, visitRegister } from '../retirees/retirees.registers.js';
import { toRow } from './row.js';

const ENTERED = '2019-08-20T09:00:00.000+08:00';

const known = (fields: Fields): KnownRow => ({
  stream: 'spec-1',
  key: [String(Object.values(fields)[0])],
  fields,
  entered: {},
  saidBy: {},
  correctedFields: new Set(),
  enteredAt: ENTERED,
  events: ['e1'],
});

/** What a wider circle sees, by column. */
const shown = (register: Register, fields: Fields): Readonly<Record<string, string>> =>
  Object.fromEntries(toRow(register, known(fields), true).cells.map(({ header, value }) => [header, value]));

const WITHHELD = '（健康信息，此处不显示）';

describe('RC-17 health data of retired cadres stay with those who look after them', () => {
  const visit = { visit: 'FW0001', retiree: 'T001', on: '2019-08-19', visitor: 'P0006', content: '术后恢复良好' };

  it('withholds occasion, channel and content of a visit for an illness', () => {
    expect(shown(visitRegister, { ...visit, channel: '上门', occasion: '住院' })).toEqual({
      编号: 'FW0001',
      老干部编号: 'T001',
      日期: '2019-08-19',
      方式: WITHHELD,
      事由: WITHHELD,
      服务人工号: 'P0006',
      内容: WITHHELD,
    });
  });

  it('withholds them where the place alone tells of an illness', () => {
    const { 方式, 事由, 内容 } = shown(visitRegister, { ...visit, channel: '医院探望', occasion: '日常' });
    expect([方式, 事由, 内容]).toEqual([WITHHELD, WITHHELD, WITHHELD]);
  });

  it.each(['日常', '节日', '家庭变故', '特殊困难', '去世', '生日'])('shows a visit at home for %s', (occasion) => {
    const cells = shown(visitRegister, { ...visit, channel: '上门', occasion });
    expect([cells['方式'], cells['事由'], cells['内容']]).toEqual(['上门', occasion, '术后恢复良好']);
  });

  const situation = { situation: 'QK0001', retiree: 'T001', on: '2019-08-16', note: '骨折入院' };

  it('withholds that somebody is in hospital, and why', () => {
    const cells = shown(situationRegister, { ...situation, kind: '住院' });
    expect([cells['情况'], cells['说明'], cells['日期']]).toEqual([WITHHELD, WITHHELD, '2019-08-16']);
  });

  it.each(['家庭变故', '特殊困难', '去世'])(
    'shows the situation %s, and withholds the note, which may tell of an illness',
    (kind) => {
      const cells = shown(situationRegister, { ...situation, kind });
      expect([cells['情况'], cells['说明']]).toEqual([kind, WITHHELD]);
    },
  );
});
