import { type Day, dayOf, type Instant } from '../../kernel/index.js';
import { inForceOn, type KnownRow } from '../../ledger/index.js';
import type { EntrySource } from '../house.js';
import { officeRegister, postRegister } from '../organisation/index.js';
import type { LeaveRoster } from './leave.chain.js';

/** The roles that a leave needs, read from the rosters as known now: who asks by their main post, whom to ask by the posts of today. */
export const leaveRoster = (entries: EntrySource, person: string, askedOn: Day, now: Instant): LeaveRoster => {
  const offices = new Map(entries.known(officeRegister, now).map((row) => [word(row, 'office'), row]));
  const categoryOf = (post: KnownRow): string => {
    const office = offices.get(word(post, 'office'));
    return office === undefined ? '' : word(office, 'category');
  };
  const posts = entries.known(postRegister, now);
  const post = mainPost(
    inForceOn(posts, askedOn).filter((row) => word(row, 'person') === person),
    categoryOf,
  );
  const today = inForceOn(posts, dayOf(now));
  const holding = (fits: (row: KnownRow) => boolean): readonly string[] =>
    [...new Set(today.filter(fits).map((row) => word(row, 'person')))].sort();
  const ofOffice = (role: string) =>
    holding((row) => post !== null && word(row, 'office') === word(post, 'office') && word(row, 'role') === role);
  const ofLeadership = (role: string) => holding((row) => categoryOf(row) === '领导班子' && word(row, 'role') === role);
  const leader = post === null ? undefined : offices.get(word(post, 'office'))?.fields['leader'];
  return {
    post: post === null ? null : { office: word(post, 'office'), role: word(post, 'role') },
    holders: {
      科长: ofOffice('科长'),
      部门分管领导: ofOffice('部门分管领导'),
      部门主要负责人: ofOffice('部门主要负责人'),
      秘书长: ofLeadership('秘书长'),
      // 机构.分管领导工号, as long as that person still is of the leadership.
      分管副主任: holding((row) => categoryOf(row) === '领导班子' && word(row, 'person') === leader),
      党组书记: holding((row) => categoryOf(row) === '党组' && word(row, 'title') === '党组书记'),
      主任: ofLeadership('主任'),
    },
  };
};

const LEADERS: ReadonlySet<string> = new Set(['主任', '副主任', '秘书长']);

/**
 * The main post: one of the leadership before all others; else that in a 委室 begun last, then of the smallest office code; else one in
 * another body of the house. Null outside the house.
 */
const mainPost = (held: readonly KnownRow[], categoryOf: (post: KnownRow) => string): KnownRow | null => {
  const place = (row: KnownRow): number => {
    const category = categoryOf(row);
    if (category === '领导班子') return LEADERS.has(word(row, 'role')) ? 0 : 2;
    if (category === '委室') return 1;
    return category === '党组' || category === '机关党组' || category === '机关党委' ? 3 : 4;
  };
  const [first] = held
    .filter((row) => place(row) < 4)
    .sort(
      (a, b) =>
        place(a) - place(b) ||
        compare(dayOf(word(b, 'from')), dayOf(word(a, 'from'))) ||
        compare(word(a, 'office'), word(b, 'office')),
    );
  return first ?? null;
};

const word = (row: KnownRow, name: string): string => String(row.fields[name] ?? '');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
