import type { EntrySource } from '../house.js';
import {
  type Entry,
  type Fields,
  foldEntry,
  recordRow,
  type Register,
  rowKnownAt,
  streamOf,
} from '../../ledger/index.js';
import { officeRegister, postRegister } from '../organisation/index.js';
import { happened } from '../scenario.js';
import { leaveRoster } from './leave.roster.js';

const NOW = '2019-09-02T10:00:00.000+08:00';

/** Rows as the house keeps them, without a store: told by the facts of their registers. */
const sourceOf = (rows: readonly (readonly [Register, Fields])[]): EntrySource => {
  const entries = new Map<string, readonly [Register, Entry]>();
  for (const [register, fields] of rows) {
    const told = happened(recordRow(register, fields, null, NOW));
    const key = register.fields.filter((field) => field.key).map((field) => String(fields[field.name]));
    const stream = streamOf(register, key);
    const entry = told.reduce<Entry | undefined>(
      (folded, event) => foldEntry(register, folded, { ...event, stream }),
      undefined,
    );
    if (entry !== undefined) entries.set(stream, [register, entry]);
  }
  return {
    position: BigInt(rows.length),
    incompleteSince: null,
    latest: '',
    all: new Map([...entries].map(([stream, [, entry]]) => [stream, entry])),
    concerning: (subject) =>
      [...entries.values()].flatMap(([, entry]) => (entry.about.includes(subject) ? [entry] : [])),
    known: (register, k) =>
      [...entries.values()].flatMap(([of, entry]) => (of === register ? (rowKnownAt(register, entry, k) ?? []) : [])),
    row: (register, key, k) => {
      const found = entries.get(streamOf(register, key));
      return found === undefined ? null : rowKnownAt(register, found[1], k);
    },
  };
};

const office = (code: string, category: string, more: Fields = {}) =>
  [officeRegister, { office: code, name: code, duty: '其他', category, from: '2017-03-01', ...more }] as const;
const post = (person: string, of: string, role: string, more: Fields = {}) =>
  [postRegister, { person, name: person, office: of, title: role, role, from: '2018-01-01', ...more }] as const;

const HOUSE = [
  office('LD01', '领导班子'),
  office('DZ01', '党组'),
  office('DZ02', '机关党组'),
  office('QX01', '区县'),
  office('WS01', '委室', { leader: 'P-vice' }),
  office('WS02', '委室'),
  post('P-director', 'LD01', '主任'),
  post('P-director', 'DZ01', '主任', { title: '党组书记' }),
  post('P-vice', 'LD01', '副主任'),
  post('P-other-vice', 'LD01', '副主任'),
  post('P-secretary', 'LD01', '秘书长'),
  post('P-head', 'WS01', '部门主要负责人'),
  post('P-deputy', 'WS01', '部门分管领导'),
  post('P-chief', 'WS01', '科长'),
  post('P-chief', 'DZ02', '科长', { from: '2019-07-10' }),
  post('P-other-head', 'WS02', '部门主要负责人'),
  post('P-gone', 'WS01', '科长', { to: '2019-09-01' }),
  post('P-staff', 'WS01', '工作人员'),
  post('P-county', 'QX01', '主任'),
] as const;

const roster = (person: string, more: readonly (readonly [Register, Fields])[] = [], day = '2019-09-02') =>
  leaveRoster(sourceOf([...HOUSE, ...more]), person, day, NOW);

describe('whom a leave goes to, by the rosters of the day', () => {
  it('the roles of the own office, and those of the leadership', () => {
    expect(roster('P-staff')).toEqual({
      post: { office: 'WS01', role: '工作人员' },
      holders: {
        科长: ['P-chief'],
        部门分管领导: ['P-deputy'],
        部门主要负责人: ['P-head'],
        秘书长: ['P-secretary'],
        分管副主任: ['P-vice'],
        党组书记: ['P-director'],
        主任: ['P-director'],
      },
    });
  });

  it('an office without a leader in charge, or with one who has left the leadership, has none', () => {
    expect(roster('P-other-head').holders['分管副主任']).toEqual([]);
    const left = [office('WS03', '委室', { leader: 'P-staff' }), post('P-new', 'WS03', '工作人员')];
    expect(roster('P-new', left).holders['分管副主任']).toEqual([]);
  });
});

describe('the main post', () => {
  it('is that of the leadership before that in a 委室, whichever began later', () => {
    expect(roster('P-secretary', [post('P-secretary', 'WS01', '部门主要负责人', { from: '2019-08-01' })]).post).toEqual(
      {
        office: 'LD01',
        role: '秘书长',
      },
    );
  });

  it('is that in a 委室 before that in another body', () => {
    expect(roster('P-chief').post).toEqual({ office: 'WS01', role: '科长' });
  });

  it('of two in a 委室 is the one begun last, then that of the smaller code', () => {
    const later = post('P-staff', 'WS02', '科长', { from: '2019-08-01' });
    expect(roster('P-staff', [later]).post).toEqual({ office: 'WS02', role: '科长' });
    expect(roster('P-staff', [later], '2019-07-31').post).toEqual({ office: 'WS01', role: '工作人员' });
    expect(roster('P-staff', [post('P-staff', 'WS02', '科长')]).post).toEqual({ office: 'WS01', role: '工作人员' });
  });

  it('is none outside the house, and none after the last day', () => {
    expect(roster('P-county').post).toBeNull();
    expect(roster('P-gone').post).toBeNull();
    expect(roster('P-gone', [], '2019-09-01').post).toEqual({ office: 'WS01', role: '科长' });
  });
});
