import type { Act, Obligation } from '../world.js';
import type { Demand, Grade, Known } from './demand.js';
import { firstFrom } from './evidence.js';

interface Candidate {
  readonly act: Act;
  readonly grade: Grade;
}

/**
 * Looks whether a demand is met. Of the true acts the one that gives the most credit counts, of those the earliest. A false act
 * (found 不实) spoils the demand unless a true one gives more credit than it could; of several that spoil it the earliest is named.
 */
export const settle = (known: Known, demand: Demand, isFalse: (act: Act) => boolean): Obligation => {
  const candidates = candidatesOf(demand);
  const best = bestOf(candidates.filter(({ act }) => !isFalse(act)));
  const spoiler = candidates.find(
    ({ act, grade }) => isFalse(act) && (best === undefined || gives(grade) >= gives(best.grade)),
  );
  // A false act alone spoils it whenever it was entered; only beside a true one does the count of days decide.
  if (spoiler !== undefined)
    return answer(known, demand, 'missed', spoiler.act, best !== undefined && spoiler.grade.provisional);
  if (best !== undefined)
    return answer(known, demand, best.grade.onTime ? 'met' : 'met-late', best.act, best.grade.provisional);
  return answer(known, demand, demand.due <= known.today ? 'missed' : 'open', null, false);
};

/** Earliest first. */
const candidatesOf = ({ acts, earliest, latest, grade }: Demand): readonly Candidate[] => {
  const candidates: Candidate[] = [];
  for (let place = firstFrom(acts, earliest); place < acts.length; place += 1) {
    const act = acts[place];
    if (act === undefined || (latest !== null && act.on > latest)) break;
    candidates.push({ act, grade: grade(act) });
  }
  return candidates;
};

const bestOf = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.find(({ grade }) => grade.onTime) ?? candidates[0];

const gives = (grade: Grade): number => (grade.onTime ? 2 : 1);

const answer = (
  known: Known,
  demand: Demand,
  status: Obligation['status'],
  act: Act | null,
  provisional: boolean,
): Obligation => ({
  rule: demand.rule.id,
  subject: demand.subject,
  period: demand.period,
  trigger: demand.trigger,
  due: demand.due,
  owner: demand.owner,
  counted: demand.due <= known.today,
  status,
  evidence: act === null ? [] : [act.id],
  ...(demand.provisional || provisional ? { provisional: true } : {}),
  events: act === null ? [] : act.events,
});
