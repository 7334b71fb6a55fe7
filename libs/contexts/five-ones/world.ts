import { type Day, dayOf, type Instant } from '../../kernel/index.js';
import { type Entry, fold, type KnownRow, momentOf, type Register, rowKnownAt } from '../../ledger/index.js';
import type { Act, Dated, EvidenceSheet, Row, World } from '../../rulebook/index.js';

/**
 * The registers of the house as known at k, in the words of the obligation engine. Which register gives which rows is told by the
 * register's name: a name of ours, shared through events; nothing of another context's inside is used.
 */
export const worldKnownAt = (registers: readonly Register[], entries: Iterable<Entry>, k: Instant): World => {
  const byName = new Map(registers.map((register) => [register.name, register]));
  const rows = new Map<string, KnownRow[]>();
  for (const entry of entries) {
    const register = byName.get(entry.register);
    if (register === undefined) continue;
    const row = rowKnownAt(register, entry, k);
    if (row === null) continue;
    const list = rows.get(register.name);
    if (list === undefined) rows.set(register.name, [row]);
    else list.push(row);
  }
  const all = <T>(name: string, read: (row: KnownRow) => T | null): readonly T[] =>
    (rows.get(name) ?? []).flatMap((row) => read(row) ?? []);
  return {
    knownAt: k,
    offices: all('office', (row) => ({
      ...stretch(row),
      id: word(row, 'office'),
      name: word(row, 'name'),
      duty: word(row, 'duty'),
      category: word(row, 'category'),
      parent: optionalWord(row, 'parent'),
    })),
    posts: all('post', (row) => ({
      ...stretch(row),
      person: word(row, 'person'),
      name: word(row, 'name'),
      office: word(row, 'office'),
      title: word(row, 'title'),
      role: word(row, 'role'),
      committeeMember: row.fields['committeeMember'] === true,
      partyMember: row.fields['partyMember'] === true,
    })),
    contactPairs: all('contactPair', (row) => ({
      ...stretch(row),
      member: word(row, 'member'),
      deputy: word(row, 'deputy'),
    })),
    contacts: all('deputyContact', (row) => ({
      ...act(row, 'contact'),
      member: word(row, 'member'),
      deputy: word(row, 'deputy'),
      channel: word(row, 'channel'),
    })),
    retireeRows: all('retireeCare', (row) => ({
      ...stretch(row),
      retiree: word(row, 'retiree'),
      name: word(row, 'name'),
      born: dayOf(word(row, 'born')),
      careOffice: word(row, 'careOffice'),
    })),
    services: all('retireeVisit', (row) => ({
      ...act(row, 'visit'),
      retiree: word(row, 'retiree'),
      channel: word(row, 'channel'),
      occasion: word(row, 'occasion'),
    })),
    situations: all('retireeSituation', (row) => ({
      ...act(row, 'situation'),
      retiree: word(row, 'retiree'),
      situation: word(row, 'kind'),
    })),
    branches: all('branch', (row) => ({
      ...stretch(row),
      id: word(row, 'branch'),
      name: word(row, 'name'),
      office: word(row, 'office'),
      hasCommittee: row.fields['hasCommittee'] === true,
    })),
    activities: all('partyActivity', (row) => ({
      ...act(row, 'activity'),
      organisation: word(row, 'organisation'),
      kind: word(row, 'kind'),
    })),
    items: all('statutoryItem', (row) => {
      const handedOver = dated(row, 'assigned');
      if (handedOver === null) return null;
      return {
        ...plain(row, 'item'),
        title: word(row, 'title'),
        carrier: word(row, 'carrier'),
        handedOver,
        due: dayOf(word(row, 'due')),
        planSubmitted: dated(row, 'planSubmitted'),
        completed: dated(row, 'completed'),
      };
    }),
    progress: all('itemProgress', (row) => ({ ...act(row, 'progress'), item: word(row, 'item') })),
    urgings: all('urging', (row) => ({
      ...plain(row, 'urging'),
      item: word(row, 'item'),
      document: word(row, 'document'),
      issued: dated(row, 'issued'),
      answered: dated(row, 'answered'),
    })),
    opinions: all('reviewOpinion', (row) => ({
      ...plain(row, 'opinion'),
      topic: word(row, 'topic'),
      handedOver: dated(row, 'handedOver'),
      reported: dated(row, 'answered'),
    })),
    reviewSteps: all('reviewStep', (row) => ({
      ...act(row, 'reviewStep'),
      bill: word(row, 'bill'),
      billKey: fold(word(row, 'bill')),
      lead: word(row, 'lead'),
      step: word(row, 'step'),
      result: optionalWord(row, 'result'),
    })),
    leaves: all('leave', (row) => ({
      ...plain(row, 'leave'),
      person: word(row, 'person'),
      from: dayOf(word(row, 'from')),
      to: dayOf(word(row, 'to')),
      approved: dated(row, 'approved'),
      reportedBack: dated(row, 'reportedBack'),
    })),
    attendance: all('attendance', (row) => ({
      ...act(row, 'attendance'),
      meeting: word(row, 'meeting'),
      person: word(row, 'person'),
      state: word(row, 'state'),
    })),
    publicity: all('publicityWork', (row) => {
      const outlet = optionalWord<string>(row, 'outlet');
      const matter = word<World['publicity'][number]['matter']>(row, 'matter');
      return {
        ...act(row, 'work', matter === '媒体联系' ? ['outlet'] : []),
        office: word(row, 'office'),
        matter,
        outletKey: outlet === null ? null : fold(outlet),
      };
    }),
    officeMarks: all('officeMark', (row) => ({
      ...plain(row, 'marker'),
      id: row.key.join('/'),
      quarter: word(row, 'quarter'),
      marker: word(row, 'marker'),
      office: word(row, 'office'),
      party: optionalWord(row, 'party'),
      business: optionalWord(row, 'business'),
      publicity: optionalWord(row, 'publicity'),
      retirees: optionalWord(row, 'retirees'),
    })),
    workstreamMarks: all('workstreamMark', (row) => ({
      ...plain(row, 'marker'),
      id: row.key.join('/'),
      quarter: word(row, 'quarter'),
      marker: word(row, 'marker'),
      code: word(row, 'workstream'),
      mark: word(row, 'mark'),
    })),
    inspections: all('inspection', (row) => ({
      ...act(row, 'inspection'),
      quarter: word(row, 'quarter'),
      target: target(word(row, 'target')),
      finding: word(row, 'finding'),
    })),
    innovations: [],
    suggestions: all('suggestion', (row) => plain(row, 'suggestion')),
  };
};

