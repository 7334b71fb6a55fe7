import { actAs, type HeldPost, type Permission, type Principal } from '../access/index.js';
import { isRefusal } from '../kernel/index.js';
import { recordContactPermission } from './deputies/contact.access.js';
import { recordReviewStepPermission } from './legislation/review-step.access.js';
import { askForLeavePermission, decideOnLeavePermission, reportBackPermission } from './office-affairs/leave.access.js';
import { recordVisitPermission } from './retirees/visit.access.js';
import { keepOpinionPermission } from './supervision/opinion.access.js';

const held = (post: Partial<HeldPost>): HeldPost => ({
  office: 'WS06',
  officeName: '财政经济委员会',
  category: '委室',
  officeDuty: '其他',
  title: '工作人员',
  role: '工作人员',
  committeeMember: false,
  ...post,
});

const somebody = (person: string, ...posts: readonly Partial<HeldPost>[]): Principal => ({
  person,
  name: person,
  day: '2019-09-02',
  posts: posts.map(held),
  duties: [],
});

const may = (permission: Permission, principal: Principal): boolean => !isRefusal(actAs(principal, permission));

const OFFICE = { office: 'WS01', officeDuty: '办公室' };
const LEADER = { office: 'LD01', category: '领导班子', role: '副主任' };
const COUNTY_LEADER = { office: 'QX01', category: '区县', role: '主任' };

describe('who may do what, by the post held that day', () => {
  it('nobody who is not signed in, and never an inspector', () => {
    const inspector: Principal = { ...somebody('P1', OFFICE), duties: ['inspector'] };
    for (const permission of [
      recordContactPermission('P1'),
      recordVisitPermission({ carer: 'P1', careOffice: 'WS01' }),
      recordReviewStepPermission('WS01'),
      keepOpinionPermission('WS01'),
      askForLeavePermission,
      decideOnLeavePermission(null, null),
      reportBackPermission('P1'),
    ]) {
      expect(actAs(null, permission)).toMatchObject({ why: 'not-signed-in' });
      expect(actAs(inspector, permission)).toMatchObject({ why: 'inspector-writes-nothing' });
    }
  });

  it('a visit: the carer, the office that looks after, the division, the leadership', () => {
    const permission = recordVisitPermission({ carer: 'P-carer', careOffice: 'WS03' });
    expect(may(permission, somebody('P-carer', {}))).toBe(true);
    expect(may(permission, somebody('P1', { office: 'WS03' }))).toBe(true);
    expect(may(permission, somebody('P1', { office: 'WS05', officeDuty: '离退休干部处' }))).toBe(true);
    expect(may(permission, somebody('P1', LEADER))).toBe(true);
    expect(may(permission, somebody('P1', {}))).toBe(false);
    expect(may(permission, somebody('P1', COUNTY_LEADER))).toBe(false);
  });

  it('a visit to whom nobody looks after: the division and the leadership, to be told so', () => {
    const permission = recordVisitPermission(null);
    expect(may(permission, somebody('P1', { officeDuty: '离退休干部处' }))).toBe(true);
    expect(may(permission, somebody('P1', { office: 'WS03' }))).toBe(false);
  });

  it('a step of a bill: the office in the lead, the legislative affairs committee, the Office', () => {
    const permission = recordReviewStepPermission('WS07');
    expect(may(permission, somebody('P1', { office: 'WS07' }))).toBe(true);
    expect(may(permission, somebody('P1', { office: 'WS03', officeDuty: '法工委' }))).toBe(true);
    expect(may(permission, somebody('P1', OFFICE))).toBe(true);
    expect(may(permission, somebody('P1', {}))).toBe(false);
    expect(may(recordReviewStepPermission('CB01'), somebody('P1', { office: 'CB01', category: '承办单位' }))).toBe(
      false,
    );
  });

  it('a review opinion: the office that follows it up, and the Office', () => {
    const permission = keepOpinionPermission('WS07');
    expect(may(permission, somebody('P1', { office: 'WS07' }))).toBe(true);
    expect(may(permission, somebody('P1', OFFICE))).toBe(true);
    expect(may(permission, somebody('P1', { office: 'CB01', category: '承办单位' }))).toBe(false);
    expect(may(keepOpinionPermission(null), somebody('P1', { office: 'WS07' }))).toBe(false);
  });

  it('a leave is asked for by whoever has a post in the house, and reported back by whoever asked', () => {
    expect(may(askForLeavePermission, somebody('P1', {}))).toBe(true);
    expect(may(askForLeavePermission, somebody('P1', COUNTY_LEADER))).toBe(false);
    expect(may(reportBackPermission('P1'), somebody('P1', {}))).toBe(true);
    expect(may(reportBackPermission('P1'), somebody('P2', {}))).toBe(false);
    expect(may(reportBackPermission(null), somebody('P2', {}))).toBe(false);
  });

  it('a leave is decided in the post that carries the role of the step', () => {
    const chief = somebody(
      'P1',
      { office: 'WS09', role: '科长', title: '别处科长' },
      { role: '科长', title: '综合科科长' },
    );
    expect(actAs(chief, decideOnLeavePermission('科长', 'WS06'))).toEqual({
      person: 'P1',
      post: '综合科科长',
      office: 'WS06',
    });
    const director = somebody(
      'P1',
      { office: 'DZ01', category: '党组', role: '主任', title: '党组书记' },
      { office: 'LD01', category: '领导班子', role: '主任', title: '主任' },
    );
    expect(actAs(director, decideOnLeavePermission('主任', 'WS06'))).toMatchObject({ post: '主任', office: 'LD01' });
    expect(actAs(director, decideOnLeavePermission('党组书记', 'WS06'))).toMatchObject({
      post: '党组书记',
      office: 'DZ01',
    });
    expect(may(decideOnLeavePermission('分管副主任', 'WS06'), somebody('P1', LEADER))).toBe(true);
    expect(may(decideOnLeavePermission('秘书长', 'WS06'), somebody('P1', LEADER))).toBe(false);
    expect(may(decideOnLeavePermission('市委书记', 'LD01'), somebody('P1', OFFICE))).toBe(true);
    expect(may(decideOnLeavePermission('市委书记', 'LD01'), somebody('P1', LEADER))).toBe(false);
  });
});
