import type { HeldPost, Principal } from './principal.js';
import { mayRead, mayReadArchive, mayReadAuditTrail, mayReadOfficeRanking, type Reader } from './reader.js';

const post = (office: string, category: string, role = '工作人员'): HeldPost => ({
  office,
  officeName: office,
  category,
  officeDuty: '其他',
  title: role,
  role,
  committeeMember: false,
});

const signedIn = (posts: readonly HeldPost[], duties: Principal['duties'] = []): Reader => ({
  principal: { person: 'P0001', name: '王一', day: '2019-09-02', posts, duties },
  local: false,
});

const NOBODY: Reader = { principal: null, local: false };
const AT_THE_MACHINE: Reader = { principal: null, local: true };
const TOWN = signedIn([post('ZJ01', '镇街')]);
const CLERK = signedIn([post('WS01', '委室')]);
const LEADER = signedIn([post('LD01', '领导班子', '副主任')]);
const INSPECTOR = signedIn([post('ZJ01', '镇街')], ['inspector']);

describe('who may read', () => {
  it('anything: who is signed in, or at the machine itself', () => {
    expect([mayRead(CLERK), mayRead(TOWN), mayRead(AT_THE_MACHINE)]).toEqual([null, null, null]);
    expect(mayRead(NOBODY)?.why).toBe('sign-in-to-read');
  });

  it('F1-04 the ranking of the offices: whoever is inside the house, and inspectors', () => {
    const may = [CLERK, LEADER, INSPECTOR, AT_THE_MACHINE].map(mayReadOfficeRanking);
    expect(may).toEqual([null, null, null, null]);
    expect(mayReadOfficeRanking(TOWN)).toMatchObject({ rule: 'F1-04', why: 'offices-inside-only' });
    expect(mayReadOfficeRanking(NOBODY)?.why).toBe('sign-in-to-read');
  });

  it('an archive: all inside the house, from outside one’s own branch of the tree', () => {
    expect(mayReadArchive(CLERK, ['QX01'])).toBeNull();
    expect(mayReadArchive(TOWN, ['ZJ01', 'QX01'])).toBeNull();
    expect(mayReadArchive(TOWN, ['ZJ02', 'QX01'])).toMatchObject({ rule: null, why: 'own-branch-only' });
    expect(mayReadArchive(INSPECTOR, ['ZJ02'])).toBeNull();
  });

  it('the audit trail: inspectors, the leadership, and who is at the machine', () => {
    expect([INSPECTOR, LEADER, AT_THE_MACHINE].map(mayReadAuditTrail)).toEqual([null, null, null]);
    expect([CLERK, TOWN].map((reader) => mayReadAuditTrail(reader)?.why)).toEqual([
      'audit-for-inspectors',
      'audit-for-inspectors',
    ]);
  });
});
