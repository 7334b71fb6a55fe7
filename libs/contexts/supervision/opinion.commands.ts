import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Field, ID, InputType, registerEnumType } from '@nestjs/graphql';
import { IsEnum, Length, Matches } from 'class-validator';
import { actAs, type Principal } from '../../access/index.js';
import { type Day, type Done, type Instant, isRefusal, type Refusal } from '../../kernel/index.js';
import { inForceOn, streamOf } from '../../ledger/index.js';
import { CommandInput, IsCode } from '../graphql/command-input.js';
import { IsRealDay } from '../graphql/real-day.js';
import { type EntrySource, House } from '../house.js';
import { officeRegister } from '../organisation/index.js';
import { keepOpinionPermission } from './opinion.access.js';
import { opinion, type OpinionCommand } from './opinion.js';
import { opinionRegister } from './supervision.registers.js';

export enum OpinionVoteWord {
  SATISFIED = '满意',
  FAIRLY_SATISFIED = '基本满意',
  DISSATISFIED = '不满意',
}
registerEnumType(OpinionVoteWord, {
  name: 'OpinionVote',
  description: '满意度测评结果。 What the satisfaction vote said; DISSATISFIED keeps the follow-up open.',
});

const DAY_MESSAGE = { message: 'on 应为 YYYY-MM-DD 形式的真实日期' };

@InputType({ description: '登记常委会形成的审议意见（SV-02）。 A review opinion that the standing committee adopted.' })
export class AdoptOpinionInput extends CommandInput {
  @Field({ description: '议题。 Topic.' })
  @Length(1, 200, { message: 'topic 应为 1–200 个字' })
  @Matches(/\S/, { message: 'topic 不能为空' })
  topic!: string;

  @Field(() => ID, { description: '督办委室代码。 Office that follows it up.' })
  @IsCode('supervisor 应为单位代码')
  supervisor!: string;

  @Field(() => ID, { description: '承办单位代码。 Body that carries it out.' })
  @IsCode('carrier 应为单位代码')
  carrier!: string;

  @Field({ description: '审议日期 YYYY-MM-DD（Asia/Shanghai）。 Day of the review.' })
  @IsRealDay(DAY_MESSAGE)
  on!: string;
}

@InputType({ isAbstract: true })
abstract class OpinionStepInput extends CommandInput {
  @Field(() => ID, { description: '审议意见编号。 Code of the opinion.' })
  @IsCode('opinion 应为审议意见编号')
  opinion!: string;

  @Field({ description: '日期 YYYY-MM-DD（Asia/Shanghai）。 Day on which it happened.' })
  @IsRealDay(DAY_MESSAGE)
  on!: string;
}

@InputType({ description: '登记审议意见交办（SV-02、ST-07）。 The opinion was handed over to who carries it out.' })
export class HandOverOpinionInput extends OpinionStepInput {}

@InputType({ description: '登记办理情况报告（ST-07）。 The written report on the opinion came in.' })
export class AnswerOpinionInput extends OpinionStepInput {}

@InputType({ description: '登记满意度测评（SV-02）。 The satisfaction vote on the answer.' })
export class VoteOnOpinionInput extends OpinionStepInput {
  @Field(() => OpinionVoteWord, { description: '测评结果。 Outcome of the vote.' })
  @IsEnum(OpinionVoteWord, { message: 'vote 应为满意、基本满意或不满意' })
  vote!: OpinionVoteWord;
}

/** The commands of the bus: who wishes what. */
export class AdoptOpinion {
  constructor(
    readonly input: AdoptOpinionInput,
    readonly principal: Principal | null,
  ) {}
}

export class HandOverOpinion {
  constructor(
    readonly input: HandOverOpinionInput,
    readonly principal: Principal | null,
  ) {}
}

export class AnswerOpinion {
  constructor(
    readonly input: AnswerOpinionInput,
    readonly principal: Principal | null,
  ) {}
}

export class VoteOnOpinion {
  constructor(
    readonly input: VoteOnOpinionInput,
    readonly principal: Principal | null,
  ) {}
}

export type OpinionDone = Done & { readonly opinion: string };

@CommandHandler(AdoptOpinion)
export class AdoptOpinionHandler implements ICommandHandler<AdoptOpinion> {
  constructor(private readonly house: House) {}

  async execute({ input, principal }: AdoptOpinion): Promise<OpinionDone | Refusal> {
    const { topic, supervisor, carrier, on, commandId } = input;
    const entries = await this.house.entries();
    const now = this.house.clock.now();
    const notInForce = [supervisor, carrier].filter((office) => !isInForce(entries, office, on, now));
    const id = `SY-${commandId}`;
    return keep(this.house, principal, supervisor, commandId, {
      kind: 'adopt',
      opinion: id,
      topic: topic.trim(),
      supervisor,
      carrier,
      on,
      notInForce,
    });
  }
}

@CommandHandler(HandOverOpinion)
export class HandOverOpinionHandler implements ICommandHandler<HandOverOpinion> {
  constructor(private readonly house: House) {}

  async execute({ input: { opinion: id, on, commandId }, principal }: HandOverOpinion): Promise<OpinionDone | Refusal> {
    const supervisor = await supervisorOf(this.house, id);
    return keep(this.house, principal, supervisor, commandId, { kind: 'hand-over', opinion: id, on });
  }
}

@CommandHandler(AnswerOpinion)
export class AnswerOpinionHandler implements ICommandHandler<AnswerOpinion> {
  constructor(private readonly house: House) {}

  async execute({ input: { opinion: id, on, commandId }, principal }: AnswerOpinion): Promise<OpinionDone | Refusal> {
    const supervisor = await supervisorOf(this.house, id);
    return keep(this.house, principal, supervisor, commandId, { kind: 'answer', opinion: id, on });
  }
}

@CommandHandler(VoteOnOpinion)
export class VoteOnOpinionHandler implements ICommandHandler<VoteOnOpinion> {
  constructor(private readonly house: House) {}

  async execute({
    input: { opinion: id, on, vote, commandId },
    principal,
  }: VoteOnOpinion): Promise<OpinionDone | Refusal> {
    const supervisor = await supervisorOf(this.house, id);
    return keep(this.house, principal, supervisor, commandId, { kind: 'vote', opinion: id, on, vote });
  }
}

type LiveCommand = Extract<OpinionCommand, { readonly opinion: string }>;

const keep = async (
  house: House,
  principal: Principal | null,
  supervisor: string | null,
  commandId: string,
  command: LiveCommand,
): Promise<OpinionDone | Refusal> => {
  const actor = actAs(principal, keepOpinionPermission(supervisor));
  if (isRefusal(actor)) return actor;
  const done = await house.perform(opinion, streamOf(opinionRegister, [command.opinion]), command, {
    commandId,
    actor,
  });
  return isRefusal(done) ? done : { ...done, opinion: command.opinion };
};

/** The 委室 that follows the opinion up, or null where no such opinion is known. */
const supervisorOf = async (house: House, id: string): Promise<string | null> => {
  const row = (await house.entries()).row(opinionRegister, [id], house.clock.now());
  return row === null ? null : String(row.fields['supervisor']);
};

const isInForce = (entries: EntrySource, office: string, on: Day, now: Instant): boolean => {
  const row = entries.row(officeRegister, [office], now);
  return row !== null && inForceOn([row], on).length > 0;
};
