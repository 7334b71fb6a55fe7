import { CommandBus } from '@nestjs/cqrs';
import { Args, createUnionType, Field, ID, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import type { Principal } from '../../access/index.js';
import { isRefusal } from '../../kernel/index.js';
import { CurrentPrincipal } from '../graphql/current-principal.js';
import { Refused, toRefused } from '../graphql/refused.js';
import { House } from '../house.js';
import { RecordReviewStep, RecordReviewStepInput, ReviewStepKind } from './review-step.commands.js';

@ObjectType({ description: '一审、二审后报送的期限（LG-05、LG-06）。 When the draft revised after a reading is due.' })
export class ReviewStepDeadline {
  @Field(() => ID, { description: '规则编号。 Rule id.' })
  rule!: string;

  @Field(() => ReviewStepKind, { description: '应办环节。 The step that is due.' })
  report!: string;

  @Field({ description: '最后期限 YYYY-MM-DD。 Due day.' })
  due!: string;

  @Field({ description: '起算的审议日期。 Day of the reading that started it.' })
  readingOn!: string;
}

@ObjectType({ description: '这一环节履行的报送期限。 A deadline that the step meets.' })
export class ReviewStepDeadlineMet extends ReviewStepDeadline {
  @Field({ description: '是否按期。 Whether in time.' })
  inTime!: boolean;
}

@ObjectType({ description: '已登记的审议环节。 The step that was recorded.' })
export class BillReviewStepRecorded {
  @Field(() => ID, { description: '编号。 Code of the step.' })
  reviewStep!: string;

  @Field(() => ReviewStepDeadline, { nullable: true, description: '由此起算的期限。 The deadline that it starts.' })
  starts!: ReviewStepDeadline | null;

  @Field(() => [ReviewStepDeadlineMet], { description: '由此履行的期限。 The deadlines that it meets.' })
  meets!: readonly ReviewStepDeadlineMet[];

  @Field(() => [ID], { description: '事件编号。 Ids of the events.' })
  events!: readonly string[];

  @Field({ description: '是否为重复提交（未再写入）。 True where this command was carried out before.' })
  repeated!: boolean;
}

export const RecordReviewStepAnswer = createUnionType({
  name: 'RecordReviewStepAnswer',
  types: () => [BillReviewStepRecorded, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : BillReviewStepRecorded),
});

@Resolver()
export class ReviewStepResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly house: House,
  ) {}

  @Mutation(() => RecordReviewStepAnswer, {
    description: '登记法规审议环节（LG-03、LG-05、LG-06）。 Records a step of a bill’s review.',
  })
  async recordReviewStep(
    @Args('input') input: RecordReviewStepInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof RecordReviewStepAnswer> {
    const answer = await this.commands.execute(new RecordReviewStep(input, principal));
    return isRefusal(answer) ? toRefused(this.house, answer) : answer;
  }
}
