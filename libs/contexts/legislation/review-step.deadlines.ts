import { addDays } from '../../calendar/index.js';
import type { Day, Rules } from '../../kernel/index.js';
import type { EarlierStep, ReviewStepName } from './review-step.js';

/**
 * The two clocks of a bill: after the first reading its revised draft goes to the province's legislative affairs committee (LG-05, 08
 * §四(三)), after the second to the city committee (LG-06, 08 §一(三)). A reading that rejects the bill starts none.
 */
const CLOCKS: readonly {
  readonly rule: 'LG-05' | 'LG-06';
  readonly reading: ReviewStepName;
  readonly report: ReviewStepName;
}[] = [
  { rule: 'LG-05', reading: '一审', report: '报省法工委' },
  { rule: 'LG-06', reading: '二审', report: '报市委' },
];

export interface ReviewDeadline {
  readonly rule: 'LG-05' | 'LG-06';
  /** The step that is due. */
  readonly report: ReviewStepName;
  readonly due: Day;
  /** The reading that started the clock. */
  readonly readingOn: Day;
}

/** The deadline that a step starts, or null. */
export const deadlineStarted = (
  step: Pick<EarlierStep, 'step' | 'on' | 'result'>,
  rules: Rules,
): ReviewDeadline | null => {
  const clock = CLOCKS.find(({ reading }) => reading === step.step);
  if (clock === undefined || step.result === '否决') return null;
  const days = Number(rules.parameter(clock.rule, 'days', step.on));
  return { rule: clock.rule, report: clock.report, due: addDays(step.on, days), readingOn: step.on };
};

export interface DeadlineMet extends ReviewDeadline {
  readonly inTime: boolean;
}

/** The deadlines that a step meets, in time or late: those of every reading before it, oldest first. */
export const deadlinesMet = (
  step: Pick<EarlierStep, 'step' | 'on'>,
  earlier: readonly EarlierStep[],
  rules: Rules,
): readonly DeadlineMet[] =>
  earlier
    .flatMap((other) => deadlineStarted(other, rules) ?? [])
    .filter((deadline) => deadline.report === step.step && deadline.readingOn <= step.on)
    .sort((a, b) => (a.readingOn < b.readingOn ? -1 : 1))
    .map((deadline) => ({ ...deadline, inTime: step.on <= deadline.due }));
