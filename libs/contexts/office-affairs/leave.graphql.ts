import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Principal } from '../../access/index.js';
import { isRefusal, type Refusal } from '../../kernel/index.js';
import { CodePipe } from '../graphql/command-input.js';
import { CurrentPrincipal } from '../graphql/current-principal.js';
import { toRefused } from '../graphql/refused.js';
import { House } from '../house.js';
import {
  AgreeToLeave,
  ApproveLeave,
  AskForLeave,
  DeclineLeave,
  type LeaveDone,
  ReportBackFromLeave,
} from './leave.commands.js';
import {
  AgreeToLeaveInput,
  ApproveLeaveInput,
  AskForLeaveInput,
  DeclineLeaveInput,
  ReportBackFromLeaveInput,
} from './leave.inputs.js';
import { FindLeave, type FoundLeave } from './leave.queries.js';
import { LeaveAnswer, LeaveStepAnswer, toLeave } from './leave.types.js';

@Resolver()
export class LeaveResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly house: House,
  ) {}

  @Mutation(() => LeaveStepAnswer, { description: '本人请假（OD-01 至 OD-06）。 Asks for one’s own leave.' })
  async askForLeave(
    @Args('input') input: AskForLeaveInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof LeaveStepAnswer> {
    return this.taken(await this.commands.execute(new AskForLeave(input, principal)), principal);
  }

  @Mutation(() => LeaveStepAnswer, { description: '同意请假（OD-02 至 OD-05、OD-11）。 Agrees to a leave.' })
  async agreeToLeave(
    @Args('input') input: AgreeToLeaveInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof LeaveStepAnswer> {
    return this.taken(await this.commands.execute(new AgreeToLeave(input, principal)), principal);
  }

  @Mutation(() => LeaveStepAnswer, {
    description:
      '批准请假；领导班子成员离市外出由市委书记审批，办公室补记（OD-01 至 OD-05、OD-11）。 Approves a leave, or records an approval given outside.',
  })
  async approveLeave(
    @Args('input') input: ApproveLeaveInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof LeaveStepAnswer> {
    return this.taken(await this.commands.execute(new ApproveLeave(input, principal)), principal);
  }

  @Mutation(() => LeaveStepAnswer, { description: '不同意或不批准请假，须有理由。 Declines a leave, with a reason.' })
  async declineLeave(
    @Args('input') input: DeclineLeaveInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof LeaveStepAnswer> {
    return this.taken(await this.commands.execute(new DeclineLeave(input, principal)), principal);
  }

  @Mutation(() => LeaveStepAnswer, { description: '销假（OD-07）。 Reports back from a leave.' })
  async reportBackFromLeave(
    @Args('input') input: ReportBackFromLeaveInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof LeaveStepAnswer> {
    return this.taken(await this.commands.execute(new ReportBackFromLeave(input, principal)), principal);
  }

  @Query(() => LeaveAnswer, {
    description: '一次请假；与之有关的人员、领导班子、办公室和督查人员可以查看。 One leave.',
  })
  async leave(
    @Args('leave', { type: () => ID, description: '编号。 Code of the leave.' }, new CodePipe('leave 应为请假编号'))
    leave: string,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof LeaveAnswer> {
    const found: FoundLeave | Refusal = await this.queries.execute(new FindLeave(leave, principal));
    return isRefusal(found) ? toRefused(this.house, found) : toLeave(found);
  }

  private async taken(done: LeaveDone | Refusal, principal: Principal | null): Promise<typeof LeaveStepAnswer> {
    if (isRefusal(done)) return toRefused(this.house, done);
    const found: FoundLeave | Refusal = await this.queries.execute(new FindLeave(done.leave, principal));
    return { ...done, standing: isRefusal(found) ? null : toLeave(found) };
  }
}
