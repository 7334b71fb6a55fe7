import fc from 'fast-check';
import { isRefusal } from '../../kernel/index.js';
import { chainOf, type LeaveChain, type LeaveRoster, openStep } from './leave.chain.js';
import { HOLDERS, leaveRules, rosterOf } from './leave.scenario.js';

const NOW = '2019-08-30T10:00:00.000+08:00';

/** Monday 2 September 2019 and so many days on: 2–6 and 9–12 September are working days, 13 September is the Mid-Autumn Festival. */
const chain = (roster: LeaveRoster, to: string, person = 'P-me', from = '2019-09-02'): LeaveChain => {
  const found = chainOf({ person, from, to }, roster, leaveRules, NOW);
  if (isRefusal(found)) throw new Error(`不应被拒绝：${found.why}`);
  return found;
};

const told = ({ rule, days, steps, informed }: LeaveChain) => ({
  rule,
  days,
  steps: steps.map(({ act, role, persons }) => `${act} ${role} ${persons.join('+')}`.trim()),
  informed: informed.map(({ role, persons }) => `${role} ${persons.join('+')}`),
});

describe('OD-02: the head of an office', () => {
  it('up to two days: the secretary-general agrees, the vice-director in charge approves, the director is told', () => {
    expect(told(chain(rosterOf('部门主要负责人'), '2019-09-03'))).toEqual({
      rule: 'OD-02',
      days: 2,
      steps: ['agree 秘书长 P-secretary', 'approve 分管副主任 P-vice'],
      informed: ['主任 P-director'],
    });
  });

  it('more than two days: both agree, the director approves', () => {
    expect(told(chain(rosterOf('部门主要负责人'), '2019-09-04'))).toEqual({
      rule: 'OD-02',
      days: 3,
      steps: ['agree 秘书长 P-secretary', 'agree 分管副主任 P-vice', 'approve 主任 P-director'],
      informed: [],
    });
  });
});

describe('OD-03: other cadres of county rank', () => {
  it.each(['部门分管领导', '部门其他县级干部'])('%s, up to two days', (role) => {
    expect(told(chain(rosterOf(role), '2019-09-03'))).toEqual({
      rule: 'OD-03',
      days: 2,
      steps: ['agree 部门主要负责人 P-head', 'approve 秘书长 P-secretary'],
      informed: ['分管副主任 P-vice'],
    });
  });

  it('more than two days', () => {
    expect(told(chain(rosterOf('部门其他县级干部'), '2019-09-04'))).toEqual({
      rule: 'OD-03',
      days: 3,
      steps: ['agree 部门主要负责人 P-head', 'agree 秘书长 P-secretary', 'approve 分管副主任 P-vice'],
      informed: ['主任 P-director'],
    });
  });
});

describe('OD-04: the chief of a section', () => {
  it('seven days: the leader in charge agrees, the head approves, nobody else is told', () => {
    expect(told(chain(rosterOf('科长'), '2019-09-10'))).toEqual({
      rule: 'OD-04',
      days: 7,
      steps: ['agree 部门分管领导 P-deputy', 'approve 部门主要负责人 P-head'],
      informed: [],
    });
  });

  it('eight days: the secretary-general is told', () => {
    expect(told(chain(rosterOf('科长'), '2019-09-11'))).toMatchObject({ days: 8, informed: ['秘书长 P-secretary'] });
  });
});

describe('OD-05: staff', () => {
  it('up to two days', () => {
    expect(told(chain(rosterOf('工作人员'), '2019-09-03'))).toEqual({
      rule: 'OD-05',
      days: 2,
      steps: ['agree 科长 P-chief', 'approve 部门分管领导 P-deputy'],
      informed: ['部门主要负责人 P-head'],
    });
  });

  it('more than two days', () => {
    expect(told(chain(rosterOf('工作人员'), '2019-09-04'))).toEqual({
      rule: 'OD-05',
      days: 3,
      steps: ['agree 科长 P-chief', 'agree 部门分管领导 P-deputy', 'approve 部门主要负责人 P-head'],
      informed: [],
    });
  });

  it('counts working days: a weekend in between does not make it longer', () => {
    expect(told(chain(rosterOf('工作人员'), '2019-09-09', 'P-me', '2019-09-06')).days).toBe(2);
    expect(told(chain(rosterOf('工作人员'), '2019-09-13', 'P-me', '2019-09-12')).days).toBe(1);
  });

  it('is provisional where a holiday paper is not out', () => {
    expect(chain(rosterOf('工作人员'), '2020-03-03', 'P-me', '2020-03-02').provisional).toBe(true);
    expect(chain(rosterOf('工作人员'), '2019-09-03').provisional).toBe(false);
  });
});

