import { dayOf, type Day, type Decider, decline, type Fact, refuse, type Refusal } from '../../kernel/index.js';
import {
  decideEntry,
  type EntryCommand,
  entryFact,
  type EntryState,
  evolveEntry,
  NOTHING,
} from '../../ledger/index.js';
import { type REVIEW_STEPS, reviewStepRegister } from './legislation.registers.js';
import { REVIEW_STEP_RECORDED } from './review-step.events.js';

/**
 * A step of a bill's review (LG-03, LG-05, LG-06). Every step is a row and a stream of its own, so the bill's earlier steps are handed in,
 * as known now. The next step follows the latest one in the order of LG-03; the chair meeting may leave steps out or add a reading, and
 * then its decision must be named. A rejected or promulgated bill has no further steps.
 */
export interface RecordReviewStep {
  readonly kind: 'record';
  readonly reviewStep: string;
  readonly bill: string;
  readonly lead: string;
  readonly step: ReviewStepName;
  readonly on: Day;
  readonly result: string | null;
  /** How many opinions came in (意见数). */
  readonly opinions: number | null;
  /** What the chair meeting decided about leaving out steps or adding a reading; null where it decided nothing. */
  readonly chairDecision: string | null;
  /** Whether the office in the lead is in force on the day. */
  readonly leadInForce: boolean;
  /** The other steps of this bill, in any order. */
  readonly earlier: readonly EarlierStep[];
}

export type ReviewStepName = (typeof REVIEW_STEPS)[number];

export interface EarlierStep {
  readonly id: string;
  readonly step: ReviewStepName;
  readonly on: Day;
  readonly result: string | null;
}

export type ReviewStepCommand = EntryCommand | RecordReviewStep;

export const reviewStep: Decider<ReviewStepCommand, EntryState, Fact> = {
  initial: NOTHING,
  evolve: evolveEntry,
  decide(command, state, context) {
    switch (command.kind) {
      case 'enter':
      case 'correct':
        return decideEntry(reviewStepRegister, command, state, context);
      case 'record': {
        const { reviewStep: id, bill, lead, step, on, result, opinions, chairDecision } = command;
        if (state.exists) return decline('already-there', { id });
        if (on > dayOf(context.now)) return decline('date-ahead', { date: on });
        if (!command.leadInForce) return decline('office-not-in-force', { office: lead, on });
        const refusal = orderRefusal(command, context.rules.parameter('LG-03', 'steps', on) as readonly string[]);
        if (refusal !== null) return refusal;
        const fields = {
          reviewStep: id,
          bill,
          lead,
          step,
          on,
          ...(result === null ? {} : { result }),
          ...(opinions === null ? {} : { opinions }),
        };
        const fact = entryFact(reviewStepRegister, REVIEW_STEP_RECORDED, fields, reviewStepRegister.fields, {
          occurredAt: on,
        });
        return [chairDecision === null ? fact : { ...fact, data: { ...fact.data, chairDecision } }];
      }
    }
  },
};

const orderRefusal = (command: RecordReviewStep, order: readonly string[]): Refusal | null => {
  const { bill, step, on, earlier } = command;
  const ended = earlier.find((other) => other.result === '否决') ?? earlier.find((other) => other.step === '公布');
  if (ended !== undefined) {
    const why = ended.result === '否决' ? 'bill-rejected' : 'bill-promulgated';
    return refuse('LG-03', why, { bill, day: ended.on, step });
  }
  const latest = latestOf(earlier, order);
  if (latest !== null && on < latest.on) {
    return refuse('LG-03', 'date-before-earlier-step', { step, day: on, before: latest.step, earlier: latest.on });
  }
  // What is reported is the draft as revised after a reading: no decision of the chair meeting stands in for the reading itself.
  if (step === '报省法工委' && !earlier.some((other) => other.step === '一审')) {
    return refuse('LG-05', 'before-first-reading', { bill });
  }
  if (step === '报市委' && !earlier.some((other) => other.step === '二审')) {
    return refuse('LG-06', 'before-second-reading', { bill });
  }
  return sequenceRefusal(command, latest, order);
};

const sequenceRefusal = (
  { bill, step, chairDecision, earlier }: RecordReviewStep,
  latest: EarlierStep | null,
  order: readonly string[],
): Refusal | null => {
  const place = order.indexOf(step);
  const latestPlace = latest === null ? -1 : order.indexOf(latest.step);
  if (place > latestPlace) {
    const leftOut = order.slice(latestPlace + 1, place);
    if (leftOut.length === 0 || chairDecision !== null) return null;
    return refuse('LG-03', 'steps-left-out', { bill, step, before: leftOut.join('、') });
  }
  // A step that was put off is taken again without further ado; a reading may be added where the chair meeting decides so (08 §四(二)).
  if (place === latestPlace && latest?.result === '暂缓') return null;
  if (READINGS.has(step) && chairDecision !== null) return null;
  const same = earlier.find((other) => other.step === step);
  return same === undefined
    ? refuse('LG-03', 'step-out-of-order', { bill, step, before: latest?.step ?? '' })
    : refuse('LG-03', 'step-already-taken', { bill, step, day: same.on });
};

const READINGS: ReadonlySet<string> = new Set(['一审', '二审'] satisfies readonly ReviewStepName[]);

/** The latest step by date, of one day by the order of LG-03. */
const latestOf = (steps: readonly EarlierStep[], order: readonly string[]): EarlierStep | null =>
  steps.reduce<EarlierStep | null>((best, step) => (best === null || isLater(step, best, order) ? step : best), null);

const isLater = (a: EarlierStep, b: EarlierStep, order: readonly string[]): boolean =>
  a.on > b.on || (a.on === b.on && order.indexOf(a.step) > order.indexOf(b.step));
