import type { Day } from '../../kernel/index.js';
import type {
  ContactPair,
  DeputyContact,
  Office,
  RetireeRow,
  RetireeService,
  StatutoryItem,
  World,
} from '../world.js';
import { indexed, keyOf } from './evidence.js';
import type { EvidenceIndex } from './evidence.js';
import { inForceOn } from './stretches.js';

/**
 * The world, sorted once for looking things up: rosters by code, acts by what they are about and by day. All rules read from here, so
 * that a quarter costs one pass over the rows besides the obligations themselves.
 */
export interface Registers {
  readonly world: World;
  readonly offices: ReadonlyMap<string, Office>;
  readonly items: ReadonlyMap<string, StatutoryItem>;
  readonly retirees: ReadonlyMap<string, readonly RetireeRow[]>;
  /** The day of death: the first day without obligations. */
  readonly deaths: ReadonlyMap<string, Day>;
  readonly pairs: ReadonlyMap<string, readonly ContactPair[]>;
  /** By organisation and 类型. */
  readonly activities: EvidenceIndex;
  /** By retiree and 方式. */
  readonly servicesByChannel: EvidenceIndex;
  /** By retiree, 方式 and 事由. */
  readonly servicesByOccasion: EvidenceIndex;
  /** By member, deputy and 方式. */
  readonly contacts: EvidenceIndex;
  /** By item. */
  readonly progress: EvidenceIndex;
  /** By 机构 and 事项; those with an outlet also by 机构, 事项 and outlet. */
  readonly publicity: EvidenceIndex;
  /** By bill and 环节. */
  readonly reviewSteps: EvidenceIndex;
}

export const registersOf = (world: World): Registers => ({
  world,
  offices: new Map(world.offices.map((office) => [office.id, office])),
  items: new Map(world.items.map((item) => [item.id, item])),
  retirees: grouped(world.retireeRows, (row) => row.retiree),
  deaths: deathsOf(world),
  pairs: grouped(world.contactPairs, (pair) => keyOf(pair.member, pair.deputy)),
  activities: indexed('组织生活', world.activities, (act) => [keyOf(act.organisation, act.kind)]),
  servicesByChannel: indexed('老干部服务', world.services, (act) => [keyOf(act.retiree, act.channel)]),
  servicesByOccasion: indexed('老干部服务', world.services, (act) => [keyOf(act.retiree, act.channel, act.occasion)]),
  contacts: indexed('代表联系', world.contacts, (act) => [keyOf(act.member, act.deputy, act.channel)]),
  progress: indexed('事项进展', world.progress, (act) => [act.item]),
  publicity: indexed('宣传工作', world.publicity, (act) => [
    keyOf(act.office, act.matter),
    ...(act.outletKey === null ? [] : [keyOf(act.office, act.matter, act.outletKey)]),
  ]),
  reviewSteps: indexed('法规审议', world.reviewSteps, (act) => [keyOf(act.billKey, act.step)]),
});

export type ContactChannel = DeputyContact['channel'];
export type ServiceChannel = RetireeService['channel'];

/** The code where it is that of a known 委室, else null: only these are ranked. Whether it is still in force does not matter. */
export const rankedOffice = (registers: Registers, code: string): string | null =>
  registers.offices.get(code)?.category === '委室' ? code : null;

/** Of several rows in force on the day the one with the latest start. */
export const rowOn = <T extends { readonly from: Day; readonly to: Day | null }>(
  rows: readonly T[],
  day: Day,
): T | undefined => {
  let latest: T | undefined;
  for (const row of rows) {
    if (inForceOn(row, day) && (latest === undefined || row.from > latest.from)) latest = row;
  }
  return latest;
};

export const grouped = <T>(rows: readonly T[], keyOfRow: (row: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOfRow(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
};

const deathsOf = (world: World): ReadonlyMap<string, Day> => {
  const deaths = new Map<string, Day>();
  for (const { retiree, situation, on } of world.situations) {
    if (situation !== '去世') continue;
    const known = deaths.get(retiree);
    if (known === undefined || on < known) deaths.set(retiree, on);
  }
  return deaths;
};
