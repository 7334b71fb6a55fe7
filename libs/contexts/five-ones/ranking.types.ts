import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { type Connection, connectionOf } from '../graphql/connection.js';
import { KnownAnswer } from '../graphql/known-answer.js';
import { Refused } from '../graphql/refused.js';

/** The answers of ANSWERS' ranking, explain and obligations as GraphQL types: the same words, the same digits. */

@ObjectType({ description: '一条规则的履行情况。 How one rule was met.' })
export class RuleRate {
  @Field(() => ID, { description: '规则编号。 Rule id.' })
  rule!: string;

  @Field(() => Int, { description: '计入的义务数（不含免除）。 Obligations counted and not waived.' })
  n!: number;

  @Field(() => Int, { description: '按时履行。 Met on time.' })
  onTime!: number;

  @Field(() => Int, { description: '逾期履行。 Met late.' })
  late!: number;

  @Field(() => Int, { description: '未履行。 Missed.' })
  missed!: number;

  @Field(() => Int, { description: '免除。 Waived.' })
  waived!: number;
}

@ObjectType({ description: '一个维度的得分。 The score of one dimension.' })
export class DimensionScore {
  @Field({ description: '维度：party 党建、business 业务、publicity 宣传、retirees 老干部。 Dimension.' })
  dimension!: string;

  @Field({ description: '实际使用的权重（最简分数）。 The weight really used, in lowest terms.' })
  weight!: string;

  @Field(() => String, { nullable: true, description: '客观分。 Objective.' })
  objective!: string | null;

  @Field(() => String, { nullable: true, description: '述职评分。 Review.' })
  review!: string | null;

  @Field({ description: '扣分。 Deductions, unclamped.' })
  deductions!: string;

  @Field({ description: '加分。 Bonuses, unclamped.' })
  bonuses!: string;

  @Field(() => String, { nullable: true, description: '维度分。 Score.' })
  score!: string | null;

  @Field(() => [RuleRate], { description: '各规则。 The rules with something counted.' })
  rules!: readonly RuleRate[];
}

@ObjectType({ description: '一个委室的名次。 The place of one office.' })
export class OfficeRank {
  @Field(() => Int, {
    nullable: true,
    description: '名次；并列同名次，其后跳过。 Rank; ties share it and the next is skipped.',
  })
  rank!: number | null;

  @Field(() => ID, { description: '代码。 Code.' })
  code!: string;

