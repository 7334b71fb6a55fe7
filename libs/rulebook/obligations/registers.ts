import type { Day } from '../../kernel/index.js';
import type {
  Act,
  ContactPair,
  DeputyContact,
  InForce,
  ItemProgress,
  Office,
  PartyActivity,
  PublicityWork,
  RetireeRow,
  RetireeService,
  ReviewStep,
  StatutoryItem,
  World,
} from '../world.js';
import { earliestFirst } from './evidence.js';
import { inForceOn } from './stretches.js';

/**
 * The world, sorted once for looking things up: rosters by code, acts by what they are about and then by day. All rules read from here, so
 * that a quarter costs one pass over the rows besides the obligations themselves.
 */
export interface Registers {
  readonly world: World;
  readonly offices: ReadonlyMap<string, Office>;
  readonly items: ReadonlyMap<string, StatutoryItem>;
  readonly retirees: Groups<RetireeRow>;
  /** The day of death: the first day without obligations. */
  readonly deaths: ReadonlyMap<string, Day>;
  /** By `pairKey`. */
  readonly pairs: Groups<ContactPair>;
  /** By organisation. */
  readonly activities: Groups<PartyActivity>;
  /** By retiree. */
  readonly services: Groups<RetireeService>;
  /** By `pairKey`. */
  readonly contacts: Groups<DeputyContact>;
  /** By item. */
  readonly progress: Groups<ItemProgress>;
  /** By 机构. */
  readonly publicity: Groups<PublicityWork>;
  /** By bill, folded. */
  readonly reviewSteps: Groups<ReviewStep>;
}

export type Groups<T> = ReadonlyMap<string, readonly T[]>;

export const registersOf = (world: World): Registers => ({
  world,
  offices: new Map(world.offices.map((office) => [office.id, office])),
  items: new Map(world.items.map((item) => [item.id, item])),
  retirees: Map.groupBy(world.retireeRows, (row) => row.retiree),
  deaths: deathsOf(world),
  pairs: Map.groupBy(world.contactPairs, pairKey),
  activities: actsBy(world.activities, (act) => act.organisation),
  services: actsBy(world.services, (act) => act.retiree),
  contacts: actsBy(world.contacts, pairKey),
  progress: actsBy(world.progress, (act) => act.item),
  publicity: actsBy(world.publicity, (act) => act.office),
  reviewSteps: actsBy(world.reviewSteps, (act) => act.billKey),
});

/** One key for a member and a deputy; the separator occurs in no cell. */
export const pairKey = ({ member, deputy }: { readonly member: string; readonly deputy: string }): string =>
  `${member}\u0000${deputy}`;

/** The code where it is that of a known 委室, else null: only these are ranked. Whether it is still in force does not matter. */
export const rankedOffice = (registers: Registers, code: string): string | null =>
  registers.offices.get(code)?.category === '委室' ? code : null;

/** Of several rows in force on the day the one with the latest start. */
export const rowOn = <T extends InForce>(rows: readonly T[], day: Day): T | undefined => {
  let latest: T | undefined;
  for (const row of rows) {
    if (inForceOn(row, day) && (latest === undefined || row.from > latest.from)) latest = row;
  }
  return latest;
};

const actsBy = <T extends Act>(acts: readonly T[], key: (act: T) => string): Groups<T> => {
  const groups = Map.groupBy(acts, key);
  for (const group of groups.values()) group.sort(earliestFirst);
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
