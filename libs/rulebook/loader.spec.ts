import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RulebookError } from './data-file.js';
import { RULEBOOK_DATA, loadDefaultPolicy, loadRulebook, readPolicy } from './loader.js';

const ST_02 = readFileSync(join(RULEBOOK_DATA(), '10-statutory-items', 'ST-02.yaml'), 'utf8');
const POLICY = readFileSync(join(RULEBOOK_DATA(), 'policy', 'default-2019.yaml'), 'utf8');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rulebook-'));
  mkdirSync(join(folder, '10-statutory-items'));
  cpSync(join(RULEBOOK_DATA(), 'rule-set.yaml'), join(folder, 'rule-set.yaml'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const writeRule = (text: string, name = 'ST-02.yaml') => write(join('10-statutory-items', name), text);

/** The text with a piece replaced, which must be there. */
const changed = (text: string, from: string, to: string): string => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

const lineOf = (text: string, piece: string): number => text.slice(0, text.indexOf(piece)).split('\n').length;

const faultsOf = (load: () => unknown): readonly string[] => {
  try {
    load();
  } catch (error) {
    if (error instanceof RulebookError)
      return error.faults.map(({ file, line, message }) => `${file}:${line} ${message}`);
    throw error;
  }
  return [];
};

const faultsOfRule = (text: string) => {
  writeRule(text);
  return faultsOf(() => loadRulebook(folder));
};

describe('the loader', () => {
  it('reads a folder with a rule in it', () => {
    expect(faultsOfRule(ST_02)).toEqual([]);
    expect(loadRulebook(folder).number('ST-02', 'working_days', '2019-07-01')).toBe(7);
  });

  it.each([
    ['a misspelt key', 'title:', 'tilte:', 'tilte', ['缺少“title”', '不认识的项“tilte”。这里可以写：id、kinds、title']],
    [
      'a word that is not on the list',
      'dimension: business',
      'dimension: buisness',
      'dimension',
      ['“dimension”不能是“buisness”。只能写：party、business、publicity、retirees、null。'],
    ],
    [
      'a date in another form',
      'in_force_from: 2019-06-18',
      'in_force_from: 2019/6/18',
      'in_force_from',
      ['“in_force_from”写得不对，现为“2019/6/18”。请改成日期，写成 2019-06-18 的样子。'],
    ],
    [
      'a date that is none',
      'in_force_from: 2019-06-18',
      'in_force_from: 2019-06-31',
      'in_force_from',
      ['没有“2019-06-31”这一天'],
    ],
    [
      'a decimal where a whole number belongs',
      'value: 7',
      'value: 7.5',
      'value: 7.5',
      ['“value”写得不对，现为7.5。请改成整数、文字（小数也写成带引号的文字'],
    ],
    ['a clause without its mark', 'clause: §', 'clause: ', 'clause:', ['请改成条款，以 § 开头']],
    [
      'a document that is not of the set',
      "document: '10'",
      "document: '14'",
      'document:',
      ['rule-set.yaml 里没有文件“14”。请改成其中的编号：02、03、03a'],
    ],
    [
      'an unknown kind of deadline',
      'kind: deadline',
      'kind: limit',
      'term:',
      ['“kind”不能是“limit”。只能写：period、window、deadline、due-date、birthday。'],
    ],
    [
      'a unit that is none',
      'unit: working-days',
      'unit: workdays',
      'term:',
      ['“unit”不能是“workdays”。只能写：working-days、days、months。'],
    ],
    [
      'a parameter that is not defined',
      'amount: working_days',
      'amount: workdays',
      'term:',
      ['参数“workdays”没有定义。请在 parameters 里写上它，值为整数'],
    ],
    ['a parameter whose value does not fit', 'value: 7', 'value: 七天', 'term:', ['参数“working_days”的值不合用']],
    ['another id than the file’s name', 'id: ST-02', 'id: ST-03', 'id:', ['编号“ST-03”与文件名不同。请改成 ST-02']],
    [
      'a sheet that is none',
      'fed_by: [法定事项]',
      'fed_by: [事项]',
      'fed_by',
      ['“fed_by”第1项不能是“事项”。只能写：机构、人员'],
    ],
    [
      'a deadline nobody says anything of',
      'fed_by: [法定事项]',
      '',
      'kinds',
      ['写 fed_by（由哪些工作表提供依据）或 not_fed', '写了 obligation 就要写 fed_by'],
    ],
    ['a key given twice', 'owes: ', 'title: 又一个标题\nowes: ', 'title: 又', ['同一个项写了两次。请只留一个。']],
  ] as const)('reports %s with file, line and what to write instead', (_, from, to, where, messages) => {
    const text = changed(ST_02, from, to);
    const faults = faultsOfRule(text);
    expect(faults.length).toBe(messages.length);
    messages.forEach((message, index) => expect(faults[index]).toContain(message));
    expect(faults.some((fault) => fault.startsWith(`10-statutory-items/ST-02.yaml:${lineOf(text, where)} `))).toBe(
      true,
    );
  });

  it('reports all mistakes of all files at once', () => {
    writeRule(changed(changed(ST_02, 'workstream: M5', 'workstream: M9'), 'kinds: [T]', 'kinds: [X]'));
    writeRule(changed(ST_02, 'id: ST-02', 'id: ST02'), 'ST-03.yaml');
    write(
      'rule-set.yaml',
      changed(readFileSync(join(folder, 'rule-set.yaml'), 'utf8'), 'name: zibo-2019', 'name: 淄博'),
    );
    const faults = faultsOf(() => loadRulebook(folder));
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'rule-set.yaml:1',
      '10-statutory-items/ST-02.yaml:2',
      '10-statutory-items/ST-02.yaml:6',
      '10-statutory-items/ST-03.yaml:1',
    ]);
    expect(() => loadRulebook(folder)).toThrow(/^规则库有4处错误，没有载入。请逐处改正后重试：\nrule-set\.yaml:1 /);
  });

  it('reports values out of order and a sentence’s bad code', () => {
    const twice = '      source: 10 §二(一)2\n    - from: 2019-06-18\n      value: 8\n      source: 又一次';
    expect(faultsOfRule(changed(ST_02, '      source: 10 §二(一)2', twice))[0]).toContain(
      '参数“working_days”的取值应按日期先后排列',
    );
    expect(faultsOfRule(`${ST_02}refusals:\n  Too_Late: 方案晚了，请说明理由。\n`)[0]).toContain(
      '名称“Too_Late”写得不对。请改成拒绝代码，小写字母、数字和连字符',
    );
  });

  it('reports a placeholder in a sentence that could never be filled', () => {
    expect(faultsOfRule(`${ST_02}refusals:\n  too-late: '{单位}的方案晚了{days}天，请说明理由。'\n`)[0]).toContain(
      '“too-late”里的花括号写得不对。请写成 {days} 的样子',
    );
  });

  it('takes a later version of a rule beside the earlier one, where their days do not overlap', () => {
    const later = changed(ST_02, 'in_force_from: 2019-06-18', 'in_force_from: 2022-01-01');
    writeRule(later, 'ST-02@2022-01-01.yaml');
    expect(faultsOfRule(ST_02)[0]).toContain('与本版本的日期重叠。请给较早的版本写上 in_force_to');
    expect(
      faultsOfRule(changed(ST_02, 'in_force_from: 2019-06-18', 'in_force_from: 2019-06-18\nin_force_to: 2021-12-31')),
    ).toEqual([]);
    expect(loadRulebook(folder).allVersions()).toHaveLength(2);
  });
});

