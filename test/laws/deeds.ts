import fc from 'fast-check';
import { LEDGER_ACTOR, registers, rowRules } from '../../libs/composition/index.js';
import { addDays, startOfDay } from '../../libs/calendar/index.js';
import { duty } from '../../libs/contexts/organisation/duty.js';
import { entryDecider } from '../../libs/contexts/scenario.js';
import { opinion, type OpinionCommand } from '../../libs/contexts/supervision/opinion.js';
import { visit } from '../../libs/contexts/retirees/visit.js';
import { type Decider, type Done, execute, type Execution, type Refusal, type Wish } from '../../libs/kernel/index.js';
import {
  earliestDate,
  type Field,
  type Fields,
  type FieldValue,
  hasEntryTime,
  keyOf,
  type ReferenceTarget,
  type Register,
  streamOf,
} from '../../libs/ledger/index.js';

/**
 * Random small histories: rows of every register, made from its own declaration and naming what the rosters below hold; rows that say more,
 * corrections, and what people do on the screen.
 */
export interface Deed {
  readonly stream: string;
  readonly what: string;
  readonly perform: (execution: Execution, commandId: string) => Promise<Done | Refusal>;
}

const deed = <C, S>(decider: Decider<C, S>, stream: string, command: C, wish: Omit<Wish, 'commandId'>): Deed => ({
  stream,
  what: JSON.stringify(command),
  perform: (execution, commandId) => execute(execution, decider, stream, command, { commandId, ...wish }),
});

export interface Row {
  readonly register: Register;
  readonly fields: Fields;
  readonly enteredAt: string | null;
}

export const streamOfRow = ({ register, fields }: Row): string => streamOf(register, keyOf(register, fields));

export const entering = (row: Row): Deed =>
  deed(
    entryDecider(row.register, rowRules[row.register.name]),
    streamOfRow(row),
    { kind: 'enter', fields: row.fields, enteredAt: row.enteredAt },
    { actor: LEDGER_ACTOR },
  );

const correcting = (row: Row): Deed =>
  deed(
    entryDecider(row.register, rowRules[row.register.name]),
    streamOfRow(row),
    { kind: 'correct', fields: row.fields },
    { actor: LEDGER_ACTOR, reason: '与原始记录核对' },
  );

const registerOf = (name: string): Register => {
  const register = registers.find((candidate) => candidate.name === name);
  if (register === undefined) throw new Error(`there is no register ${name}`);
  return register;
};

const roster = (register: string, fields: Fields, enteredAt: string | null = null): Row => ({
  register: registerOf(register),
  fields,
  enteredAt,
});

const FROM = '2019-01-01';
const office = (code: string, category: string, word = '其他'): Row =>
  roster('office', { office: code, name: `机构${code}`, duty: word, category, from: FROM });
const post = (person: string, at: string, role: string, more: Fields = {}): Row =>
  roster('post', {
    person,
    name: `人员${person}`,
    office: at,
    title: role,
    role,
    partyMember: true,
    from: FROM,
    ...more,
  });

/** Who and what the random rows speak of. */
export const ROSTERS: readonly Row[] = [
  office('LD01', '领导班子'),
  office('WS01', '委室', '办公室'),
  office('WS02', '委室', '法工委'),
  office('WS03', '委室', '人事代表工委'),
  office('WS07', '委室', '离退休干部处'),
  office('CB01', '承办单位'),
  office('QX01', '区县'),
  post('P0001', 'LD01', '主任', { committeeMember: true }),
  post('P0002', 'WS01', '部门主要负责人', { committeeMember: true }),
  post('P0003', 'WS02', '部门主要负责人'),
  post('P0004', 'WS07', '工作人员'),
  roster('deputy', { deputy: 'D0001', name: '代表甲', level: '市', electoralUnit: 'QX01', from: FROM }),
  roster('deputy', { deputy: 'D0002', name: '代表乙', level: '市', electoralUnit: 'QX01', from: FROM }),
  roster('contactPair', { member: 'P0001', deputy: 'D0001', from: FROM }),
  roster('retireeCare', {
    retiree: 'T001',
    name: '老干部甲',
    born: '1939-09-15',
    status: '退休',
    managedBy: '市管',
    careOffice: 'WS07',
    carer: 'P0004',
    from: FROM,
  }),
  roster('branch', { branch: 'ZB01', name: '第一党支部', office: 'WS01', hasCommittee: true, from: FROM }),
  roster('branch', { branch: 'ZB02', name: '第二党支部', office: 'WS02', from: FROM }),
  roster(
    'statutoryItem',
    { item: 'SX0', title: '水污染防治', category: '监督', carrier: 'WS02', assigned: '2019-06-20', due: '2019-10-31' },
    '2019-06-20T09:00:00.000+08:00',
  ),
  roster(
    'deputyContact',
    {
      contact: 'LX0',
      member: 'P0001',
      deputy: 'D0001',
      on: '2019-07-01',
      channel: '走访',
      content: '走访了解企业情况',
    },
    '2019-07-02T09:00:00.000+08:00',
  ),
];

