import { markRefusal } from './marks.js';

describe('F1-03: who may mark what', () => {
  it('a member marks an office in which they hold no post', () => {
    expect(markRefusal({ memberOnLastDay: true, holdsPostInOffice: false })).toBeNull();
  });

  it('somebody who is no member on the quarter’s last day marks nothing', () => {
    expect(markRefusal({ memberOnLastDay: false, holdsPostInOffice: false })).toMatchObject({
      rule: 'F1-03',
      why: 'marker-not-member',
      column: 'marker',
    });
  });

  it('a member does not mark an office of their own', () => {
    expect(markRefusal({ memberOnLastDay: true, holdsPostInOffice: true })).toMatchObject({
      rule: 'F1-03',
      why: 'marker-holds-post-in-office',
      column: 'office',
    });
  });

  it('of both faults the leftmost column is named', () => {
    expect(markRefusal({ memberOnLastDay: false, holdsPostInOffice: true })).toMatchObject({ column: 'marker' });
  });
});
