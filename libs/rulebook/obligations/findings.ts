import type { Act, EvidenceSheet, Inspection, World } from '../world.js';
import { demandsMetBy, couldMeet, fedRules } from './demands.js';
import type { Known, Demand } from './demand.js';
import { byCodePoint, inListOrder } from './order.js';
import type { Named } from './evidence.js';

/** The worst finding known about each inspected act; of equal ones the earliest by its day. */
export const worstFindings = (inspections: readonly Inspection[]): Named<Inspection> => {
  const worst = new Map<EvidenceSheet, Map<string, Inspection>>();
  for (const inspection of inspections) {
    const { sheet, id } = inspection.target;
    const ofSheet = worst.get(sheet) ?? new Map<string, Inspection>();
    const known = ofSheet.get(id);
    if (known === undefined || isWorse(inspection, known)) ofSheet.set(id, inspection);
    worst.set(sheet, ofSheet);
  }
  return worst;
};

const GRAVITY: Readonly<Record<Inspection['finding'], number>> = { 属实: 0, 有瑕疵: 1, 不实: 2 };

const isWorse = (a: Inspection, b: Inspection): boolean => {
  const order =
    GRAVITY[b.finding] - GRAVITY[a.finding] ||
    byCodePoint(a.on, b.on) ||
    byCodePoint(a.entered, b.entered) ||
    byCodePoint(a.id, b.id);
  return order < 0;
};

/** Whether an act of the sheet was found 不实. */
export const falseActs = (world: World): ((sheet: EvidenceSheet) => (act: Act) => boolean) => {
  const worst = worstFindings(world.inspections);
  return (sheet) => {
    const ofSheet = worst.get(sheet);
    return (act) => ofSheet?.get(act.id)?.finding === '不实';
  };
};

/** For each chosen act the first obligation, in the order of the list and of any quarter, that it could meet. */
export const firstDemands = (known: Known, chosen: Named<unknown>): Named<Demand> => {
  const first = new Map<EvidenceSheet, Map<string, Demand>>();
  for (const rule of fedRules(known)) {
    const { sheet } = rule.obligation.metBy;
    const ofSheet = chosen.get(sheet);
    if (ofSheet === undefined) continue;
    const found = first.get(sheet) ?? new Map<string, Demand>();
    first.set(sheet, found);
    for (const demand of demandsMetBy(known, rule, (act) => ofSheet.has(act.id))) {
      for (const act of demand.acts) {
        if (!ofSheet.has(act.id) || !couldMeet(demand, act)) continue;
        const earlier = found.get(act.id);
        if (earlier === undefined || inListOrder(keyOf(demand), keyOf(earlier)) < 0) found.set(act.id, demand);
      }
    }
  }
  return first;
};

const keyOf = (demand: Demand) => ({ ...demand, rule: demand.rule.id });
