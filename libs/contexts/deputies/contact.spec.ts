import { given, granted, row, rulesOf, tell } from '../scenario.js';
import { contact, contactRowRule, type RecordContact } from './contact.js';

const rules = rulesOf({ 'DP-01': { level: '市' }, 'DP-07': { minimum_characters: 4 } });
const now = '2019-09-20T10:00:00.000+08:00';

const wish = (more: Partial<RecordContact> = {}): RecordContact => ({
  kind: 'record',
  contact: 'LX-1',
  member: 'P0003',
  deputy: 'D001',
  on: '2019-09-18',
  channel: '走访',
  content: '反映停车难',
  roster: { memberOfCommittee: true, assigned: true, deputyLevel: '市' },
  earlierCopy: null,
  ...more,
});

const decide = (command: RecordContact) => given(contact)(command, { now, rules });
const roster = (more: Partial<RecordContact['roster']>) => ({ ...wish().roster, ...more });

describe('DP-01: a member keeps contact with the deputies assigned to them, of the same level', () => {
  it('a contact is a fact in the office’s words', () => {
    expect(decide(wish())).toEqual([
      {
        type: 'deputies.ContactRecorded',
        schema: 1,
        occurredAt: '2019-09-18',
        data: {
          contact: 'LX-1',
          member: 'P0003',
          deputy: 'D001',
          on: '2019-09-18',
          channel: '走访',
          content: '反映停车难',
          about: ['person/P0003', 'deputy/D001'],
        },
      },
    ]);
  });

  it('refuses somebody who is no member of the standing committee that day', () => {
    expect(decide(wish({ roster: roster({ memberOfCommittee: false }) }))).toMatchObject({
      rule: 'DP-01',
      why: 'not-a-member',
    });
  });

  it('refuses somebody who is no deputy that day, or one of another level', () => {
    expect(decide(wish({ roster: roster({ deputyLevel: null }) }))).toMatchObject({
      rule: 'DP-01',
      why: 'not-a-deputy',
    });
    expect(decide(wish({ roster: roster({ deputyLevel: '区县' }) }))).toMatchObject({
      rule: 'DP-01',
      why: 'other-level',
      facts: { level: '区县' },
    });
  });

  it('refuses a deputy who is not assigned to the member', () => {
    expect(decide(wish({ roster: roster({ assigned: false }) }))).toMatchObject({ rule: 'DP-01', why: 'not-assigned' });
  });

  it('takes today, and refuses tomorrow', () => {
    expect(decide(wish({ on: '2019-09-20' }))).toHaveLength(1);
    expect(decide(wish({ on: '2019-09-21' }))).toMatchObject({ why: 'date-ahead' });
  });

  it('writes nothing the second time', () => {
    expect(given(contact, granted(decide(wish())))(wish(), { now, rules })).toMatchObject({ why: 'already-there' });
  });
});

describe('DP-07: a contact has real content', () => {
  it('takes four characters, and refuses three', () => {
    expect(decide(wish({ content: '停车难了' }))).toHaveLength(1);
    expect(decide(wish({ content: '停车难' }))).toMatchObject({
      rule: 'DP-07',
      why: 'content-too-short',
      facts: { minimum: 4, actual: 3 },
    });
  });

  it('does not count blanks around it, and counts characters, not code units', () => {
    expect(decide(wish({ content: '  停车难 ' }))).toMatchObject({ why: 'content-too-short' });
    expect(decide(wish({ content: '𠮷𠮷𠮷' }))).toMatchObject({ facts: { actual: 3 } });
  });

  it('flags a copy of an earlier contact, and does not refuse it', () => {
    const [fact] = granted(decide(wish({ earlierCopy: 'LX-0' })));
    expect(fact?.data).toMatchObject({ copyOf: 'LX-0' });
  });

  it('binds a row of a workbook too, in the column of the content; its other columns are not judged', () => {
    const fields = { contact: 'LX-1', member: 'P0003', deputy: 'D001', on: '2019-08-18', channel: '电话' };
    expect(given(contact)(row(fields), { now, rules })).toMatchObject({
      rule: 'DP-07',
      column: 'content',
      facts: { actual: 0 },
    });
    expect(contactRowRule({ ...fields, content: '了解情况' }, { now, rules })).toBeNull();
    expect(tell(given(contact)(row({ ...fields, content: '了解情况' }), { now, rules }))).toHaveLength(1);
  });
});
