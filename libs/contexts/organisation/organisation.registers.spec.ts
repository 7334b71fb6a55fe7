import { correction, entryDecider, given, granted, row, tell } from '../scenario.js';
import { officeRegister, postRegister } from './organisation.registers.js';

describe('机构', () => {
  const office = entryDecider(officeRegister);
  const fields = { office: 'WS01', name: '办公室', duty: '办公室', category: '委室', from: '2017-03-01' };

  it('is established, known with all its columns from its first day', () => {
    const full = { ...fields, parent: 'LD01', leader: 'P0002' };
    expect(tell(given(office)(row(full, null)))).toEqual([
      ['organisation.OfficeEstablished', '2017-03-01', '2017-03-01T00:00:00.000+08:00', full],
    ]);
  });

  it('is about itself, the office above it and the leader in charge', () => {
    const [fact] = granted(given(office)(row({ ...fields, parent: 'LD01', leader: 'P0002' }, null)));
    expect(fact?.data).toMatchObject({ about: ['office/WS01', 'office/LD01', 'person/P0002'] });
  });

  it('closes the day after its last day; what is filled in later counts from the import', () => {
    const known = granted(given(office)(row(fields, null)));
    expect(tell(given(office)(row({ ...fields, to: '2019-07-31' }, null)))[1]?.[2]).toBe(
      '2019-08-01T00:00:00.000+08:00',
    );
    expect(tell(given(office, known)(row({ ...fields, leader: 'P0002', to: '2019-11-15' }, null)))).toEqual([
      ['organisation.OfficeClosed', '2019-11-15', undefined, { office: 'WS01', to: '2019-11-15' }],
      ['organisation.OfficeDetailsAdded', '2017-03-01', undefined, { office: 'WS01', leader: 'P0002' }],
    ]);
  });

  it('says nothing the second time; another leader is a conflict or a correction', () => {
    const known = granted(given(office)(row({ ...fields, leader: 'P0002' }, null)));
    expect(given(office, known)(row(fields, null))).toEqual([]);
    expect(given(office, known)(row({ ...fields, leader: 'P0003' }, null))).toMatchObject({ why: 'conflict' });
    expect(tell(given(office, known)(correction({ ...fields, leader: 'P0003' })))).toEqual([
      [
        'organisation.OfficeCorrected',
        '2017-03-01',
        undefined,
        { office: 'WS01', corrects: ['e1'], changes: { leader: 'P0003' } },
      ],
    ]);
  });
});

describe('人员', () => {
  const post = entryDecider(postRegister);
  const fields = {
    person: 'P0010',
    name: '昌清和',
    office: 'WS01',
    title: '工作人员',
    role: '工作人员',
    from: '2017-04-18',
  };
  const key = { person: 'P0010', office: 'WS01', title: '工作人员', from: '2017-04-18' };

  it('a post is taken, and left', () => {
    expect(tell(given(post)(row({ ...fields, partyMember: true, to: '2019-07-31' }, null)))).toEqual([
      ['organisation.PostTaken', '2017-04-18', '2017-04-18T00:00:00.000+08:00', { ...fields, partyMember: true }],
      ['organisation.PostLeft', '2019-07-31', '2019-08-01T00:00:00.000+08:00', { ...key, to: '2019-07-31' }],
    ]);
  });

  it('a post that begins after the import is entered now', () => {
    expect(tell(given(post)(row({ ...fields, from: '2019-10-01' }, null)))[0]?.[2]).toBeUndefined();
  });

  it('an empty 是/否 and 否 are the same; 是 after nothing is an addition', () => {
    const known = granted(given(post)(row(fields, null)));
    expect(given(post, known)(row({ ...fields, partyMember: false }, null))).toEqual([]);
    expect(tell(given(post, known)(row({ ...fields, partyMember: true, grade: '科员' }, null)))).toEqual([
      ['organisation.PostDetailsAdded', '2017-04-18', undefined, { ...key, grade: '科员', partyMember: true }],
    ]);
  });

  it('is corrected by naming what told it, and says nothing the second time', () => {
    const known = granted(given(post)(row(fields, null)));
    expect(tell(given(post, known)(correction({ ...fields, role: '科长' })))).toEqual([
      ['organisation.PostCorrected', '2017-04-18', undefined, { ...key, corrects: ['e1'], changes: { role: '科长' } }],
    ]);
    expect(given(post, known)(row(fields, null))).toEqual([]);
    expect(given(post, known)(correction(fields))).toEqual([]);
  });
});
