import { loadRulebook } from '../index.js';
import type { World } from '../world.js';
import { inspectedActs } from './index.js';
import {
  activity,
  branch,
  contact,
  dated,
  inShort,
  inspection,
  item,
  office,
  opinion,
  owed,
  pair,
  progress,
  publicity,
  retiree,
  reviewStep,
  service,
  situation,
  urging,
  worldAt,
} from './scenario.js';

const book = loadRulebook();
const LATER = '2020-12-31';

describe('an act found 不实', () => {
  const meetings = (
    acts: readonly (readonly [id: string, on: string, entered: string, finding?: '不实' | '有瑕疵' | '属实'])[],
  ) =>
    inShort(
      owed(
        book,
        'PB-13',
        '2019Q3',
        worldAt(LATER, {
          branches: [branch('ZB01')],
          activities: acts.map(([id, on, entered]) => activity(id, 'ZB01', '党员大会', on, entered)),
          inspections: acts.flatMap(([id, , , finding]) =>
            finding === undefined ? [] : [inspection(`DC-${id}`, '组织生活', id, finding, '2019-11-01')],
          ),
        }),
      ),
    ).map((line) => line.slice('ZB01 2019-07-01/2019-09-30 '.length));
  const [inTime, late] = ['2019-08-05', '2019-12-01'];

  it.each([
    ['alone, in time', [['A', '2019-08-01', inTime, '不实']], 'missed A'],
    ['alone, late', [['A', '2019-08-01', late, '不实']], 'missed A'],
    [
      'in time, beside a true one in time',
      [
        ['A', '2019-08-01', inTime, '不实'],
        ['B', '2019-09-01', '2019-09-01'],
      ],
      'missed A',
    ],
    [
      'in time, beside a true one late',
      [
        ['A', '2019-08-01', inTime, '不实'],
        ['B', '2019-07-01', late],
      ],
      'missed A',
    ],
    [
      'late, beside a true one in time',
      [
        ['A', '2019-08-01', late, '不实'],
        ['B', '2019-09-01', '2019-09-01'],
      ],
      'met B',
    ],
    [
      'late, beside a true one late',
      [
        ['A', '2019-08-01', late, '不实'],
        ['B', '2019-07-01', late],
      ],
      'missed A',
    ],
  ] as const)('%s: %j gives %s', (_what, acts, expected) => {
    expect(meetings(acts)).toEqual([expected]);
  });

  it('is named; of several that spoil it the earliest by day, entry, 编号, whichever would have given more', () => {
    expect(
      meetings([
        ['B', '2019-08-02', inTime, '不实'],
        ['A', '2019-08-01', late, '不实'],
      ]),
    ).toEqual(['missed A']);
    expect(
      meetings([
        ['B', '2019-08-01', inTime, '不实'],
        ['A', '2019-08-01', late, '不实'],
      ]),
    ).toEqual(['missed B']);
    expect(
      meetings([
        ['B', '2019-08-01', inTime, '不实'],
        ['A', '2019-08-01', inTime, '不实'],
      ]),
    ).toEqual(['missed A']);
  });

  it('names only those that spoil it: one late does not beside a true one in time', () => {
    const acts = [
      ['A', '2019-07-01', late, '不实'],
      ['B', '2019-08-01', inTime, '不实'],
      ['C', '2019-07-15', '2019-07-16'],
    ] as const;
    expect(meetings(acts)).toEqual(['missed B']);
  });

  it('leaves what it could not meet alone', () => {
    expect(
      meetings([
        ['A', '2019-10-01', '2019-10-01', '不实'],
        ['B', '2019-09-30', '2019-09-30'],
      ]),
    ).toEqual(['met B']);
  });

  it('changes no status where it is 有瑕疵 or 属实, and spoils where any finding is 不实', () => {
    expect(meetings([['A', '2019-08-01', inTime, '有瑕疵']])).toEqual(['met A']);
    expect(meetings([['A', '2019-08-01', inTime, '属实']])).toEqual(['met A']);
    const rows = {
      branches: [branch('ZB01')],
      activities: [activity('A', 'ZB01', '党员大会', '2019-08-01')],
      inspections: [
        inspection('D1', '组织生活', 'A', '不实', '2019-10-01'),
        inspection('D2', '组织生活', 'A', '属实', '2019-11-01'),
      ],
    };
    expect(owed(book, 'PB-13', '2019Q3', worldAt(LATER, rows))[0]?.status).toBe('missed');
  });

  it('is the row of the sheet named, not one of another sheet with the same 编号', () => {
    const rows = {
      branches: [branch('ZB01')],
      activities: [activity('A', 'ZB01', '党员大会', '2019-08-01')],
      inspections: [inspection('D1', '老干部服务', 'A', '不实', '2019-10-01')],
    };
    expect(owed(book, 'PB-13', '2019Q3', worldAt(LATER, rows))[0]?.status).toBe('met');
  });

  it('spoils before the due day too', () => {
    const rows = {
      branches: [branch('ZB01')],
      activities: [activity('A', 'ZB01', '党员大会', '2019-08-01')],
      inspections: [inspection('D1', '组织生活', 'A', '不实', '2019-08-02')],
    };
    const [obligation] = owed(book, 'PB-13', '2019Q3', worldAt('2019-08-03', rows));
    expect(obligation).toMatchObject({ status: 'missed', counted: false, evidence: ['A'], events: ['event-A'] });
  });

  it('is provisional only where a count into a year without its paper decided between it and a true one', () => {
    const known = (...ids: readonly string[]) => {
      const activities = ids.map((id) => activity(id, 'ZB01', '党员大会', '2019-10-10'));
      const inspections = [inspection('D1', '组织生活', 'A', '不实', '2019-11-01')];
      return owed(
        book,
        'PB-13',
        '2019Q4',
        worldAt('2019-11-20', { branches: [branch('ZB01')], activities, inspections }),
      )[0];
    };
    expect(known('A', 'B')).toMatchObject({ status: 'missed', provisional: true });
    expect(known('A')).toEqual(expect.not.objectContaining({ provisional: true }));
  });

  it.each([
    ['法定事项', 'X', ['ST-01i missed X', 'ST-02 missed X']],
    ['催办', 'C', ['ST-05 missed C']],
    ['审议意见', 'S', ['ST-07 missed S']],
  ] as const)('of %s spoils what the row’s own dates meet', (sheet, target, expected) => {
    const world = worldAt(LATER, {
      offices: [office('WS01')],
      items: [
        item('X', '2019-08-01', '2019-09-01', { planSubmitted: dated('2019-08-02'), completed: dated('2019-08-30') }),
      ],
      urgings: [urging('C', 'X', '催办单', dated('2019-08-05'), dated('2019-08-06'))],
      opinions: [opinion('S', dated('2019-06-01'), dated('2019-08-01'))],
      inspections: [inspection('D1', sheet, target, '不实', '2019-10-01')],
    });
    const missed = ['ST-01i', 'ST-02', 'ST-05', 'ST-07'].flatMap((rule) =>
      owed(book, rule, '2019Q3', world)
        .filter(({ status }) => status === 'missed')
        .map(({ evidence }) => `${rule} missed ${evidence.join()}`),
    );
    expect(missed).toEqual(expected);
  });
});

