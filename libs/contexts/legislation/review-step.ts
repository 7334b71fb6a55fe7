import { dayOf, type Day, type Decider, decline, type Fact, refuse, type Refusal } from '../../kernel/index.js';
import { decideEntry, type EntryCommand, entryFact, type EntryState, evolveEntry, NOTHING } from '../../ledger/index.js';
import { REVIEW_STEPS, reviewStepRegister } from './legislation.registers.js';
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
        const refusal = orderRefusal(command);
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
        const fact = entryFact(reviewStepRegister, REVIEW_STEP_RECORDED, fields, reviewStepRegister.fields, { occurredAt: on });
        return [chairDecision === null ? fact : { ...fact, data: { ...fact.data, chairDecision } }];
      }
    }
  },
};

const orderRefusal = ({ bill, step, on, chairDecision, earlier }: RecordReviewStep): Refusal | null => {
  const ended = earlier.find((other) => other.result === '否决') ?? earlier.find((other) => other.step === '公布');
  if (ended !== undefined) {
    const why = ended.result === '否决' ? 'bill-rejected' : 'bill-promulgated';
    return refuse('LG-03', why, { bill, after: ended.step, on: ended.on });
  }
  const latest = latestOf(earlier);
  if (latest !== null && on < latest.on) {
    return refuse('LG-03', 'before-previous-step', { bill, on, previous: latest.step, previousOn: latest.on });
  }
  // What is reported is the draft as revised after a reading: no decision of the chair meeting stands in for the reading itself.
  if (step === '报省法工委' && !earlier.some((other) => other.step === '一审')) {
    return refuse('LG-05', 'no-first-reading', { bill });
  }
  if (step === '报市委' && !earlier.some((other) => other.step === '二审')) {
    return refuse('LG-06', 'no-second-reading', { bill });
  }
  return sequenceRefusal(bill, step, latest, chairDecision);
};

const sequenceRefusal = (
  bill: string,
  step: ReviewStepName,
  latest: EarlierStep | null,
  chairDecision: string | null,
): Refusal | null => {
  const place = REVIEW_STEPS.indexOf(step);
  const latestPlace = latest === null ? -1 : REVIEW_STEPS.indexOf(latest.step);
  if (place > latestPlace) {
    const skipped = REVIEW_STEPS.slice(latestPlace + 1, place);
    if (skipped.length === 0 || chairDecision !== null) return null;
    return refuse('LG-03', 'steps-left-out', { bill, step, skipped: skipped.join('、') });
  }
  const previous = latest?.step ?? '';
  // A step that was put off is taken again without further ado; a reading may be added where the chair meeting decides so (08 §四(二)).
  if (place === latestPlace && latest?.result === '暂缓') return null;
  if (!READINGS.has(step)) return refuse('LG-03', 'step-out-of-order', { bill, step, previous });
  return chairDecision === null ? refuse('LG-03', 'reading-not-decided', { bill, step, previous }) : null;
};

const READINGS: ReadonlySet<string> = new Set(['一审', '二审'] satisfies readonly ReviewStepName[]);

/** The latest step by date, of one day by the order of LG-03. */
export const latestOf = (steps: readonly EarlierStep[]): EarlierStep | null =>
  steps.reduce<EarlierStep | null>((best, step) => (best === null || isLater(step, best) ? step : best), null);

const isLater = (a: EarlierStep, b: EarlierStep): boolean =>
  a.on > b.on || (a.on === b.on && REVIEW_STEPS.indexOf(a.step) > REVIEW_STEPS.indexOf(b.step));
