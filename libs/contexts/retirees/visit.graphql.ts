import { CommandBus } from '@nestjs/cqrs';
import { Args, createUnionType, Field, ID, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import type { Principal } from '../../access/index.js';
import { isRefusal } from '../../kernel/index.js';
import { CurrentPrincipal } from '../graphql/current-principal.js';
import { Refused, toRefused } from '../graphql/refused.js';
import { House } from '../house.js';
import { RecordRetireeVisit, RecordRetireeVisitInput, type RetireeVisitDone } from './visit.commands.js';
import type { VisitRemark } from './visit.obligations.js';

@ObjectType({ description: '这次服务可能履行的一项义务。 An obligation that the visit may meet.' })
export class MayMeetObligation {
  @Field(() => ID, { description: '规则编号。 Rule id.' })
  rule!: string;

  @Field({ description: '期限 YYYY-MM-DD。 Due day.' })
  due!: string;

  @Field({ description: '是否按时（按日期和登记时间）。 In time, by its day and by when it was entered.' })
  onTime!: boolean;

  @Field(() => ID, { nullable: true, description: '对应的情况编号（RC-04）。 The situation that called for it.' })
  situation!: string | null;
}

@ObjectType({ description: '已登记的老干部服务。 The visit that was recorded.' })
export class RetireeVisitRecorded {
  @Field(() => ID, { description: '编号。 Code of the visit.' })
  visit!: string;

  @Field(() => [MayMeetObligation], { description: '可能履行的义务。 What it may meet.' })
  mayMeet!: readonly MayMeetObligation[];

  @Field(() => [String], { description: '提示。 Remarks, in Chinese.' })
  remarks!: readonly string[];

  @Field(() => [ID], { description: '事件编号。 Ids of the events.' })
  events!: readonly string[];

  @Field({ description: '是否为重复提交（未再写入）。 True where this command was carried out before.' })
  repeated!: boolean;
}

export const RecordRetireeVisitAnswer = createUnionType({
  name: 'RecordRetireeVisitAnswer',
  types: () => [RetireeVisitRecorded, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : RetireeVisitRecorded),
});

@Resolver()
export class VisitResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly house: House,
  ) {}

  @Mutation(() => RecordRetireeVisitAnswer, {
    description:
      '登记老干部联系、走访（RC-01、RC-02、RC-04、RC-07）。 Records a call on or a visit to a retired cadre.',
  })
  async recordRetireeVisit(
    @Args('input') input: RecordRetireeVisitInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof RecordRetireeVisitAnswer> {
    const answer = await this.commands.execute(new RecordRetireeVisit(input, principal));
    return isRefusal(answer) ? toRefused(this.house, answer) : toRecorded(answer);
  }
}

const toRecorded = (done: RetireeVisitDone): RetireeVisitRecorded => ({
  visit: done.visit,
  mayMeet: done.mayMeet,
  remarks: done.remarks.map((remark) => REMARKS[remark]),
  events: done.events,
  repeated: done.repeated,
});

const REMARKS: Readonly<Record<VisitRemark, string>> = {
  'no-situation-reported':
    '该老干部近期没有登记这一情况，本次走访暂不计入“五必访”（RC-04）。确有其事的，请在“老干部情况”中补登。',
  'must-visit-needs-presence': '“五必访”须上门或到医院探望，电话、座谈不计入（RC-04）。',
  'birthday-not-by-leader-or-head': '生日走访应由主任会议组成人员或委室主要负责人登门（RC-07），请核对服务人。',
};