describe('OD-01: the leadership', () => {
  it.each(['副主任', '秘书长'])(
    '%s: the party secretary signs, the city committee’s secretary approves outside',
    (role) => {
      const found = chain(rosterOf(role), '2019-09-08');
      expect(found).toMatchObject({ rule: 'OD-01', days: 7, counted: 'calendar' });
      expect(found.steps).toEqual([
        { act: 'agree', role: '党组书记', persons: ['P-director'], outside: false },
        { act: 'approve', role: '市委书记', persons: [], outside: true },
      ]);
    },
  );

  it('the party secretary’s own form goes to the city committee as it is', () => {
    expect(told(chain(rosterOf('主任'), '2019-09-03', 'P-director')).steps).toEqual(['approve 市委书记']);
  });
});

describe('vacancies', () => {
  it('the next higher role stands in, and that is said', () => {
    const found = chain(rosterOf('工作人员', { 部门分管领导: [] }), '2019-09-03');
    expect(told(found).steps).toEqual(['agree 科长 P-chief', 'approve 部门分管领导 P-head']);
    expect(found.vacancies).toEqual([{ role: '部门分管领导', standIn: '部门主要负责人' }]);
    expect(found.informed).toEqual([]);
  });

  it('who would act twice acts once', () => {
    const found = chain(rosterOf('工作人员', { 科长: [] }), '2019-09-04');
    expect(told(found).steps).toEqual(['agree 部门分管领导 P-deputy', 'approve 部门主要负责人 P-head']);
    expect(found.vacancies).toEqual([{ role: '科长', standIn: '部门分管领导' }]);
    expect(told(chain(rosterOf('部门主要负责人', { 分管副主任: ['P-secretary'] }), '2019-09-03')).steps).toEqual([
      'approve 分管副主任 P-secretary',
    ]);
  });

  it('OD-11: who asks is never among those who act', () => {
    const found = chain(rosterOf('工作人员', { 科长: ['P-me', 'P-chief'], 部门分管领导: ['P-me'] }), '2019-09-03');
    expect(told(found).steps).toEqual(['agree 科长 P-chief', 'approve 部门分管领导 P-head']);
  });

  it('is refused where nobody is left, or who asks holds no post in the house', () => {
    const nobody = rosterOf('部门主要负责人', { 分管副主任: [], 主任: [] });
    expect(chainOf({ person: 'P-me', from: '2019-09-02', to: '2019-09-03' }, nobody, leaveRules, NOW)).toMatchObject({
      why: 'nobody-to-decide',
      facts: { role: '分管副主任' },
    });
    const outside = { ...rosterOf('工作人员'), post: null };
    expect(chainOf({ person: 'P-me', from: '2019-09-02', to: '2019-09-03' }, outside, leaveRules, NOW)).toMatchObject({
      why: 'no-post-in-house',
    });
  });
});

describe('the laws of every chain', () => {
  const persons = ['P-me', 'P-chief', 'P-deputy', 'P-head', 'P-secretary', 'P-vice', 'P-director'];
  const holders = fc.record(
    Object.fromEntries(
      Object.keys(HOLDERS).map((role) => [role, fc.uniqueArray(fc.constantFrom(...persons), { maxLength: 3 })]),
    ),
  ) as fc.Arbitrary<LeaveRoster['holders']>;
  const roles = fc.constantFrom(
    '主任',
    '副主任',
    '秘书长',
    '部门主要负责人',
    '部门分管领导',
    '部门其他县级干部',
    '科长',
    '工作人员',
  );

  it('one approval, at the end; never by who asks; every step can be taken; going through them ends at the approval', () => {
    fc.assert(
      fc.property(roles, holders, fc.integer({ min: 2, max: 20 }), (role, held, day) => {
        const roster: LeaveRoster = { post: { office: 'WS06', role }, holders: held };
        const to = `2019-09-${String(day).padStart(2, '0')}`;
        const found = chainOf({ person: 'P-me', from: '2019-09-02', to }, roster, leaveRules, NOW);
        if (isRefusal(found)) return found.why === 'nobody-to-decide';
        const { steps } = found;
        const agreed: { roles: string[]; persons: string[] } = { roles: [], persons: [] };
        for (let open = openStep(found, agreed); open?.act === 'agree'; open = openStep(found, agreed)) {
          agreed.roles.push(open.role);
          agreed.persons.push(open.persons[0] ?? 'nobody');
        }
        return (
          steps.filter(({ act }) => act === 'approve').length === 1 &&
          steps.at(-1)?.act === 'approve' &&
          steps.every((step) => !step.persons.includes('P-me') && (step.outside || step.persons.length > 0)) &&
          agreed.roles.length <= steps.length - 1
        );
      }),
    );
  });
});
