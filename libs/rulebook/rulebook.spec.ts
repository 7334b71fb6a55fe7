import { refuse, decline } from '../kernel/index.js';
import { loadRulebook } from './loader.js';
import { Rulebook } from './rulebook.js';
import type { RuleSet } from './rulebook.js';
import type { Rule } from './rule.js';

const ruleSet: RuleSet = {
  name: 'test-2019',
  title: '测试规则集',
  documents: { '10': { title: '关于某事的意见', adopted: '2019-06-18' } },
  parameters: { grace: [{ from: '2019-01-01', value: 5, source: '约定' }] },
};

const rule = (parts: Partial<Rule>): Rule => ({
  id: 'ST-02',
  kinds: ['T'],
  title: '限期报送方案',
  owes: '承办委室',
  dimension: 'business',
  workstream: 'M5',
  sources: [{ document: '10', clause: '§二(一)2' }],
  inForceFrom: '2019-06-18',
  inForceTo: null,
  parameters: {
    working_days: [
      { from: '2019-06-18', value: 7, source: '10 §二(一)2' },
      { from: '2021-01-01', value: 10, source: '修订' },
    ],
  },
  obligation: null,
  fedBy: ['法定事项'],
  notFed: null,
  refusals: { 'too-late': '{office}的方案晚了{days}天。请说明理由。' },
  ...parts,
});

describe('a rulebook', () => {
  const book = new Rulebook(ruleSet, [rule({})]);

  it('gives a parameter as of the day: each value holds from its day on', () => {
    expect(book.number('ST-02', 'working_days', '2020-12-31')).toBe(7);
    expect(book.number('ST-02', 'working_days', '2021-01-01')).toBe(10);
  });

  it('gives the first value before the rule was adopted, since a clock may have started by then', () => {
    expect(book.number('ST-02', 'working_days', '2019-06-01')).toBe(7);
  });

  it('knows whether a rule is in force on a day', () => {
    expect(book.ruleInForce('ST-02', '2019-06-17')).toBeUndefined();
    expect(book.ruleInForce('ST-02', '2019-06-18')?.id).toBe('ST-02');
  });

  it('goes by the version in force where a later one took its place', () => {
    const later = rule({
      inForceFrom: '2022-01-01',
      title: '新的限期',
      parameters: { working_days: [{ from: '2022-01-01', value: 3, source: '新规定' }] },
    });
    const two = new Rulebook(ruleSet, [later, rule({ inForceTo: '2021-12-31' })]);
    expect(two.number('ST-02', 'working_days', '2021-12-31')).toBe(10);
    expect(two.number('ST-02', 'working_days', '2022-01-01')).toBe(3);
    expect(two.title('ST-02')).toBe('新的限期');
    expect(two.allVersions().map(({ inForceFrom }) => inForceFrom)).toEqual(['2019-06-18', '2022-01-01']);
    expect(two.rules()).toEqual([later]);
  });

  it('ends with a rule that nothing took the place of', () => {
    const ended = new Rulebook(ruleSet, [rule({ inForceTo: '2021-12-31' })]);
    expect(ended.ruleInForce('ST-02', '2021-12-31')).toBeDefined();
    expect(ended.ruleInForce('ST-02', '2022-01-01')).toBeUndefined();
  });

  it('picks a number by word where the values go by word', () => {
    const byKind = new Rulebook(ruleSet, [
      rule({ parameters: { working_days: [{ from: '2019-06-18', value: { 住院: 3, 去世: 1 }, source: '约定' }] } }),
    ]);
    expect(byKind.number('ST-02', 'working_days', '2019-07-01', '去世')).toBe(1);
    expect(() => byKind.number('ST-02', 'working_days', '2019-07-01', '其他')).toThrow(/应是整数/);
    expect(() => byKind.number('ST-02', 'working_days', '2019-07-01')).toThrow(/应是整数/);
  });

  it('says which rule or parameter it does not have', () => {
    expect(() => book.rule('ST-99')).toThrow('规则库中没有规则 ST-99');
    expect(() => book.parameter('ST-02', 'days', '2019-07-01')).toThrow('ST-02 的参数 days');
    expect(() => book.setNumber('other', '2019-07-01')).toThrow('规则集 test-2019 的参数 other');
    expect(book.setNumber('grace', '2019-07-01')).toBe(5);
  });

  it('cites the clause with the document’s title', () => {
    expect(book.clause('ST-02')).toBe('《关于某事的意见》§二(一)2');
  });

  it('turns a refusal into its sentence, with the facts filled in', () => {
    expect(book.refusalText(refuse('ST-02', 'too-late', { office: 'WS01', days: 2 }))).toBe(
      'WS01的方案晚了2天。请说明理由。',
    );
    expect(book.refusalText(refuse('ST-02', 'too-late', { office: 'WS01' }))).toBe(
      'WS01的方案晚了{days}天。请说明理由。',
    );
  });

  it('falls back to title and clause, and to the code where no rule refuses', () => {
    expect(book.refusalText(refuse('ST-02', 'other-reason'))).toBe(
      '不符合“限期报送方案”（《关于某事的意见》§二(一)2），不予办理（other-reason）。',
    );
    expect(book.refusalText(decline('no-such-row'))).toBe('不予办理（no-such-row）。');
  });
});

