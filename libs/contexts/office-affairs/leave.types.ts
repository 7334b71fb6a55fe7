import { createUnionType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { rowSaid } from '../../ledger/index.js';
import { Refused } from '../graphql/refused.js';
import { LeaveKind } from './leave.inputs.js';
import type { FoundLeave } from './leave.queries.js';

export enum LeaveStatusWord {
  ASKED = 'asked',
  AGREED = 'agreed',
  APPROVED = 'approved',
  DECLINED = 'declined',
  REPORTED_BACK = 'reported-back',
}
registerEnumType(LeaveStatusWord, { name: 'LeaveStatus', description: '请假办理状态。 Where a leave stands.' });

export enum LeaveActWord {
  AGREE = 'agree',
  APPROVE = 'approve',
}
registerEnumType(LeaveActWord, { name: 'LeaveAct', description: '同意或批准。 To agree, or to approve.' });

export enum LeaveDayCount {
  WORKING = 'working',
  CALENDAR = 'calendar',
}
registerEnumType(LeaveDayCount, {
  name: 'LeaveDayCount',
  description: '按工作日或日历日计。 Working or calendar days.',
});

@ObjectType({ description: '职务与任职人员。 A role and who holds it.' })
export class LeaveRoleHolders {
  @Field({ description: '职务。 The role.' })
  role!: string;

  @Field(() => [ID], {
    description: '任职人员工号，其中一人即可；在本机关以外办理的为空。 Any one of them; none outside the house.',
  })
  persons!: readonly string[];
}

@ObjectType({ description: '请假的一个办理环节。 A step of a leave.' })
export class LeaveStepObject extends LeaveRoleHolders {
  @Field(() => LeaveActWord, { description: '同意或批准。 To agree, or to approve.' })
  act!: string;

  @Field({
    description: '是否在本机关以外办理、由办公室补记（OD-01）。 Done outside the house, recorded by the Office.',
  })
  outside!: boolean;
}

@ObjectType({ description: '空缺职务由谁代行。 Who stands in for a role that nobody else holds.' })
export class LeaveVacancy {
  @Field({ description: '空缺（或为本人）的职务。 The vacant role.' })
  role!: string;

  @Field({ description: '代行的上一级职务。 The next higher role that stands in.' })
  standIn!: string;
}

@ObjectType({
  description: '请假按职级和天数应走的程序，以申请当日的任职为准。 Who is to act, as of the day it was asked for.',
})
export class LeaveChainObject {
  @Field(() => ID, { description: '依据的规则（OD-01 至 OD-05）。 The rule that applies.' })
  rule!: string;

  @Field(() => Int, { description: '请假天数。 Length in days.' })
  days!: number;

  @Field(() => LeaveDayCount, { description: '天数的计法。 How the days are counted.' })
  counted!: string;

  @Field({ description: '放假安排尚未公布，天数可能有变。 True where a holiday paper is not out yet.' })
  provisional!: boolean;

  @Field(() => [LeaveStepObject], {
    description: '先后各环节，末一环节为批准。 The steps in order; the last approves.',
  })
  steps!: readonly LeaveStepObject[];

  @Field(() => [LeaveRoleHolders], { description: '批准后须报告的领导。 Who is told once it is approved.' })
  informed!: readonly LeaveRoleHolders[];

  @Field(() => [LeaveVacancy], { description: '空缺与代行。 Vacancies and who stands in.' })
  vacancies!: readonly LeaveVacancy[];
}

@ObjectType({ description: '不同意。 Why a leave was declined.' })
export class LeaveDeclinedObject {
  @Field(() => ID, { description: '工号。 Who declined.' })
  by!: string;

  @Field({ description: '时间。 When.' })
  on!: string;

  @Field({ description: '理由。 Why.' })
  reason!: string;
}

@ObjectType({ description: '一次请假。 A leave.' })
export class Leave {
  @Field(() => ID, { description: '编号。 Code.' })
  leave!: string;

  @Field(() => ID, { description: '请假人工号。 Who asked.' })
  person!: string;

  @Field(() => LeaveKind, { description: '类别。 Kind.' })
  kind!: string;

  @Field({ description: '开始。 First day.' })
  from!: string;

  @Field({ description: '结束。 Last day.' })
  to!: string;

  @Field(() => LeaveStatusWord, { description: '状态。 Where it stands.' })
  status!: string;

  @Field(() => LeaveStepObject, { nullable: true, description: '下一环节；已办结或由台账导入的为空。 The next step.' })
  next!: LeaveStepObject | null;

  @Field(() => LeaveChainObject, {
    nullable: true,
    description: '应走的程序；由台账导入的为空。 The steps it has to take.',
  })
  chain!: LeaveChainObject | null;

  @Field(() => String, { nullable: true, description: '申请时间。 When it was asked for.' })
  asked!: string | null;

  @Field(() => String, { nullable: true, description: '先口头请假的情况说明（OD-06）。 Why the form came afterwards.' })
  urgentReason!: string | null;

  @Field(() => [ID], { description: '已同意的人员工号，按先后。 Who has agreed, in order.' })
  agreedBy!: readonly string[];

  @Field(() => ID, { nullable: true, description: '批准人工号。 Who approved.' })
  approvedBy!: string | null;

  @Field(() => String, { nullable: true, description: '本机关以外的批准人（OD-01）。 Who approved outside the house.' })
  approvedOutside!: string | null;

  @Field(() => String, { nullable: true, description: '批准时间。 When it was approved.' })
  approved!: string | null;

  @Field(() => [ID], { description: '批准后已报告的人员工号。 Who was told of the approval.' })
  informed!: readonly string[];

  @Field(() => LeaveDeclinedObject, { nullable: true, description: '不同意的情况。 Why it was declined.' })
  declined!: LeaveDeclinedObject | null;

  @Field(() => String, { nullable: true, description: '销假时间。 When they reported back.' })
  reportedBack!: string | null;

  @Field({ description: '销假期限（OD-07）。 By when to report back.' })
  reportBackBy!: string;

  @Field(() => Boolean, { nullable: true, description: '是否按期销假。 Whether they did in time; null before.' })
  reportedBackInTime!: boolean | null;
}

@ObjectType({ description: '请假事项已办理。 A step of a leave was taken.' })
export class LeaveStepTaken {
  @Field(() => ID, { description: '请假编号。 Code of the leave.' })
  leave!: string;

  @Field(() => Leave, {
    nullable: true,
    description: '办理后的请假；视图尚未跟上时为空。 As it stands now; null while the view lags.',
  })
  standing!: Leave | null;

  @Field(() => [ID], { description: '事件编号；已如此办理过则为空。 Ids of the events; none where it was so already.' })
  events!: readonly string[];

  @Field({ description: '是否为重复提交（未再写入）。 True where this command was carried out before.' })
  repeated!: boolean;
}

export const LeaveStepAnswer = createUnionType({
  name: 'LeaveStepAnswer',
  types: () => [LeaveStepTaken, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : LeaveStepTaken),
});

export const LeaveAnswer = createUnionType({
  name: 'LeaveAnswer',
  types: () => [Leave, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : Leave),
});

export const toLeave = ({ document, limit }: FoundLeave): Leave => {
  const fields = rowSaid(document);
  const text = (name: string): string | null => (fields[name] === undefined ? null : String(fields[name]));
  const list = (name: string): readonly string[] => (fields[name] as readonly string[] | undefined) ?? [];
  return {
    leave: String(fields['leave']),
    person: document.person,
    kind: String(fields['kind']),
    from: document.from,
    to: String(fields['to']).slice(0, 10),
    status: document.status,
    next: document.next,
    chain: document.chain,
    asked: text('asked'),
    urgentReason: text('urgentReason'),
    agreedBy: list('agreedBy'),
    approvedBy: text('approvedBy'),
    approvedOutside: text('approvedOutside'),
    approved: text('approved'),
    informed: list('informed'),
    declined: document.declined,
    reportedBack: text('reportedBack'),
    reportBackBy: limit.due,
    reportedBackInTime: limit.inTime,
  };
};
