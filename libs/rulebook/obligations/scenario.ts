import { endOfDay, startOfDay } from '../../calendar/index.js';
import type { Quarter } from '../../calendar/index.js';
import type { Day, Instant } from '../../kernel/index.js';
import type { Rulebook } from '../rulebook.js';
import type {
  Act,
  Attendance,
  Branch,
  ContactPair,
  Dated,
  DeputyContact,
  EvidenceSheet,
  Inspection,
  ItemProgress,
  Leave,
  Obligation,
  Office,
  PartyActivity,
  Post,
  PublicityWork,
  RetireeRow,
  RetireeService,
  RetireeSituation,
  ReviewOpinion,
  ReviewStep,
  StatutoryItem,
  Urging,
  World,
} from '../world.js';
import { obligationsOf } from './index.js';

/** For specs: small worlds, written row by row. Nothing of it runs in the house. */

const EMPTY: Omit<World, 'knownAt'> = {
  offices: [],
  posts: [],
  contactPairs: [],
  contacts: [],
  retireeRows: [],
  services: [],
  situations: [],
  branches: [],
  activities: [],
  items: [],
  progress: [],
  urgings: [],
  opinions: [],
  reviewSteps: [],
  leaves: [],
  attendance: [],
  publicity: [],
  officeMarks: [],
  workstreamMarks: [],
  inspections: [],
  innovations: [],
  suggestions: [],
};

/** A world as known at the end of a day, or at an instant. */
export const worldAt = (k: Day | Instant, rows: Partial<World>): World => ({
  ...EMPTY,
  ...rows,
  knownAt: k.length === 10 ? endOfDay(k) : k,
});

/** An act of a day, entered at noon of that day unless another day or instant is said. */
const act = (id: string, on: Day, entered: Day | Instant = on): Act => ({
  id,
  on,
  entered: entered.length === 10 ? `${entered}T12:00:00.000+08:00` : entered,
  events: [`event-${id}`],
});

/** A date of a row, entered on that day unless another is said. */
export const dated = (on: Day, entered: Day = on): Dated => ({
  on,
  at: startOfDay(on),
  entered: `${entered}T12:00:00.000+08:00`,
  event: `event-${on}`,
});

const row = (id: string) => ({ id, events: [`event-${id}`] });

export const office = (id: string, more: Partial<Office> = {}): Office => ({
  ...row(id),
  from: '2017-03-01',
  to: null,
  name: `${id}室`,
  duty: '其他',
  category: '委室',
  parent: null,
  ...more,
});

export const post = (person: string, where: string, more: Partial<Post> = {}): Post => ({
  ...row(`${person}/${where}`),
  from: '2017-03-01',
  to: null,
  person,
  name: person,
  office: where,
  title: '科长',
  role: '科长',
  committeeMember: false,
  partyMember: false,
  ...more,
});

export const branch = (id: string, more: Partial<Branch> = {}): Branch => ({
  ...row(id),
  from: '2018-04-10',
  to: null,
  name: id,
  office: 'WS01',
  hasCommittee: false,
  ...more,
});

export const activity = (
  id: string,
  organisation: string,
  kind: string,
  on: Day,
  entered?: Day | Instant,
): PartyActivity => ({ ...act(id, on, entered), organisation, kind });

export const retiree = (id: string, more: Partial<RetireeRow> = {}): RetireeRow => ({
  ...row(`${id}/${more.from ?? '2019-01-01'}`),
  from: '2019-01-01',
  to: null,
  retiree: id,
  name: id,
  born: '1951-06-15',
  careOffice: 'WS01',
  ...more,
});

export const service = (
  id: string,
  who: string,
  channel: RetireeService['channel'],
  occasion: RetireeService['occasion'],
  on: Day,
  entered?: Day | Instant,
): RetireeService => ({ ...act(id, on, entered), retiree: who, channel, occasion });

export const situation = (id: string, who: string, what: RetireeSituation['situation'], on: Day): RetireeSituation => ({
  ...act(id, on),
  retiree: who,
  situation: what,
});

export const pair = (member: string, deputy: string, more: Partial<ContactPair> = {}): ContactPair => ({
  ...row(`${member}/${deputy}`),
  from: '2019-06-20',
  to: null,
  member,
  deputy,
  ...more,
});

export const contact = (
  id: string,
  member: string,
  deputy: string,
  channel: DeputyContact['channel'],
  on: Day,
  entered?: Day | Instant,
): DeputyContact => ({ ...act(id, on, entered), member, deputy, channel });

export const item = (id: string, handedOver: Day, due: Day, more: Partial<StatutoryItem> = {}): StatutoryItem => ({
  ...row(id),
  title: id,
  carrier: 'WS01',
  handedOver: dated(handedOver),
  due,
  planSubmitted: null,
  completed: null,
  ...more,
});

export const progress = (id: string, of: string, on: Day, entered?: Day): ItemProgress => ({
  ...act(id, on, entered),
  item: of,
});

export const urging = (
  id: string,
  of: string,
  document: Urging['document'],
  issued: Dated | null,
  answered: Dated | null = null,
): Urging => ({ ...row(id), item: of, document, issued, answered });

export const opinion = (id: string, handedOver: Dated | null, reported: Dated | null = null): ReviewOpinion => ({
  ...row(id),
  topic: id,
  handedOver,
  reported,
});

export const reviewStep = (
  id: string,
  bill: string,
  step: string,
  on: Day,
  more: Partial<ReviewStep> = {},
): ReviewStep => ({
  ...act(id, on),
  bill,
  billKey: bill.normalize('NFKC'),
  lead: 'WS01',
  step,
  result: '通过',
  ...more,
});

export const publicity = (
  id: string,
  matter: PublicityWork['matter'],
  on: Day,
  outlet: string | null = null,
  entered?: Day,
): PublicityWork => ({
  ...act(id, on, entered),
  office: 'WS02',
  matter,
  outletKey: outlet === null ? null : outlet.normalize('NFKC'),
});

export const inspection = (
  id: string,
  sheet: EvidenceSheet,
  target: string,
  finding: Inspection['finding'],
  on: Day,
  quarter = '2019Q3',
): Inspection => ({ ...act(id, on), quarter, target: { sheet, id: target }, finding });

export const attendance = (
  id: string,
  person: string,
  meeting: Attendance['meeting'],
  state: Attendance['state'],
  on: Day,
): Attendance => ({ ...act(id, on), person, meeting, state });

export const leave = (id: string, person: string, from: Day, to: Day, more: Partial<Leave> = {}): Leave => ({
  ...row(id),
  person,
  from,
  to,
  approved: null,
  reportedBack: null,
  ...more,
});

/** The obligations of one rule in a quarter. */
export const owed = (book: Rulebook, rule: string, quarter: Quarter, world: World): readonly Obligation[] =>
  obligationsOf(world, quarter, book).filter((obligation) => obligation.rule === rule);

/** The same in short: subject, period or due day, status, act named. */
export const inShort = (obligations: readonly Obligation[]): readonly string[] =>
  obligations.map(({ subject, period, due, status, evidence }) =>
    [subject.join('+'), period ?? due, status, ...evidence].join(' '),
  );
