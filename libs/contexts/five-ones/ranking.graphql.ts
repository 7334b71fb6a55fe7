import { GraphQLError } from 'graphql';
import { Args, ArgsType, Field, ID, IntersectionType, Query, Resolver, Subscription } from '@nestjs/graphql';
import { IsIn, IsOptional, Length, Matches } from 'class-validator';
import { mayRead, mayReadOfficeRanking, type Reader } from '../../access/index.js';
import { decline, isRefusal, type Refusal } from '../../kernel/index.js';
import type { Obligation } from '../../rulebook/index.js';
import { Folded, IsCode } from '../graphql/command-input.js';
import { PageArgs, pageOf } from '../graphql/connection.js';
import { CurrentReader, CurrentSubscriber, type Subscriber } from '../graphql/current-principal.js';
import { instantOf, KnownAtArgs } from '../graphql/known-at.js';
import { Refused, toRefused } from '../graphql/refused.js';
import { House } from '../house.js';
import { Answers } from './answers.js';
import { rankingChanges, type Told } from './ranking-changes.js';
import {
  Explanation,
  ExplanationAnswer,
  ObligationList,
  ObligationsAnswer,
  type ObligationType,
  Ranking,
  RankingAnswer,
  RankingChange,
} from './ranking.types.js';

/** Of the years in which the house may have anything to say. */
const QUARTER_SHAPE = /^(19|20|21)\d{2}Q[1-4]$/;

@ArgsType()
class QuarterArgs extends KnownAtArgs {
  @Field({ description: '季度，如 2019Q3。 Quarter.' })
  @Folded()
  @Matches(QUARTER_SHAPE, { message: 'quarter 应写成 2019Q3 这样的形式' })
  quarter!: string;
}

@ArgsType()
class ExplainArgs extends QuarterArgs {
  @Field(() => ID, { description: '委室代码。 Office.' })
  @IsCode('office 应为委室代码')
  office!: string;
}

const STATUSES = ['open', 'met', 'met-late', 'missed', 'waived'];

@ArgsType()
class ObligationArgs extends IntersectionType(QuarterArgs, PageArgs) {
  @Field(() => ID, { nullable: true, description: '只看某条规则。 Only this rule.' })
  @IsOptional()
  @Folded()
  @Length(1, 16)
  rule?: string;

  @Field(() => ID, { nullable: true, description: '只看计入某个委室的。 Only what counts in this office.' })
  @IsOptional()
  @IsCode('owner 应为委室代码')
  owner?: string;

  @Field({ nullable: true, description: '只看某种状态：open、met、met-late、missed、waived。 Only this status.' })
  @IsOptional()
  @IsIn(STATUSES, { message: `status 应为 ${STATUSES.join('、')} 之一` })
  status?: string;
}

@Resolver()
export class RankingResolver {
  constructor(
    private readonly house: House,
    private readonly answers: Answers,
  ) {}

  @Query(() => RankingAnswer, {
    description: '季度排名（F1-03）：委室、五大格局、六项机制。 The ranking of a quarter, for any knownAt.',
  })
  async ranking(@Args() args: QuarterArgs, @CurrentReader() reader: Reader): Promise<Ranking | Refused> {
    const knownAt = instantOf(args.knownAt, this.house.clock);
    const refusal = mayRead(reader) ?? (knownAt === undefined ? badKnownAt(args) : null);
    if (refusal !== null || knownAt === undefined) return toRefused(this.house, refusal ?? badKnownAt(args));
    const source = await this.house.entries();
    const answer = this.answers.ranking(source, args.quarter, knownAt);
    if (isRefusal(answer)) return toRefused(this.house, answer);
    const offices = mayReadOfficeRanking(reader) === null ? answer.offices : null;
    return { ...answer, offices, incompleteSince: source.incompleteSince };
  }

  @Query(() => ExplanationAnswer, {
    description:
      '逐项说明一个委室的得分，各部分之和恰为总分。 How an office’s total comes about; the parts add up exactly.',
  })
  async explain(@Args() args: ExplainArgs, @CurrentReader() reader: Reader): Promise<Explanation | Refused> {
    const knownAt = instantOf(args.knownAt, this.house.clock);
    const refusal = mayReadOfficeRanking(reader);
    if (refusal !== null || knownAt === undefined) return toRefused(this.house, refusal ?? badKnownAt(args));
    const source = await this.house.entries();
    const answer = this.answers.explain(source, args.quarter, args.office, knownAt);
    return isRefusal(answer) ? toRefused(this.house, answer) : { ...answer, incompleteSince: source.incompleteSince };
  }

  @Query(() => ObligationsAnswer, {
    description: '一个季度到期的义务及其履行情况。 Everything that falls due in a quarter, and how it was met.',
  })
  async obligations(@Args() args: ObligationArgs, @CurrentReader() reader: Reader): Promise<ObligationList | Refused> {
    const knownAt = instantOf(args.knownAt, this.house.clock);
    const refusal = mayReadOfficeRanking(reader);
    if (refusal !== null || knownAt === undefined) return toRefused(this.house, refusal ?? badKnownAt(args));
    const source = await this.house.entries();
    const all = this.answers
      .obligations(source, args.quarter, knownAt)
      .filter(
        (one) =>
          (args.rule === undefined || one.rule === args.rule) &&
          (args.owner === undefined || one.owner === args.owner) &&
          (args.status === undefined || one.status === args.status),
      );
    const obligations = pageOf(all.map(toObligation), keyOfObligation, args);
    if (isRefusal(obligations)) return toRefused(this.house, obligations);
    return { quarter: args.quarter, knownAt, incompleteSince: source.incompleteSince, obligations };
  }

  @Subscription(() => RankingChange, {
    description: '某季度的排名有变时告知，并列出哪些有变。 Tells when the ranking of a quarter has changed, and whose.',
    resolve: (change: RankingChange) => change,
  })
  async rankingChanged(
    @Args('quarter', { description: '季度，如 2019Q3。 Quarter.' }) quarter: string,
    @CurrentSubscriber() { readerNow, gone }: Subscriber,
  ): Promise<AsyncGenerator<RankingChange>> {
    if (!QUARTER_SHAPE.test(quarter)) throw refusalError(this.house, decline('bad-quarter', { value: quarter }));
    const refusal = mayRead(await readerNow());
    if (refusal !== null) throw refusalError(this.house, refusal);
    return rankingChanges(this.house, this.answers, quarter, async () => toldTo(await readerNow()), gone);
  }
}

const toldTo = (reader: Reader): Told => {
  if (mayRead(reader) !== null) return 'nothing';
  return mayReadOfficeRanking(reader) === null ? 'all' : 'workstreams';
};

const badKnownAt = (args: KnownAtArgs): Refusal => decline('bad-known-at', { value: args.knownAt ?? '' });

const refusalError = (house: House, refusal: Refusal): GraphQLError =>
  new GraphQLError(toRefused(house, refusal).message, { extensions: { code: refusal.why } });

const toObligation = (one: Obligation): ObligationType => ({ ...one, provisional: one.provisional ?? false });

const keyOfObligation = (one: ObligationType): string =>
  JSON.stringify([one.rule, one.subject, one.period, one.due, one.trigger]);