describe('a scoring policy', () => {
  const faultsOfPolicy = (text: string) => {
    write('policy.yaml', text);
    return faultsOf(() => readPolicy(join(folder, 'policy.yaml')));
  };

  it('is by default the one of 2019, with the numbers of the house', () => {
    const policy = loadDefaultPolicy();
    expect(policy).toMatchObject({
      name: 'default-2019',
      inForceFrom: '2019Q3',
      objectiveShare: '0.70',
      lateCredit: '0.60',
    });
    expect(policy.dimensionWeights).toEqual({ party: '0.30', business: '0.40', publicity: '0.15', retirees: '0.15' });
    expect(policy.deductions.urgingSlip).toEqual({ rule: 'ST-05', dimension: 'business', points: '2.00' });
    expect(policy.deductions.order.points).toBe('5.00');
    expect(policy.deductions.unauthorisedAbsence.points).toBe('3.00');
    expect(policy.deductions.meeting.points).toEqual({ 缺席: '1.00', 替会: '1.00', 迟到: '0.50', 早退: '0.50' });
    expect(policy.deductions.meeting.dimensions).toEqual({
      党组扩大会议: 'party',
      中心组学习: 'party',
      党课: 'party',
      常委会会议: 'business',
      主任会议: 'business',
    });
    expect(policy.deductions.inspection.points).toEqual({ 有瑕疵: '2.00', 不实: '10.00' });
    expect(policy.bonus).toMatchObject({ each: '1.00', atMost: '5.00' });
  });

  it('names only rules of the catalogue', () => {
    const { deductions, bonus } = loadDefaultPolicy();
    const house = loadRulebook();
    for (const { rule } of [...Object.values(deductions), bonus]) expect([rule, house.has(rule)]).toEqual([rule, true]);
  });

  it('keeps the weights of single rules by their ids', () => {
    write('policy.yaml', changed(POLICY, 'rule_weights: {}', 'rule_weights: { ST-02: "2.00", ST-01i: "1.50" }'));
    expect(readPolicy(join(folder, 'policy.yaml')).ruleWeights).toEqual({ 'ST-02': '2.00', 'ST-01i': '1.50' });
  });

  it('has weights that add up to one, numbers as quoted decimals, and a real quarter', () => {
    expect(faultsOfPolicy(changed(POLICY, "party: '0.30'", "party: '0.31'"))[0]).toContain(
      '四个方面的权重合计应为 1.00，现为 1.01。',
    );
    expect(faultsOfPolicy(changed(POLICY, "late_credit: '0.60'", 'late_credit: 0.6'))[0]).toContain(
      '“late_credit”的类型不对，现为0.6。应是文字',
    );
    expect(faultsOfPolicy(changed(POLICY, "objective_share: '0.70'", "objective_share: '1.70'"))[0]).toContain(
      '0至1之间',
    );
    expect(faultsOfPolicy(changed(POLICY, 'in_force_from: 2019Q3', 'in_force_from: 2019Q5'))[0]).toContain(
      '写成 2019Q3 的样子',
    );
  });
});