const NAMED: Readonly<Record<ReferenceTarget, readonly string[]>> = {
  office: ['WS01', 'WS02', 'WS03', 'WS07', 'CB01'],
  person: ['P0001', 'P0002', 'P0003', 'P0004'],
  deputy: ['D0001', 'D0002'],
  retiree: ['T001'],
  branch: ['ZB01', 'ZB02'],
  item: ['SX0'],
  organisation: ['ZB01', 'ZB02', 'WS01'],
  evidence: ['代表联系/LX0'],
};

const someDay = fc.integer({ min: 0, max: 200 }).map((days) => addDays('2019-06-15', days));
const someMark = fc.integer({ min: 0, max: 200 }).map((halves) => String(halves / 2));

/** What a cell of a field may say; dates are set apart, for they stand in an order. */
const valueOf = (register: Register, field: Field): fc.Arbitrary<FieldValue> => {
  // Marks are given by members of the standing committee, not to their own office.
  if (field.name === 'marker') return fc.constant('P0001');
  if (field.refers !== undefined) {
    const one = fc.constantFrom(...NAMED[field.refers]);
    return field.kind === 'codes' ? fc.uniqueArray(one, { minLength: 1, maxLength: 2 }) : one;
  }
  switch (field.kind) {
    case 'code':
      return fc.constantFrom('1', '2', '3').map((number) => `${register.name}${number}`);
    case 'codes':
      return fc.constant(['P0001']);
    case 'text':
      return fc.constantFrom('研究部署下一步工作', '听取情况并提出意见', '（补充）核对后的内容');
    case 'folded-text':
      return fc.constantFrom('供热条例', '文明行为促进条例');
    case 'count':
      return fc.integer({ min: 0, max: 30 });
    case 'mark':
      return someMark;
    case 'flag':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...(field.words ?? []));
    case 'quarter':
      return fc.constantFrom('2019Q3', '2019Q4');
    case 'day':
      return someDay;
    case 'moment':
      return fc.tuple(someDay, fc.constantFrom('', 'T09:30:00.000+08:00')).map(([day, time]) => `${day}${time}`);
  }
};

const isDate = (field: Field): boolean => field.kind === 'day' || field.kind === 'moment';

/** A row that the judge of an import takes: dates in the order of their columns, two counts the smaller first. */
export const someRowOf = (register: Register): fc.Arbitrary<Row> => {
  const cells = Object.fromEntries(
    register.fields.map((field) => {
      const value = valueOf(register, field);
      return [field.name, field.required || field.key ? value : fc.option(value, { nil: undefined, freq: 3 })];
    }),
  );
  return fc
    .record({ cells: fc.record(cells), delay: fc.integer({ min: 0, max: 40 }), said: fc.boolean() })
    .map(({ cells: said, delay, said: withEntryTime }) => {
      const fields = inOrder(register, said as Fields);
      return { register, fields, enteredAt: withEntryTime ? entryTime(register, fields, delay) : null };
    });
};

const inOrder = (register: Register, said: Fields): Fields => {
  const given = register.fields.filter((field) => said[field.name] !== undefined);
  const dates = given.filter((field) => isDate(field) && field.name !== 'born');
  const sorted = dates.map((field) => String(said[field.name])).sort();
  const fields = Object.fromEntries(given.map((field) => [field.name, said[field.name] as FieldValue]));
  dates.forEach(
    (field, index) => (fields[field.name] = (sorted[index] ?? '').slice(0, field.kind === 'day' ? 10 : undefined)),
  );
  if (fields['born'] !== undefined) fields['born'] = '1939-09-15';
  for (const { part, whole } of register.bounds ?? []) {
    const [small, great] = [fields[part], fields[whole]];
    if (small !== undefined && great !== undefined && Number(small) > Number(great)) fields[part] = great;
  }
  return fields;
};