  @Field({ description: '名称。 Name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: '总分。 Total.' })
  total!: string | null;

  @Field({ description: '四个维度是否都计入。 Whether counted in all four dimensions.' })
  complete!: boolean;

  @Field(() => [DimensionScore], { description: '各维度。 The dimensions.' })
  dimensions!: readonly DimensionScore[];
}

@ObjectType({ description: '一个格局或机制的名次。 The place of one pattern or mechanism.' })
export class WorkstreamRank {
  @Field(() => Int, { nullable: true, description: '名次。 Rank.' })
  rank!: number | null;

  @Field(() => ID, { description: '代码 N1–N5、M1–M6。 Code.' })
  code!: string;

  @Field(() => String, { nullable: true, description: '得分。 Score.' })
  score!: string | null;

  @Field(() => String, { nullable: true, description: '客观分。 Objective.' })
  objective!: string | null;

  @Field(() => String, { nullable: true, description: '评分。 Review.' })
  review!: string | null;

  @Field(() => [RuleRate], { description: '各规则。 The rules with something counted.' })
  rules!: readonly RuleRate[];
}

@ObjectType({
  description:
    '一个季度的排名（F1-03）。代表从不参与排名（DP-20）。 The ranking of a quarter. Deputies are never ranked.',
})
export class Ranking extends KnownAnswer {
  @Field({ description: '季度。 Quarter.' })
  quarter!: string;

  @Field({ description: '评分办法。 Scoring policy.' })
  policy!: string;

  @Field(() => [OfficeRank], {
    nullable: true,
    description: '各委室；机关之外的人员不可见（F1-04），此时为空。 The offices; null for readers outside the house.',
  })
  offices!: readonly OfficeRank[] | null;

  @Field(() => [WorkstreamRank], { description: '五大格局。 The five patterns.' })
  patterns!: readonly WorkstreamRank[];

  @Field(() => [WorkstreamRank], { description: '六项机制。 The six mechanisms.' })
  mechanisms!: readonly WorkstreamRank[];
}

@ObjectType({ description: '得分的一个组成部分。 One part of a total.' })
export class ScorePart {
  @Field(() => String, { nullable: true, description: '维度。 Dimension.' })
  dimension!: string | null;

  @Field({ description: 'rule 规则、review 评分、deduction 扣分、bonus 加分、cap 封顶。 Kind of part.' })
  kind!: string;

  @Field(() => ID, { nullable: true, description: '规则编号。 Rule id.' })
  rule!: string | null;

  @Field({ description: '分值；各部分之和恰为总分。 Points; the parts add up to the total exactly.' })
  points!: string;

  @Field(() => [String], { description: '依据的编号。 Codes of the rows behind it.' })
  evidence!: readonly string[];

  @Field(() => [ID], { description: '依据的事件。 Ids of the events behind it.' })
  events!: readonly string[];
}

@ObjectType({ description: '一个委室得分的逐项说明。 How an office’s total comes about.' })
export class Explanation extends KnownAnswer {
  @Field({ description: '季度。 Quarter.' })
  quarter!: string;

  @Field(() => ID, { description: '委室代码。 Office.' })
  office!: string;

  @Field(() => String, { nullable: true, description: '总分。 Total.' })
  total!: string | null;

  @Field(() => [ScorePart], { description: '各部分。 The parts.' })
  parts!: readonly ScorePart[];
}

@ObjectType('Obligation', { description: '一项应履行的义务。 One obligation.' })
export class ObligationType {
  @Field(() => ID, { description: '规则编号。 Rule id.' })
  rule!: string;

  @Field(() => [String], { description: '关于谁或何事。 Whom or what it is about.' })
  subject!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: '期间（首日/末日）；期限类为空。 First and last day; null for a deadline.',
  })
  period!: string | null;

  @Field(() => String, { nullable: true, description: '起算的记录编号。 Code of the row that starts the clock.' })
  trigger!: string | null;

  @Field({ description: '到期日。 Due day.' })
  due!: string;

  @Field(() => ID, { nullable: true, description: '计入哪个委室。 The office whose ranking it counts in.' })
  owner!: string | null;

  @Field({ description: '截至当日是否已到期。 Whether due by the day of `knownAt`.' })
  counted!: boolean;

  @Field({ description: 'open 未到期、met 按时、met-late 逾期、missed 未履行、waived 免除。 Status.' })
  status!: string;

  @Field(() => [String], { description: '依据的编号。 Codes of the rows that say so.' })
  evidence!: readonly string[];

  @Field(() => [ID], { description: '依据的事件。 Ids of the events that say so.' })
  events!: readonly string[];

  @Field({ description: '是否依据尚未公布的放假安排推算。 Whether it rests on a calendar whose paper was not out.' })
  provisional!: boolean;
}

export const ObligationConnection = connectionOf(ObligationType, 'Obligation');

@ObjectType({ description: '一个季度到期的义务。 The obligations that fall due in a quarter.' })
export class ObligationList extends KnownAnswer {
  @Field({ description: '季度。 Quarter.' })
  quarter!: string;

  @Field(() => ObligationConnection, { description: '各项义务。 The obligations.' })
  obligations!: Connection<ObligationType>;
}

@ObjectType({ description: '排名有变。 A ranking has changed.' })
export class RankingChange {
  @Field({ description: '季度。 Quarter.' })
  quarter!: string;

  @Field({ description: '截至（Asia/Shanghai）。 As known at.' })
  knownAt!: string;

  @Field(() => [ID], { description: '名次或得分有变的委室、格局、机制。 Codes whose rank or score changed.' })
  changed!: readonly string[];
}

export const RankingAnswer = createUnionType({
  name: 'RankingAnswer',
  types: () => [Ranking, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : Ranking),
});
export const ExplanationAnswer = createUnionType({
  name: 'ExplanationAnswer',
  types: () => [Explanation, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : Explanation),
});
export const ObligationsAnswer = createUnionType({
  name: 'ObligationsAnswer',
  types: () => [ObligationList, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : ObligationList),
});
