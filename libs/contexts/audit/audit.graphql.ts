import {
  Args,
  ArgsType,
  createUnionType,
  Field,
  ID,
  InputType,
  Int,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from '@nestjs/graphql';
import { IntersectionType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, Length, Matches, ValidateNested } from 'class-validator';
import { mayReadAuditTrail, type Reader } from '../../access/index.js';
import { isRefusal } from '../../kernel/index.js';
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.js';
import { Folded } from '../graphql/command-input.js';
import { CurrentReader } from '../graphql/current-principal.js';
import { KNOWN_AT_SHAPE, KnownAtArgs } from '../graphql/known-at.js';
import { KnownAnswer } from '../graphql/known-answer.js';
import { Refused, toRefused } from '../graphql/refused.js';
import { House } from '../house.js';
import { auditPage } from './audit.js';

@ObjectType({
  description:
    '审计记录：一个事件，谁以何职务在何时做了什么，何时录入。 One event: who did what by which post, when, and when it was entered.',
})
export class AuditEntry {
  @Field(() => ID, { description: '事件编号。 Event id.' })
  id!: string;

  @Field({ description: '在全部历史中的位置。 Position in the whole history.' })
  position!: string;

  @Field({ description: '事件类型。 Event type.' })
  type!: string;

  @Field(() => Int, { description: '内容版本。 Version of the payload.' })
  schema!: number;

  @Field({ description: '事件流。 Stream.' })
  stream!: string;

  @Field({ description: '在流中的位置。 Revision in the stream.' })
  revision!: string;

  @Field({ description: '经办人工号；台账导入为 ledger-import。 Who did it.' })
  person!: string;

  @Field({ description: '经办人当时职务。 The post by which it was done.' })
  post!: string;

  @Field({ description: '经办人当时单位。 The office of that post.' })
  office!: string;

  @Field(() => [String], { description: '涉及的人和单位，如 deputy/D0001。 Whom and what it concerns.' })
  about!: readonly string[];

  @Field(() => [String], { description: '有关规则。 Rules it bears on.' })
  rules!: readonly string[];

  @Field({ description: '何时发生。 When it happened: a day or an instant (Asia/Shanghai).' })
  occurredAt!: string;

  @Field({
    description:
      '何时录入（由台账所述时为台账的录入时间）。 When it was entered; where the ledger says so, what it says.',
  })
  enteredAt!: string;

  @Field({ description: '录入时间是否由原台账所述。 Whether `enteredAt` is said by the ledger.' })
  saidByLedger!: boolean;

  @Field({ description: '系统何时写入。 When it was really recorded.' })
  recordedAt!: string;

  @Field(() => String, { nullable: true, description: '理由（更正必有）。 Reason; every correction has one.' })
  reason!: string | null;

  @Field({ description: '指令编号。 Command id.' })
  commandId!: string;

  @Field({ description: '关联编号。 Correlation id.' })
  correlationId!: string;

  @Field({ description: '起因编号。 Causation id.' })
  causationId!: string;

  @Field({ description: '当时适用的规则集。 Rule set it was judged under.' })
  ruleSet!: string;

  @Field({ description: '流中前一事件的摘要。 Hash of the event before it in the stream.' })
  prevHash!: string;

  @Field({ description: 'SM3 摘要。 SM3 hash of the event.' })
  hash!: string;

  @Field({ description: '内容（JSON；健康信息不显示）。 The payload as JSON; health data withheld.' })
  data!: string;
}

export enum AuditOrder {
  ENTERED_NEWEST_FIRST = 'ENTERED_NEWEST_FIRST',
  ENTERED_OLDEST_FIRST = 'ENTERED_OLDEST_FIRST',
  HAPPENED_NEWEST_FIRST = 'HAPPENED_NEWEST_FIRST',
  HAPPENED_OLDEST_FIRST = 'HAPPENED_OLDEST_FIRST',
}
registerEnumType(AuditOrder, {
  name: 'AuditOrder',
  description: '按录入或发生时间，新的或旧的在前。 By when it was entered or when it happened, newest or oldest first.',
});

@InputType({ description: '审计查询条件，各项同时满足。 All given conditions must hold.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: '事件流。 Stream.' })
  @IsOptional()
  @Length(1, 300)
  stream?: string;

  @Field(() => ID, { nullable: true, description: '经办人工号。 Who did it.' })
  @IsOptional()
  @Folded()
  @Length(1, 64)
  person?: string;

  @Field({ nullable: true, description: '经办人当时职务。 The post by which it was done.' })
  @IsOptional()
  @Length(1, 64)
  post?: string;

  @Field(() => ID, { nullable: true, description: '经办人当时单位。 The office of that post.' })
  @IsOptional()
  @Folded()
  @Length(1, 64)
  office?: string;

  @Field({ nullable: true, description: '涉及谁，如 person/P0001、office/WS01、deputy/D0001。 Whom it concerns.' })
  @IsOptional()
  @Folded()
  @Matches(/^[a-z]+\/.{1,64}$/u, { message: 'about 应为 种类/编号，例如 office/WS01' })
  about?: string;

  @Field({ nullable: true, description: '事件类型。 Event type.' })
  @IsOptional()
  @Length(1, 100)
  type?: string;

  @Field(() => ID, { nullable: true, description: '有关规则，如 RC-01。 A rule it bears on.' })
  @IsOptional()
  @Folded()
  @Length(1, 16)
  rule?: string;

  @Field({ nullable: true, description: '发生时间自（含）。 Happened from, inclusive: a day or an instant.' })
  @IsOptional()
  @Matches(KNOWN_AT_SHAPE, { message: 'happenedFrom 应为日期或带时区的时刻' })
  happenedFrom?: string;

  @Field({ nullable: true, description: '发生时间至（含）。 Happened to, inclusive.' })
  @IsOptional()
  @Matches(KNOWN_AT_SHAPE, { message: 'happenedTo 应为日期或带时区的时刻' })
  happenedTo?: string;

  @Field({ nullable: true, description: '录入时间自（含）。 Entered from, inclusive.' })
  @IsOptional()
  @Matches(KNOWN_AT_SHAPE, { message: 'enteredFrom 应为日期或带时区的时刻' })
  enteredFrom?: string;

  @Field({ nullable: true, description: '录入时间至（含）。 Entered to, inclusive.' })
  @IsOptional()
  @Matches(KNOWN_AT_SHAPE, { message: 'enteredTo 应为日期或带时区的时刻' })
  enteredTo?: string;
}

const AuditEntryConnection = connectionOf(AuditEntry, 'AuditEntry');

@ObjectType({ description: '审计记录的一页。 A page of the audit trail.' })
export class AuditTrail extends KnownAnswer {
  @Field(() => AuditEntryConnection, { description: '各条。 The entries.' })
  entries!: Connection<AuditEntry>;
}

const AuditAnswer = createUnionType({
  name: 'AuditAnswer',
  types: () => [AuditTrail, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : AuditTrail),
});

@ArgsType()
export class AuditArgs extends IntersectionType(PageArgs, KnownAtArgs) {
  @Field(() => AuditFilter, { nullable: true, description: '条件。 Conditions.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => AuditFilter)
  filter?: AuditFilter;

  @Field(() => AuditOrder, { defaultValue: AuditOrder.ENTERED_NEWEST_FIRST, description: '顺序。 Order.' })
  @IsEnum(AuditOrder)
  order!: AuditOrder;
}

@Resolver()
export class AuditResolver {
  constructor(private readonly house: House) {}

  @Query(() => AuditAnswer, {
    description: '审计记录：谁在何时做了什么，何时录入。 The audit trail: who did what, when, and when it was entered.',
  })
  async auditTrail(@Args() args: AuditArgs, @CurrentReader() reader: Reader): Promise<typeof AuditAnswer> {
    const answer = mayReadAuditTrail(reader) ?? (await auditPage(this.house, args));
    return isRefusal(answer) ? toRefused(this.house, answer) : answer;
  }
}
