import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  Args,
  createUnionType,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from '@nestjs/graphql';
import type { Principal } from '../../access/index.js';
import { dayOf, isRefusal, type Refusal } from '../../kernel/index.js';
import { CodePipe } from '../graphql/command-input.js';
import { CurrentPrincipal } from '../graphql/current-principal.js';
import { Refused, toRefused } from '../graphql/refused.js';
import { House } from '../house.js';
import {
  AdoptOpinion,
  AdoptOpinionInput,
  AnswerOpinion,
  AnswerOpinionInput,
  HandOverOpinion,
  HandOverOpinionInput,
  type OpinionDone,
  OpinionVoteWord,
  VoteOnOpinion,
  VoteOnOpinionInput,
} from './opinion.commands.js';
import type { OpinionStatus } from './opinion.js';
import { FindOpinion, type FoundOpinion } from './opinion.queries.js';

export enum ReviewOpinionStatus {
  ADOPTED = 'adopted',
  HANDED_OVER = 'handed-over',
  ANSWERED = 'answered',
  CLOSED = 'closed',
  ESCALATION_OPEN = 'escalation-open',
}
registerEnumType(ReviewOpinionStatus, {
  name: 'ReviewOpinionStatus',
  description:
    '审议意见办理状态；ESCALATION_OPEN 为测评不满意、须继续跟踪督办（SV-03）。 Where it stands; ESCALATION_OPEN: the vote was 不满意.',
});

@ObjectType({ description: '审议意见。 A review opinion.' })
export class ReviewOpinion {
  @Field(() => ID, { description: '编号。 Code.' })
  opinion!: string;

  @Field({ description: '议题。 Topic.' })
  topic!: string;

  @Field(() => ID, { description: '督办委室代码。 Office that follows it up.' })
  supervisor!: string;

  @Field(() => ID, { description: '承办单位代码。 Body that carries it out.' })
  carrier!: string;

  @Field({ description: '审议日期。 Day of the review.' })
  adopted!: string;

  @Field(() => String, { nullable: true, description: '交办日期。 Day it was handed over.' })
  handedOver!: string | null;

  @Field(() => String, {
    nullable: true,
    description: '报告期限（ST-07，交办后三个月）。 Day by which the report is due.',
  })
  due!: string | null;

  @Field(() => String, { nullable: true, description: '报告日期。 Day of the report.' })
  answered!: string | null;

  @Field(() => Boolean, { nullable: true, description: '是否按期报告。 Whether the report came in time.' })
  inTime!: boolean | null;

  @Field(() => OpinionVoteWord, { nullable: true, description: '测评。 Outcome of the vote.' })
  vote!: string | null;

  @Field(() => ReviewOpinionStatus, { description: '状态。 Where it stands.' })
  status!: string;

  @Field(() => String, {
    nullable: true,
    description: '下一步。 What comes next, in Chinese; null where it is closed.',
  })
  next!: string | null;
}

@ObjectType({ description: '审议意见的办理环节已登记。 A step of the opinion was recorded.' })
export class ReviewOpinionKept {
  @Field(() => ID, { description: '编号。 Code of the opinion.' })
  opinion!: string;

  @Field(() => ReviewOpinion, {
    nullable: true,
    description: '登记后的审议意见；视图尚未跟上时为空。 As it stands now; null while the view has not caught up.',
  })
  standing!: ReviewOpinion | null;

  @Field(() => [ID], { description: '事件编号；已如此登记过则为空。 Ids of the events; none where it was so already.' })
  events!: readonly string[];

  @Field({ description: '是否为重复提交（未再写入）。 True where this command was carried out before.' })
  repeated!: boolean;
}

export const ReviewOpinionKeptAnswer = createUnionType({
  name: 'ReviewOpinionKeptAnswer',
  types: () => [ReviewOpinionKept, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : ReviewOpinionKept),
});

export const ReviewOpinionAnswer = createUnionType({
  name: 'ReviewOpinionAnswer',
  types: () => [ReviewOpinion, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : ReviewOpinion),
});

@Resolver()
export class OpinionResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly house: House,
  ) {}

  @Mutation(() => ReviewOpinionKeptAnswer, {
    description: '登记形成的审议意见（SV-02）。 Records an opinion that was adopted.',
  })
  async adoptOpinion(
    @Args('input') input: AdoptOpinionInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof ReviewOpinionKeptAnswer> {
    return this.kept(await this.commands.execute(new AdoptOpinion(input, principal)), principal);
  }

  @Mutation(() => ReviewOpinionKeptAnswer, {
    description: '登记交办（SV-02、ST-07）。 Records that it was handed over.',
  })
  async handOverOpinion(
    @Args('input') input: HandOverOpinionInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof ReviewOpinionKeptAnswer> {
    return this.kept(await this.commands.execute(new HandOverOpinion(input, principal)), principal);
  }

  @Mutation(() => ReviewOpinionKeptAnswer, { description: '登记办理情况报告（ST-07）。 Records the written report.' })
  async answerOpinion(
    @Args('input') input: AnswerOpinionInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof ReviewOpinionKeptAnswer> {
    return this.kept(await this.commands.execute(new AnswerOpinion(input, principal)), principal);
  }

  @Mutation(() => ReviewOpinionKeptAnswer, { description: '登记满意度测评（SV-02）。 Records the satisfaction vote.' })
  async voteOnOpinion(
    @Args('input') input: VoteOnOpinionInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof ReviewOpinionKeptAnswer> {
    return this.kept(await this.commands.execute(new VoteOnOpinion(input, principal)), principal);
  }

  @Query(() => ReviewOpinionAnswer, { description: '一件审议意见。 One review opinion.' })
  async reviewOpinion(
    @Args(
      'opinion',
      { type: () => ID, description: '编号。 Code of the opinion.' },
      new CodePipe('opinion 应为审议意见编号'),
    )
    opinion: string,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof ReviewOpinionAnswer> {
    const found: FoundOpinion | Refusal = await this.queries.execute(new FindOpinion(opinion, principal));
    return isRefusal(found) ? toRefused(this.house, found) : toOpinion(found);
  }

  private async kept(
    done: OpinionDone | Refusal,
    principal: Principal | null,
  ): Promise<typeof ReviewOpinionKeptAnswer> {
    if (isRefusal(done)) return toRefused(this.house, done);
    const found: FoundOpinion | Refusal = await this.queries.execute(new FindOpinion(done.opinion, principal));
    return { ...done, standing: isRefusal(found) ? null : toOpinion(found) };
  }
}

const toOpinion = ({ fields, status, due, inTime }: FoundOpinion): ReviewOpinion => ({
  opinion: String(fields['opinion']),
  topic: String(fields['topic']),
  supervisor: String(fields['supervisor']),
  carrier: String(fields['carrier']),
  adopted: dayOf(String(fields['adopted'])),
  handedOver: fields['handedOver'] === undefined ? null : dayOf(String(fields['handedOver'])),
  answered: fields['answered'] === undefined ? null : dayOf(String(fields['answered'])),
  vote: fields['vote'] === undefined ? null : String(fields['vote']),
  due,
  inTime,
  status,
  next: NEXT[status],
});

const NEXT: Readonly<Record<OpinionStatus, string | null>> = {
  adopted: '由办公室发函交办（SV-02）。',
  'handed-over': '等待承办单位书面报告办理情况（ST-07）。',
  answered: '提请常委会会议进行满意度测评（SV-02）。',
  closed: null,
  'escalation-open': '测评不满意，尚未办结：继续跟踪督办，必要时依法质询或组织特定问题调查（SV-03）。',
};
