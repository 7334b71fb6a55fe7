import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { actAs, type Principal } from '../../access/index.js';
import { type Actor, dayOf, type Done, isRefusal, type Refusal } from '../../kernel/index.js';
import { type KnownRow, streamOf } from '../../ledger/index.js';
import { House } from '../house.js';
import { askForLeavePermission, decideOnLeavePermission, reportBackPermission } from './leave.access.js';
import { chainOf, type LeaveRole, type LeaveRoster, openStep } from './leave.chain.js';
import type {
  AgreeToLeaveInput,
  ApproveLeaveInput,
  AskForLeaveInput,
  DeclineLeaveInput,
  ReportBackFromLeaveInput,
} from './leave.inputs.js';
import { leaveRoster } from './leave.roster.js';
import { agreementsOf, leave, type LeaveCommand } from './leave.js';
import { leaveRegister } from './office-affairs.registers.js';

/** The commands of the bus: who wishes what. */
export class AskForLeave {
  constructor(
    readonly input: AskForLeaveInput,
    readonly principal: Principal | null,
  ) {}
}

export class AgreeToLeave {
  constructor(
    readonly input: AgreeToLeaveInput,
    readonly principal: Principal | null,
  ) {}
}

export class ApproveLeave {
  constructor(
    readonly input: ApproveLeaveInput,
    readonly principal: Principal | null,
  ) {}
}

export class DeclineLeave {
  constructor(
    readonly input: DeclineLeaveInput,
    readonly principal: Principal | null,
  ) {}
}

export class ReportBackFromLeave {
  constructor(
    readonly input: ReportBackFromLeaveInput,
    readonly principal: Principal | null,
  ) {}
}

export type LeaveDone = Done & { readonly leave: string };

@CommandHandler(AskForLeave)
export class AskForLeaveHandler implements ICommandHandler<AskForLeave> {
  constructor(private readonly house: House) {}

  async execute({ input, principal }: AskForLeave): Promise<LeaveDone | Refusal> {
    const actor = actAs(principal, askForLeavePermission);
    if (isRefusal(actor)) return actor;
    const now = this.house.clock.now();
    const { kind, from, to, reason, destination, urgentReason, commandId } = input;
    return perform(this.house, actor, commandId, {
      kind: 'ask',
      leave: `QJ-${commandId}`,
      person: actor.person,
      leaveKind: kind,
      from,
      to,
      reason: reason.trim(),
      destination: destination?.trim() || null,
      urgentReason: urgentReason?.trim() || null,
      roster: leaveRoster(await this.house.entries(), actor.person, dayOf(now), now),
    });
  }
}

@CommandHandler(AgreeToLeave)
export class AgreeToLeaveHandler implements ICommandHandler<AgreeToLeave> {
  constructor(private readonly house: House) {}

  async execute({ input: { leave: id, commandId }, principal }: AgreeToLeave): Promise<LeaveDone | Refusal> {
    const decision = await decider(this.house, id, principal);
    if (isRefusal(decision)) return decision;
    return perform(this.house, decision.actor, commandId, { kind: 'agree', leave: id, roster: decision.roster });
  }
}

@CommandHandler(ApproveLeave)
export class ApproveLeaveHandler implements ICommandHandler<ApproveLeave> {
  constructor(private readonly house: House) {}

  async execute({ input: { leave: id, commandId }, principal }: ApproveLeave): Promise<LeaveDone | Refusal> {
    const decision = await decider(this.house, id, principal);
    if (isRefusal(decision)) return decision;
    const { actor, roster, recordsOutside } = decision;
    return perform(this.house, actor, commandId, { kind: 'approve', leave: id, roster, recordsOutside });
  }
}

@CommandHandler(DeclineLeave)
export class DeclineLeaveHandler implements ICommandHandler<DeclineLeave> {
  constructor(private readonly house: House) {}

  async execute({ input: { leave: id, reason, commandId }, principal }: DeclineLeave): Promise<LeaveDone | Refusal> {
    const decision = await decider(this.house, id, principal);
    if (isRefusal(decision)) return decision;
    const { actor, roster, recordsOutside } = decision;
    return perform(this.house, actor, commandId, {
      kind: 'decline',
      leave: id,
      reason: reason.trim(),
      roster,
      recordsOutside,
    });
  }
}

@CommandHandler(ReportBackFromLeave)
export class ReportBackFromLeaveHandler implements ICommandHandler<ReportBackFromLeave> {
  constructor(private readonly house: House) {}

  async execute({ input: { leave: id, commandId }, principal }: ReportBackFromLeave): Promise<LeaveDone | Refusal> {
    const row = (await this.house.entries()).row(leaveRegister, [id], this.house.clock.now());
    const actor = actAs(principal, reportBackPermission(row === null ? (principal?.person ?? null) : personOf(row)));
    if (isRefusal(actor)) return actor;
    return perform(this.house, actor, commandId, { kind: 'report-back', leave: id });
  }
}

type LiveCommand = Extract<LeaveCommand, { readonly leave: string }>;

const perform = async (
  house: House,
  actor: Actor,
  commandId: string,
  command: LiveCommand,
): Promise<LeaveDone | Refusal> => {
  const done = await house.perform(leave, streamOf(leaveRegister, [command.leave]), command, { commandId, actor });
  return isRefusal(done) ? done : { ...done, leave: command.leave };
};

interface Decision {
  readonly actor: Actor;
  readonly roster: LeaveRoster;
  readonly recordsOutside: boolean;
}

/** Who acts in which post, and the rosters that say whose step it is. */
const decider = async (house: House, id: string, principal: Principal | null): Promise<Decision | Refusal> => {
  const entries = await house.entries();
  const now = house.clock.now();
  const row = entries.row(leaveRegister, [id], now);
  const askedOn = dayOf(String(row?.fields['asked'] ?? row?.fields['from'] ?? now));
  const roster = leaveRoster(entries, row === null ? '' : personOf(row), askedOn, now);
  const role = row === null || principal === null ? null : roleOf(house, row, roster, principal);
  const actor = actAs(principal, decideOnLeavePermission(role, roster.post?.office ?? null));
  if (isRefusal(actor)) return actor;
  return { actor, roster, recordsOutside: role === '市委书记' };
};

/** The role in which the open step asks for this person: as who stands in where the role is vacant; null where it asks for another. */
const roleOf = (house: House, row: KnownRow, roster: LeaveRoster, principal: Principal): LeaveRole | null => {
  const { from, to } = row.fields;
  const stretch = { person: personOf(row), from: dayOf(String(from)), to: dayOf(String(to)) };
  const chain = chainOf(stretch, roster, house.rulebook, house.clock.now());
  if (isRefusal(chain)) return null;
  const open = openStep(chain, agreementsOf(row.fields));
  if (open === null) return null;
  const inTheOffice = principal.posts.some((post) => post.category === '委室' && post.officeDuty === '办公室');
  if (open.outside) return inTheOffice ? open.role : null;
  if (!open.persons.includes(principal.person)) return null;
  return chain.vacancies.find(({ role }) => role === open.role)?.standIn ?? open.role;
};

const personOf = (row: KnownRow): string => String(row.fields['person']);