/** Some days after the row's first date, at nine. */
const entryTime = (register: Register, fields: Fields, delay: number): string | null => {
  const { knowledge } = register;
  if (!hasEntryTime(register)) return null;
  const names = knowledge.kind === 'steps' ? (knowledge.first === undefined ? knowledge.dates : [knowledge.first]) : [];
  const first =
    knowledge.kind === 'act' && knowledge.date !== null ? fields[knowledge.date] : earliestDate(names, fields)?.value;
  const day = addDays(String(first ?? '2019-09-30').slice(0, 10), delay + 1);
  return startOfDay(day).replace('T00:00', 'T09:00');
};

const ACTS = registers.filter(({ knowledge }) => knowledge.kind !== 'roster');

export const someRow: fc.Arbitrary<Row> = fc.constantFrom(...registers).chain(someRowOf);

/** Rows of acts with 录入时间, no two of one key: what an old ledger holds. */
export const someLedger = (maxLength: number): fc.Arbitrary<readonly Row[]> =>
  fc
    .array(fc.constantFrom(...ACTS).chain(someRowOf), { maxLength })
    .map((rows) => rows.map((row) => ({ ...row, enteredAt: row.enteredAt ?? entryTime(row.register, row.fields, 3) })))
    .map((rows) => [...new Map(rows.map((row) => [streamOfRow(row), row])).values()])
    .map((rows) => rows.filter(isTaken));

/** Nobody agrees to or approves their own leave (OD-11), nor marks the office they hold a post in (F1-03). */
const isTaken = ({ fields: { person, agreedBy, approvedBy } }: Row): boolean =>
  person === undefined || (approvedBy !== person && !(Array.isArray(agreedBy) && agreedBy.includes(person)));

const CLERK = { person: 'P0002', post: '部门主要负责人', office: 'WS01' };

const opinionId = fc.constantFrom('SY-live-1', 'SY-live-2');
const live = (command: OpinionCommand & { readonly opinion: string }): Deed =>
  deed(opinion, `reviewOpinion-${command.opinion}`, command, { actor: CLERK });

export const adopting = (id: string, on: string): Deed =>
  live({ kind: 'adopt', opinion: id, topic: '教育情况', supervisor: 'WS02', carrier: 'CB01', on, notInForce: [] });

const someLive: fc.Arbitrary<Deed> = fc.oneof(
  fc.tuple(opinionId, someDay).map(([id, on]) => adopting(id, on)),
  fc.tuple(opinionId, someDay).map(([id, on]) => live({ kind: 'hand-over', opinion: id, on })),
  fc.tuple(opinionId, someDay).map(([id, on]) => live({ kind: 'answer', opinion: id, on })),
  fc.tuple(opinionId, someDay).map(([id, on]) => live({ kind: 'vote', opinion: id, on, vote: '满意' })),
  fc
    .constantFrom('assign' as const, 'end' as const)
    .map((kind) => deed(duty, 'duty-P0003', { kind, person: 'P0003', known: true }, { actor: CLERK, reason: '轮换' })),
  fc.tuple(fc.constantFrom('1', '2'), someDay).map(([number, on]) =>
    deed(
      visit,
      `retireeVisit-FW-live-${number}`,
      {
        kind: 'record',
        visit: `FW-live-${number}`,
        retiree: 'T001',
        on,
        channel: '电话',
        occasion: '日常',
        visitor: 'P0004',
        content: null,
        roster: { born: '1939-09-15', died: null, visitorInPost: true },
      },
      { actor: CLERK },
    ),
  ),
);

/** Rows, rows that say more or are in conflict, corrections and live commands, in any order. */
export const someDeeds = (maxLength: number): fc.Arbitrary<readonly Deed[]> =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: someRow.map(entering) },
      { weight: 2, arbitrary: someRow.map(correcting) },
      { weight: 3, arbitrary: someLive },
    ),
    { maxLength },
  );
