import { calendarKnownAt } from '../../calendar/index.js';
import { dayOf, type Day, type Instant, type Rules } from '../../kernel/index.js';

/** By when somebody must have reported back (OD-07), and whether they did; `provisional` where a holiday paper is not out yet. */
export interface ReportBackLimit {
  readonly due: Day;
  readonly provisional: boolean;
  /** Null while they have not reported back. */
  readonly inTime: boolean | null;
}

export const reportBackLimit = (to: Day, reportedBack: string | null, rules: Rules, now: Instant): ReportBackLimit => {
  const workingDays = Number(rules.parameter('OD-07', 'report_back_working_days', to));
  const { day: due, provisional } = calendarKnownAt(now).addWorkingDays(to, workingDays);
  return { due, provisional, inTime: reportedBack === null ? null : dayOf(reportedBack) <= due };
};
