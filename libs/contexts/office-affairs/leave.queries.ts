import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { mayReadLeave, type Principal } from '../../access/index.js';
import { dayOf, decline, type Refusal } from '../../kernel/index.js';
import { rowSaid, streamOf } from '../../ledger/index.js';
import { House } from '../house.js';
import { type ReportBackLimit, reportBackLimit } from './leave.limits.js';
import { leaveRegister } from './office-affairs.registers.js';
import { type LeaveDocument, leavesView } from './views/leaves.js';

/** One leave, for whom it concerns: who asked, who acts in it, who is told of it; the leadership, the Office and inspectors read all. */
export class FindLeave {
  constructor(
    readonly leave: string,
    readonly principal: Principal | null,
  ) {}
}

export interface FoundLeave {
  readonly document: LeaveDocument;
  readonly limit: ReportBackLimit;
}

@QueryHandler(FindLeave)
export class FindLeaveHandler implements IQueryHandler<FindLeave> {
  constructor(private readonly house: House) {}

  async execute({ leave: id, principal }: FindLeave): Promise<FoundLeave | Refusal> {
    if (principal === null) return decline('sign-in-to-read');
    const document = await this.house.view<LeaveDocument>(leavesView.name).get(streamOf(leaveRegister, [id]));
    // Whom it does not concern learns no more than that there is nothing to see.
    if (document === undefined || !concerns(document, principal)) return decline('not-found', { what: '请假', id });
    const fields = rowSaid(document);
    const reportedBack = fields['reportedBack'] === undefined ? null : String(fields['reportedBack']);
    const to = dayOf(String(fields['to']));
    return { document, limit: reportBackLimit(to, reportedBack, this.house.rulebook, this.house.clock.now()) };
  }
}

/** Besides whom every leave is open to: who is asked to decide, and who is told. */
const concerns = ({ about, awaits, chain }: LeaveDocument, principal: Principal): boolean =>
  mayReadLeave({ principal, local: false }, about) ||
  awaits.includes(principal.person) ||
  [...(chain?.steps ?? []), ...(chain?.informed ?? [])].some(({ persons }) => persons.includes(principal.person));
