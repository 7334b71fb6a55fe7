import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { IsEnum, IsInt, IsOptional, Length, Matches, Max, Min } from 'class-validator';
import { actAs, type Principal } from '../../access/index.js';
import { dayOf, type Done, type Instant, isRefusal, type Refusal } from '../../kernel/index.js';
import { fold, inForceOn, streamOf } from '../../ledger/index.js';
import { CommandInput, IsCode } from '../graphql/command-input.js';
import { IsRealDay } from '../graphql/real-day.js';
import { type EntrySource, House } from '../house.js';
import { officeRegister } from '../organisation/index.js';
import { reviewStepRegister } from './legislation.registers.js';
import { recordReviewStepPermission } from './review-step.access.js';
import { type DeadlineMet, deadlinesMet, deadlineStarted, type ReviewDeadline } from './review-step.deadlines.js';
import { type EarlierStep, type RecordReviewStep as Wish, reviewStep, type ReviewStepName } from './review-step.js';

export enum ReviewStepKind {
  PROJECT = '立项',
  DRAFTING = '起草',
  BRIEFING = '立法说明会',
  COMMITTEE_REVIEW = '专委会审议',
  FIRST_READING = '一审',
  REPORT_TO_PROVINCE = '报省法工委',
  SECOND_READING = '二审',
  REPORT_TO_CITY_COMMITTEE = '报市委',
  VOTE = '表决',
  SUBMITTED_FOR_APPROVAL = '报批',
  PROMULGATED = '公布',
}
registerEnumType(ReviewStepKind, {
  name: 'ReviewStepKind',
  description: '法规审议的环节，按先后（LG-03）。 The steps of a bill’s review, in their order.',
});

export enum ReviewResult {
  PASSED = '通过',
  AMENDED = '修改',
  PUT_OFF = '暂缓',
  REJECTED = '否决',
}
registerEnumType(ReviewResult, { name: 'ReviewResult', description: '环节的结果。 What came of the step.' });

@InputType({ description: '登记法规审议的一个环节（LG-03、LG-05、LG-06）。 A step of a bill’s review.' })
export class RecordReviewStepInput extends CommandInput {
  @Field({ description: '法规名称；全半角视为相同。 Name of the bill; full-width and half-width forms are the same.' })
  @Length(1, 200, { message: 'bill 应为 1–200 个字的法规名称' })
  @Matches(/\S/, { message: 'bill 不能为空' })
  bill!: string;

  @Field(() => ID, { description: '牵头单位代码。 Office in the lead.' })
  @IsCode('lead 应为单位代码')
  lead!: string;

  @Field(() => ReviewStepKind, { description: '环节。 Step.' })
  @IsEnum(ReviewStepKind, { message: 'step 不是可用的环节' })
  step!: ReviewStepKind;

  @Field({ description: '日期 YYYY-MM-DD（Asia/Shanghai）。 Day of the step.' })
  @IsRealDay({ message: 'on 应为 YYYY-MM-DD 形式的真实日期' })
  on!: string;

  @Field(() => ReviewResult, { nullable: true, description: '结果。 Result.' })
  @IsOptional()
  @IsEnum(ReviewResult, { message: 'result 不是可用的结果' })
  result?: ReviewResult;

  @Field(() => Int, { nullable: true, description: '意见数。 How many opinions came in.' })
  @IsOptional()
  @IsInt({ message: 'opinions 应为整数' })
  @Min(0, { message: 'opinions 不能为负' })
  @Max(1_000_000, { message: 'opinions 过大' })
  opinions?: number;

  @Field(() => String, {
    nullable: true,
    description:
      '主任会议决定省略环节或增加审次的，写明决定。 Where the chair meeting left out steps or added a reading: its decision.',
  })
  @IsOptional()
  @Length(2, 500, { message: 'chairDecision 应为 2–500 个字' })
  chairDecision?: string;
}

/** The command of the bus: who wishes what. */
export class RecordReviewStep {
  constructor(
    readonly input: RecordReviewStepInput,
    readonly principal: Principal | null,
  ) {}
}

export interface ReviewStepDone extends Done {
  readonly reviewStep: string;
  readonly starts: ReviewDeadline | null;
  readonly meets: readonly DeadlineMet[];
}

@CommandHandler(RecordReviewStep)
export class RecordReviewStepHandler implements ICommandHandler<RecordReviewStep> {
  constructor(private readonly house: House) {}

  async execute({ input, principal }: RecordReviewStep): Promise<ReviewStepDone | Refusal> {
    const actor = actAs(principal, recordReviewStepPermission(input.lead));
    if (isRefusal(actor)) return actor;
    const wish = wishOf(await this.house.entries(), input, this.house.clock.now());
    const done = await this.house.perform(reviewStep, streamOf(reviewStepRegister, [wish.reviewStep]), wish, {
      commandId: input.commandId,
      actor,
      ...(wish.chairDecision === null ? {} : { reason: wish.chairDecision }),
    });
    if (isRefusal(done)) return done;
    return {
      ...done,
      reviewStep: wish.reviewStep,
      starts: deadlineStarted(wish, this.house.rulebook),
      meets: deadlinesMet(wish, wish.earlier, this.house.rulebook),
    };
  }
}

/** The wish with the bill's other steps, as known now. */
const wishOf = (entries: EntrySource, input: RecordReviewStepInput, now: Instant): Wish => {
  const id = `FG-${input.commandId}`;
  const { lead, step, on } = input;
  const bill = input.bill.trim();
  const office = entries.row(officeRegister, [lead], now);
  return {
    kind: 'record',
    reviewStep: id,
    bill,
    lead,
    step,
    on,
    result: input.result ?? null,
    opinions: input.opinions ?? null,
    chairDecision: input.chairDecision?.trim() || null,
    leadInForce: office !== null && inForceOn([office], on).length > 0,
    earlier: stepsOf(entries, bill, id, now),
  };
};

const stepsOf = (entries: EntrySource, bill: string, except: string, now: Instant): readonly EarlierStep[] =>
  entries
    .known(reviewStepRegister, now)
    .filter(({ key, fields }) => key[0] !== except && fold(String(fields['bill'])) === fold(bill))
    .map(({ fields }) => ({
      id: String(fields['reviewStep']),
      // The register's reader has checked the word against the list.
      step: fields['step'] as ReviewStepName,
      on: dayOf(String(fields['on'])),
      result: fields['result'] === undefined ? null : String(fields['result']),
    }));