/** A word as the workbook has it. The register's reader has checked it against the list, so the type is what the register says. */
const word = <T extends string = string>(row: KnownRow, name: string): T => String(row.fields[name]) as T;

const optionalWord = <T extends string = string>(row: KnownRow, name: string): T | null =>
  row.fields[name] === undefined ? null : word<T>(row, name);

const plain = (row: KnownRow, idField: string): Row => ({ id: word(row, idField), events: row.events });

const stretch = (row: KnownRow): Row & { from: Day; to: Day | null } => ({
  id: row.key.join('/'),
  events: row.events,
  from: dayOf(word(row, 'from')),
  to: row.fields['to'] === undefined ? null : dayOf(word(row, 'to')),
});

/**
 * An act counts as entered when what makes it evidence was: a correction of its date, subject or kind makes it an act of the
 * correction's moment, a correction of its text does not. `needed` names fields that may be filled later and without which it is none.
 */
const act = (row: KnownRow, idField: string, needed: readonly string[] = []): Act => {
  let entered = row.enteredAt;
  for (const [name, since] of Object.entries(row.entered)) {
    const bears = needed.includes(name) || (row.correctedFields.has(name) && !TEXTS.has(name));
    if (bears && since > entered) entered = since;
  }
  return { ...plain(row, idField), on: dayOf(word(row, 'on')), entered };
};

const TEXTS: ReadonlySet<string> = new Set([
  'content',
  'note',
  'title',
  'expected',
  'present',
  'opinions',
  'leader',
  'visitor',
  'inspector',
]);

const dated = (row: KnownRow, name: string): Dated | null => {
  const value = row.fields[name];
  const entered = row.entered[name];
  const event = row.saidBy[name];
  if (value === undefined || entered === undefined || event === undefined) return null;
  return { on: dayOf(String(value)), at: momentOf(String(value)), entered, event };
};

/** `工作表/编号`, as the import has written it out: the sheet always named. */
const target = (value: string): World['inspections'][number]['target'] => {
  const slash = value.indexOf('/');
  return { sheet: value.slice(0, slash) as EvidenceSheet, id: value.slice(slash + 1) };
};
