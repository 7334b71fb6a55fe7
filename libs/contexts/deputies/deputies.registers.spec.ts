import { correction, entryDecider, given, granted, row, tell } from '../scenario.js';
import { contactPairRegister, contactRegister, deputyRegister, suggestionRegister } from './deputies.registers.js';

describe('代表', () => {
  const deputy = entryDecider(deputyRegister);
  const fields = { deputy: 'D001', name: '王某', level: '市', electoralUnit: 'QX01', from: '2017-01-10' };

  it('is elected, known from the day the mandate begins', () => {
    expect(tell(given(deputy)(row(fields, null)))).toEqual([
      ['deputies.DeputyElected', '2017-01-10', '2017-01-10T00:00:00.000+08:00', fields],
    ]);
  });

  it('a mandate that ended is known to have ended the day after', () => {
    expect(tell(given(deputy)(row({ ...fields, to: '2019-07-31' }, null)))[1]).toEqual([
      'deputies.MandateEnded',
      '2019-07-31',
      '2019-08-01T00:00:00.000+08:00',
      { deputy: 'D001', to: '2019-07-31' },
    ]);
  });

  it('an end filled in later counts from this import; again it says nothing', () => {
    const known = granted(given(deputy)(row(fields, null)));
    const ended = given(deputy, known)(row({ ...fields, to: '2019-07-31' }, null));
    expect(tell(ended)).toEqual([
      ['deputies.MandateEnded', '2019-07-31', undefined, { deputy: 'D001', to: '2019-07-31' }],
    ]);
    expect(given(deputy, [...known, ...granted(ended)])(row({ ...fields, to: '2019-07-31' }, null))).toEqual([]);
  });

  it('a changed level is a conflict, or a correction that names what it corrects', () => {
    const known = granted(given(deputy)(row(fields, null)));
    expect(given(deputy, known)(row({ ...fields, level: '省' }, null))).toMatchObject({
      why: 'conflict',
      facts: { columns: '层级' },
    });
    expect(tell(given(deputy, known)(correction({ ...fields, level: '省' })))).toEqual([
      [
        'deputies.DeputyCorrected',
        '2017-01-10',
        undefined,
        { deputy: 'D001', corrects: ['e1'], changes: { level: '省' } },
      ],
    ]);
  });

  it('that was never recorded cannot be corrected', () => {
    expect(given(deputy)(correction(fields))).toMatchObject({ rule: null, why: 'nothing-to-correct' });
  });
});

describe('联系对象 (DP-01)', () => {
  const pair = entryDecider(contactPairRegister);
  const fields = { member: 'P0003', deputy: 'D001', from: '2019-07-01' };

  it('is assigned, and its end is a fact of its own', () => {
    expect(tell(given(pair)(row({ ...fields, to: '2019-08-15' }, null)))).toEqual([
      ['deputies.ContactAssigned', '2019-07-01', '2019-07-01T00:00:00.000+08:00', fields],
      [
        'deputies.ContactAssignmentEnded',
        '2019-08-15',
        '2019-08-16T00:00:00.000+08:00',
        { ...fields, to: '2019-08-15' },
      ],
    ]);
  });

  it('an end that lies ahead is entered now', () => {
    expect(tell(given(pair)(row({ ...fields, to: '2035-12-31' }, null)))[1]?.[2]).toBeUndefined();
  });

  it('says nothing the second time', () => {
    const known = granted(given(pair)(row(fields, null)));
    expect(given(pair, known)(row(fields, null))).toEqual([]);
  });
});

describe('代表联系', () => {
  const contact = entryDecider(contactRegister);
  const fields = {
    contact: 'LX0001',
    member: 'P0003',
    deputy: 'D001',
    on: '2019-08-19',
    channel: '电话',
    content: '了解情况',
  };

  it('is recorded, known since 录入时间, or since the import where that is empty', () => {
    expect(tell(given(contact)(row(fields)))).toEqual([
      ['deputies.ContactRecorded', '2019-08-19', '2019-08-20T09:00:00.000+08:00', fields],
    ]);
    expect(tell(given(contact)(row(fields, null)))[0]?.[2]).toBeUndefined();
  });

  it('a content that is filled in later is an addition; a changed day is corrected', () => {
    const { content, ...bare } = fields;
    const known = granted(given(contact)(row(bare)));
    expect(tell(given(contact, known)(row(fields)))).toEqual([
      ['deputies.ContactDetailsAdded', '2019-08-19', undefined, { contact: 'LX0001', content }],
    ]);
    expect(tell(given(contact, known)(correction({ ...bare, on: '2019-08-18' })))).toMatchObject([
      ['deputies.ContactCorrected', '2019-08-18', undefined, { corrects: ['e1'], changes: { on: '2019-08-18' } }],
    ]);
  });

  it('says nothing the second time, a time of day beside the day or not', () => {
    const known = granted(given(contact)(row(fields)));
    expect(given(contact, known)(row({ ...fields, on: '2019-08-19T15:00:00.000+08:00' }))).toEqual([]);
  });
});

describe('意见建议 (DP-08)', () => {
  const suggestion = entryDecider(suggestionRegister);
  const raised = { suggestion: 'JY001', deputy: 'D001', raised: '2019-08-01', title: '停车', content: '增设车位' };

  it('each date is a fact known from its own day or from 录入时间, whichever is later', () => {
    const fields = {
      ...raised,
      assigned: '2019-08-05',
      answered: '2019-08-28',
      feedback: '2019-08-30',
      satisfaction: '满意',
    };
    expect(tell(given(suggestion)(row(fields)))).toEqual([
      ['deputies.SuggestionRaised', '2019-08-01', '2019-08-20T09:00:00.000+08:00', raised],
      [
        'deputies.SuggestionAssigned',
        '2019-08-05',
        '2019-08-20T09:00:00.000+08:00',
        { suggestion: 'JY001', assigned: '2019-08-05' },
      ],
      [
        'deputies.SuggestionAnswered',
        '2019-08-28',
        '2019-08-28T00:00:00.000+08:00',
        { suggestion: 'JY001', answered: '2019-08-28' },
      ],
      [
        'deputies.SuggestionFedBack',
        '2019-08-30',
        '2019-08-30T00:00:00.000+08:00',
        { suggestion: 'JY001', feedback: '2019-08-30', satisfaction: '满意' },
      ],
    ]);
  });

  it('what arrives later is told at the moment of the import, and only what is new', () => {
    const known = granted(given(suggestion)(row(raised)));
    expect(tell(given(suggestion, known)(row({ ...raised, assigned: '2019-08-05', carrier: 'CB01' })))).toEqual([
      ['deputies.SuggestionAssigned', '2019-08-05', undefined, { suggestion: 'JY001', assigned: '2019-08-05' }],
      ['deputies.SuggestionDetailsAdded', '2019-08-01', undefined, { suggestion: 'JY001', carrier: 'CB01' }],
    ]);
    expect(given(suggestion, known)(row(raised))).toEqual([]);
  });

  it('is corrected by naming all that told it', () => {
    const known = granted(given(suggestion)(row({ ...raised, assigned: '2019-08-05' })));
    expect(tell(given(suggestion, known)(correction({ ...raised, assigned: '2019-08-06' })))).toEqual([
      [
        'deputies.SuggestionCorrected',
        '2019-08-01',
        undefined,
        { suggestion: 'JY001', corrects: ['e1', 'e2'], changes: { assigned: '2019-08-06' } },
      ],
    ]);
  });
});
