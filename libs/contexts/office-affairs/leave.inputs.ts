import { Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { IsEnum, IsOptional, Length, Matches } from 'class-validator';
import { CommandInput, IsCode } from '../graphql/command-input.js';
import { IsRealDay } from '../graphql/real-day.js';

export enum LeaveKind {
  PERSONAL = '事假',
  SICK = '病假',
  ANNUAL = '年休假',
  OFFICIAL = '公出',
  OTHER = '其他',
}
registerEnumType(LeaveKind, {
  name: 'LeaveKind',
  description: '请假类别。 Kind of leave: personal, sick, annual, official business, other.',
});

@InputType({ description: '本人请假（OD-01 至 OD-06）。 One’s own leave.' })
export class AskForLeaveInput extends CommandInput {
  @Field(() => LeaveKind, { description: '类别。 Kind.' })
  @IsEnum(LeaveKind, { message: 'kind 不是可用的请假类别' })
  kind!: LeaveKind;

  @Field({ description: '开始日期 YYYY-MM-DD（含当日，Asia/Shanghai）。 First day.' })
  @IsRealDay({ message: 'from 应为 YYYY-MM-DD 形式的真实日期' })
  from!: string;

  @Field({ description: '结束日期 YYYY-MM-DD（含当日）。 Last day.' })
  @IsRealDay({ message: 'to 应为 YYYY-MM-DD 形式的真实日期' })
  to!: string;

  @Field({ description: '事由。 Reason.' })
  @Length(1, 500, { message: 'reason 应为 1–500 个字' })
  reason!: string;

  @Field(() => String, {
    nullable: true,
    description: '去向；一天以上必填（OD-06）。 Where to; needed from one day on.',
  })
  @IsOptional()
  @Length(1, 200, { message: 'destination 应为 1–200 个字' })
  destination?: string;

  @Field(() => String, {
    nullable: true,
    description:
      '情况紧急、先口头请假后补表的，写明情况（OD-06）。 Where it was asked for by word first and the form comes afterwards: why.',
  })
  @IsOptional()
  @Length(2, 500, { message: 'urgentReason 应为 2–500 个字' })
  urgentReason?: string;
}

@InputType({ isAbstract: true })
abstract class LeaveStepInput extends CommandInput {
  @Field(() => ID, { description: '请假编号。 Code of the leave.' })
  @IsCode('leave 应为请假编号')
  leave!: string;
}

@InputType({ description: '同意请假（OD-02 至 OD-05）。 Agrees to a leave.' })
export class AgreeToLeaveInput extends LeaveStepInput {}

@InputType({ description: '批准请假（OD-01 至 OD-05）。 Approves a leave.' })
export class ApproveLeaveInput extends LeaveStepInput {}

@InputType({ description: '不同意或不批准请假。 Declines a leave.' })
export class DeclineLeaveInput extends LeaveStepInput {
  @Field({ description: '理由。 Why.' })
  @Length(2, 500, { message: 'reason 应为 2–500 个字' })
  @Matches(/\S/, { message: 'reason 不能为空' })
  reason!: string;
}

@InputType({ description: '销假（OD-07）。 Reports back from a leave.' })
export class ReportBackFromLeaveInput extends LeaveStepInput {}
