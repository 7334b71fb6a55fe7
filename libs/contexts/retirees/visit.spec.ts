import { isRefusal } from '../../kernel/index.js';
import { given, granted, rulesOf } from '../scenario.js';
import { type RecordVisit, visit } from './visit.js';

const rules = rulesOf({ 'RC-07': { first_age: 70, step: 5, days_before: 7, days_after: 30 } });
const now = '2019-09-20T10:00:00.000+08:00';

const wish = (more: Partial<RecordVisit> = {}): RecordVisit => ({
  kind: 'record',
  visit: 'FW-1',
  retiree: 'T001',
  on: '2019-09-18',
  channel: '上门',
  occasion: '日常',
  visitor: 'P0010',
  content: '上门看望',
  roster: { born: '1949-09-15', died: null, visitorInPost: true },
  ...more,
});

const decide = (command: RecordVisit) => given(visit)(command, { now, rules });

describe('老干部服务 (RC-01, RC-02): a call or a visit is recorded', () => {
  it('is a fact in the office’s words, about the retired cadre and who came', () => {
    expect(decide(wish())).toEqual([
      {
        type: 'retirees.VisitRecorded',
        schema: 1,
        occurredAt: '2019-09-18',
        data: {
          visit: 'FW-1',
          retiree: 'T001',
          on: '2019-09-18',
          channel: '上门',
          occasion: '日常',
          visitor: 'P0010',
          content: '上门看望',
          about: ['retiree/T001', 'person/P0010'],
        },
      },
    ]);
  });

  it('says nothing about a content that was not given', () => {
    const [fact] = granted(decide(wish({ channel: '电话', content: null })));
    expect(fact?.data).not.toHaveProperty('content');
  });

  it('takes today, and refuses tomorrow', () => {
    expect(isRefusal(decide(wish({ on: '2019-09-20' })))).toBe(false);
    expect(decide(wish({ on: '2019-09-21' }))).toMatchObject({ why: 'date-ahead', rule: null });
  });

  it('refuses a visitor who holds no post that day', () => {
    expect(decide(wish({ roster: { born: '1949-09-15', died: null, visitorInPost: false } }))).toMatchObject({
      why: 'not-in-post',
      facts: { person: 'P0010' },
    });
  });

  it('writes nothing the second time', () => {
    const first = granted(decide(wish()));
    expect(given(visit, first)(wish(), { now, rules })).toMatchObject({ why: 'already-there' });
  });
});

describe('RC-13: only of whom somebody looks after', () => {
  it('refuses a day on which the retired cadre stands in no row', () => {
    expect(decide(wish({ roster: { born: null, died: null, visitorInPost: true } }))).toMatchObject({
      rule: 'RC-13',
      why: 'not-in-care',
    });
  });

  it('refuses a day before birth, and takes the day of birth', () => {
    const roster = { born: '2019-09-18', died: null, visitorInPost: true };
    expect(decide(wish({ on: '2019-09-17', roster }))).toMatchObject({ rule: 'RC-13', why: 'before-birth' });
    expect(isRefusal(decide(wish({ on: '2019-09-18', roster })))).toBe(false);
  });
});

describe('RC-04: death, and what comes after it', () => {
  const roster = { born: '1935-01-01', died: '2019-09-10', visitorInPost: true };

  it('takes any occasion up to the day of death and refuses it after', () => {
    expect(isRefusal(decide(wish({ on: '2019-09-10', occasion: '住院', roster })))).toBe(false);
    expect(decide(wish({ on: '2019-09-11', occasion: '住院', roster }))).toMatchObject({
      rule: 'RC-04',
      why: 'after-death',
      facts: { died: '2019-09-10', occasion: '住院' },
    });
  });

  it('takes a visit of condolence from the day of death on, and not before', () => {
    expect(isRefusal(decide(wish({ on: '2019-09-11', occasion: '去世', roster })))).toBe(false);
    expect(isRefusal(decide(wish({ on: '2019-09-10', occasion: '去世', roster })))).toBe(false);
    expect(decide(wish({ on: '2019-09-09', occasion: '去世', roster }))).toMatchObject({
      rule: 'RC-04',
      why: 'visit-before-situation',
      facts: { visited: '2019-09-09', happened: '2019-09-10' },
    });
  });

  it('does not wait for the report of a situation: the clerk may enter it later', () => {
    expect(isRefusal(decide(wish({ occasion: '住院' })))).toBe(false);
    expect(isRefusal(decide(wish({ occasion: '去世' })))).toBe(false);
  });
});

describe('RC-07: birthdays from seventy on, at an age ending in 5 or 0', () => {
  const on70th = { born: '1949-09-15', died: null, visitorInPost: true };
  const birthday = (on: string, born = on70th.born) =>
    given(visit)(wish({ on, occasion: '生日', roster: { ...on70th, born } }), {
      now: '2019-12-31T10:00:00.000+08:00',
      rules,
    });

  it('takes seven days before, and refuses eight', () => {
    expect(isRefusal(birthday('2019-09-08'))).toBe(false);
    expect(birthday('2019-09-07')).toMatchObject({
      rule: 'RC-07',
      why: 'no-round-birthday',
      facts: { next: '2019-09-15', age: 70, from: '2019-09-08', to: '2019-10-15' },
    });
  });

  it('takes thirty days after, and refuses thirty-one, naming the next one', () => {
    expect(isRefusal(birthday('2019-10-15'))).toBe(false);
    expect(birthday('2019-10-16')).toMatchObject({ why: 'no-round-birthday', facts: { next: '2024-09-15', age: 75 } });
  });

  it('refuses 65 and 71, and takes 75', () => {
    expect(birthday('2019-09-15', '1954-09-15')).toMatchObject({ facts: { next: '2024-09-15', age: 70 } });
    expect(birthday('2019-09-15', '1948-09-15')).toMatchObject({ facts: { next: '2023-09-15', age: 75 } });
    expect(isRefusal(birthday('2019-09-15', '1944-09-15'))).toBe(false);
  });

  it('keeps 29 February on the 28th of a common year', () => {
    expect(birthday('2019-09-15', '1948-02-29')).toMatchObject({ facts: { next: '2023-02-28', age: 75 } });
  });

  it('looks over the turn of the year', () => {
    expect(isRefusal(birthday('2019-12-30', '1950-01-05'))).toBe(false);
    expect(isRefusal(birthday('2019-01-20', '1947-12-25'))).toBe(true);
    expect(isRefusal(birthday('2019-01-20', '1948-12-25'))).toBe(false);
  });

  it('is made at home', () => {
    expect(decide(wish({ occasion: '生日', channel: '电话' }))).toMatchObject({
      rule: 'RC-07',
      why: 'birthday-not-at-home',
    });
  });
});