describe('the rulebook of the house', () => {
  const house = loadRulebook();

  it('carries its name into the events', () => expect(house.name).toBe('zibo-2019'));

  it('counts the recording grace in five working days', () => {
    expect(house.setNumber('recording_grace_working_days', '2019-09-30')).toBe(5);
  });

  it('puts every rule in force on the day its regulation was adopted', () => {
    const adopted: Readonly<Record<string, string>> = {
      PB: '2019-06-11',
      DP: '2019-06-18',
      PU: '2019-06-11',
      RC: '2019-06-11',
      MD: '2019-04-15',
      LG: '2019-06-18',
      SV: '2019-06-18',
      ST: '2019-06-18',
      OD: '2019-04-16',
      TR: '2019-06-11',
      F1: '2019-06-18',
    };
    for (const { id, inForceFrom } of house.rules()) expect([id, inForceFrom]).toEqual([id, adopted[id.slice(0, 2)]]);
  });

  it('gives each fed rule the dimension and workstream of the house’s table', () => {
    const table = house
      .rules()
      .filter(({ obligation }) => obligation !== null)
      .map(({ id, dimension, workstream }) => `${id} ${dimension} ${workstream}`);
    const of = (ids: readonly string[], rest: string) => ids.map((id) => `${id} ${rest}`);
    const party = ['01', '02', '05', '06', '08', '09', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19'].map(
      (n) => `PB-${n}`,
    );
    expect(table).toEqual([
      ...of(['DP-03', 'DP-04'], 'business N2'),
      ...of(['LG-05', 'LG-06'], 'business M3'),
      ...of(party, 'party N1'),
      ...of(['PU-01', 'PU-02', 'PU-03', 'PU-04', 'PU-05', 'PU-06'], 'publicity N3'),
      ...of(['RC-01', 'RC-02', 'RC-04', 'RC-07'], 'retirees N4'),
      ...of(['ST-01i', 'ST-02', 'ST-03', 'ST-05', 'ST-06'], 'business M5'),
      'ST-07 business M4',
    ]);
  });

  it('says of every rule of kind O or T how the workbook feeds it, or why it does not', () => {
    for (const { id, kinds, fedBy, notFed } of house.rules())
      if (kinds.includes('O') || kinds.includes('T'))
        expect([id, fedBy.length > 0 || notFed !== null]).toEqual([id, true]);
  });

  it('never lets a deputy’s own doings feed a dimension or a workstream (DP-20)', () => {
    for (const id of ['DP-05', 'DP-06', 'DP-09', 'DP-15', 'DP-16'])
      expect([id, house.rule(id).dimension, house.rule(id).workstream]).toEqual([id, null, null]);
  });

  it.each([
    ['OD-11', 'own-approval', { person: 'P0001' }, 'P0001不能批准自己的事项。请报有权批准的其他领导。'],
    [
      'DP-07',
      'content-too-short',
      { minimum: 4, actual: 2 },
      '联系内容只有2个字，至少要写4个字。请写明谈了什么、代表提出了什么。',
    ],
    ['F1-03', 'marker-not-member', {}, '评分人在季度最后一天不是常委会组成人员，不能评分。请核对评分人工号。'],
  ] as const)('has the sentence of %s %s', (id, why, facts, sentence) => {
    expect(house.refusalText(refuse(id, why, facts))).toBe(sentence);
  });
});
