import { rulesOf } from '../scenario.js';
import { previewOf, type RecordedVisit } from './visit.obligations.js';

const rules = rulesOf({
  'RC-04': { working_days: { 住院: 3, 家庭变故: 3, 特殊困难: 3, 去世: 3 }, late_days: 30 },
  'RC-07': { first_age: 70, step: 5, days_before: 7, days_after: 30 },
});

const preview = (visit: Partial<RecordedVisit>, now = '2019-09-20T10:00:00.000+08:00') =>
  previewOf(
    {
      on: '2019-09-18',
      channel: '上门',
      occasion: '日常',
      born: '1940-01-01',
      died: null,
      situations: [],
      byLeaderOrHead: true,
      ...visit,
    },
    now,
    rules,
    5,
  );

describe('RC-01 and RC-02: what a routine call or visit may meet', () => {
  it('a home visit counts for the month and the quarter, a call for the month alone', () => {
    expect(preview({}).mayMeet).toEqual([
      { rule: 'RC-01', due: '2019-09-30', onTime: true, situation: null },
      { rule: 'RC-02', due: '2019-09-30', onTime: true, situation: null },
    ]);
    expect(preview({ channel: '电话' }).mayMeet.map(({ rule }) => rule)).toEqual(['RC-01']);
    expect(preview({ channel: '医院探望' }).mayMeet.map(({ rule }) => rule)).toEqual(['RC-01']);
  });

  it('is on time when entered by the fifth working day after the period (12 October after the holidays), late after it', () => {
    expect(preview({}, '2019-10-12T23:00:00.000+08:00').mayMeet[0]).toMatchObject({ onTime: true });
    expect(preview({}, '2019-10-13T00:00:00.000+08:00').mayMeet[0]).toMatchObject({ onTime: false });
  });

  it('meets nothing periodic in a period cut by death', () => {
    expect(preview({ died: '2019-09-30' }).mayMeet).toEqual([]);
    expect(preview({ died: '2019-10-01' }).mayMeet.map(({ rule }) => rule)).toEqual(['RC-01', 'RC-02']);
  });
});

describe('RC-04: what a must-visit may meet', () => {
  const situations = [{ id: 'QK-1', kind: '住院', on: '2019-09-27' }];
  const visited = (on: string, more: Partial<RecordedVisit> = {}) =>
    preview({ on, occasion: '住院', channel: '医院探望', situations, ...more }, `${on}T10:00:00.000+08:00`);

  it('in time up to the third working day, late up to thirty days after it, and not at all later', () => {
    const due = { rule: 'RC-04', due: '2019-10-08', situation: 'QK-1' };
    expect(visited('2019-10-08').mayMeet).toContainEqual({ ...due, onTime: true });
    expect(visited('2019-10-09').mayMeet).toContainEqual({ ...due, onTime: false });
    expect(visited('2019-11-07').mayMeet).toContainEqual({ ...due, onTime: false });
    expect(visited('2019-11-08').mayMeet.map(({ rule }) => rule)).not.toContain('RC-04');
  });

  it('says so where no such situation was reported by that day, or only one too long ago', () => {
    expect(visited('2019-11-07').remarks).toEqual([]);
    expect(visited('2019-11-08').remarks).toEqual(['no-situation-reported']);
    expect(visited('2019-09-26').remarks).toEqual(['no-situation-reported']);
    expect(visited('2019-09-27').remarks).toEqual([]);
    expect(visited('2019-09-30', { occasion: '特殊困难' }).remarks).toEqual(['no-situation-reported']);
  });

  it('says so where nobody went there', () => {
    const { mayMeet, remarks } = visited('2019-09-30', { channel: '电话' });
    expect(remarks).toEqual(['must-visit-needs-presence']);
    expect(mayMeet.map(({ rule }) => rule)).toEqual(['RC-01']);
  });

  it('counts no situation but death itself from the day of death on', () => {
    const reported = [
      { id: 'QK-1', kind: '住院', on: '2019-09-27' },
      { id: 'QK-2', kind: '去世', on: '2019-09-27' },
    ];
    const of = (occasion: string) =>
      visited('2019-09-27', { occasion, channel: '上门', situations: reported, died: '2019-09-27' }).mayMeet;
    expect(of('住院')).toEqual([]);
    expect(of('去世')).toMatchObject([{ rule: 'RC-04', situation: 'QK-2' }]);
  });
});

describe('RC-07: what a birthday visit may meet', () => {
  const born = '1949-09-15';

  it('in time up to the birthday, late after it', () => {
    const visited = (on: string) => preview({ on, born, occasion: '生日' }, `${on}T10:00:00.000+08:00`).mayMeet.at(-1);
    expect(visited('2019-09-15')).toEqual({ rule: 'RC-07', due: '2019-09-15', onTime: true, situation: null });
    expect(visited('2019-09-16')).toEqual({ rule: 'RC-07', due: '2019-09-15', onTime: false, situation: null });
  });

  it('says so where neither a leader nor the head of an office came', () => {
    expect(preview({ on: '2019-09-15', born, occasion: '生日', byLeaderOrHead: false }).remarks).toEqual([
      'birthday-not-by-leader-or-head',
    ]);
    expect(preview({ on: '2019-09-15', born, occasion: '生日' }).remarks).toEqual([]);
  });
});