describe('what an inspected act is held against', () => {
  const offices = [office('WS01'), office('WS02', { duty: '研究室' }), office('WS03')];
  const against = (rows: Partial<World>, sheet: Parameters<typeof inspection>[1], target: string, k = LATER) =>
    inspectedActs(
      worldAt(k, { offices, ...rows, inspections: [inspection('D1', sheet, target, '有瑕疵', '2019-09-01')] }),
      book,
    ).map(({ rule, owner, dimension }) => [rule, owner, dimension]);

  it('is the first obligation in the order of the list that it could meet', () => {
    const services = [service('A', 'T1', '上门', '住院', '2019-08-22')];
    const retireeRows = [retiree('T1', { careOffice: 'WS03' })];
    const situations = [situation('S', 'T1', '住院', '2019-08-20')];
    expect(against({ services, retireeRows, situations }, '老干部服务', 'A')).toEqual([['RC-01', 'WS03', 'retirees']]);
    // In the roster only from 15 August: neither month nor quarter binds, the must-visit does.
    const joined = [retiree('T1', { careOffice: 'WS03', from: '2019-08-15' })];
    expect(against({ services, retireeRows: joined, situations }, '老干部服务', 'A')).toEqual([
      ['RC-04', 'WS03', 'retirees'],
    ]);
    expect(against({ services, retireeRows: joined }, '老干部服务', 'A')).toEqual([]);
  });

  it('may fall due in any quarter, and need not be due yet', () => {
    const activities = [activity('A', 'ZB01', '组织生活会', '2020-03-01')];
    expect(against({ branches: [branch('ZB01')], activities }, '组织生活', 'A', '2020-03-02')).toEqual([
      ['PB-17', 'WS01', 'party'],
    ]);
  });

  it('may be met late, or after its window', () => {
    const publicityWork = [publicity('A', '联络会', '2019-09-01')];
    expect(against({ publicity: publicityWork }, '宣传工作', 'A')).toEqual([['PU-05', 'WS02', 'publicity']]);
    const reviewSteps = [
      reviewStep('R', '条例', '一审', '2019-07-01', { lead: 'WS03' }),
      reviewStep('A', '条例', '报省法工委', '2020-06-01'),
    ];
    expect(against({ reviewSteps }, '法规审议', 'A')).toEqual([['LG-05', 'WS03', 'business']]);
  });

  it('is that of the earliest birthday or clock, by the order of the list', () => {
    const reviewSteps = [
      reviewStep('R2', '条例', '一审', '2019-07-01', { lead: 'WS03' }),
      reviewStep('R1', '条例', '一审', '2019-07-02', { lead: 'WS01' }),
      reviewStep('A', '条例', '报省法工委', '2019-07-03'),
    ];
    expect(against({ reviewSteps }, '法规审议', 'A')).toEqual([['LG-05', 'WS03', 'business']]);
    const services = [service('A', 'T1', '上门', '生日', '2020-12-30')];
    const retireeRows = [retiree('T1', { born: '1951-01-02', from: '2020-12-20' })];
    expect(against({ services, retireeRows }, '老干部服务', 'A')).toEqual([['RC-07', 'WS01', 'retirees']]);
  });

  it('has no owner for what is nobody’s, and is nothing for an act that could meet nothing', () => {
    const contacts = [contact('A', 'P1', 'D1', '电话', '2019-08-01')];
    expect(against({ contacts, contactPairs: [pair('P1', 'D1')] }, '代表联系', 'A')).toEqual([
      ['DP-03', null, 'business'],
    ]);
    expect(against({ contacts }, '代表联系', 'A')).toEqual([]);
    expect(against({}, '会议出勤', 'A')).toEqual([]);
  });

  it('is what the row’s known dates meet, where these are the act', () => {
    const items = [item('X', '2019-08-01', '2019-09-01', { planSubmitted: dated('2019-08-02') })];
    expect(against({ items }, '法定事项', 'X')).toEqual([['ST-02', 'WS01', 'business']]);
    const finished = [item('X', '2019-08-01', '2019-09-01', { completed: dated('2019-09-05') })];
    expect(against({ items: finished }, '法定事项', 'X')).toEqual([['ST-01i', 'WS01', 'business']]);
    expect(against({ items: [item('X', '2019-08-01', '2019-09-01')] }, '法定事项', 'X')).toEqual([]);
    const reported = { items: [item('X', '2019-06-20', '2020-09-01')], progress: [progress('J', 'X', '2019-08-01')] };
    expect(against(reported, '事项进展', 'J')).toEqual([['ST-03', 'WS01', 'business']]);
  });

  it('is one entry an act, by the worst finding, of equal ones the earliest', () => {
    const world = worldAt(LATER, {
      branches: [branch('ZB01')],
      activities: [activity('A', 'ZB01', '党员大会', '2019-08-01')],
      inspections: [
        inspection('D1', '组织生活', 'A', '有瑕疵', '2019-08-10'),
        inspection('D2', '组织生活', 'A', '不实', '2019-10-02'),
        inspection('D3', '组织生活', 'A', '不实', '2019-10-01'),
      ],
    });
    expect(inspectedActs(world, book).map(({ finding }) => finding.id)).toEqual(['D3']);
    expect(inspectedActs(world, book, ({ on }) => on < '2019-10-01')).toEqual([]);
  });
});
