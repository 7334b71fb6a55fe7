import { Field, ObjectType } from '@nestjs/graphql';
import type { Refusal } from '../../kernel/index.js';
import type { House } from '../house.js';
import { declined } from './declined.js';

@ObjectType({ description: '一项事实：名称与值。 One fact behind a refusal: name and value.' })
export class RefusalFact {
  @Field({ description: '名称。 Name.' })
  name!: string;

  @Field({ description: '值。 Value.' })
  value!: string;
}

@ObjectType({
  description:
    '不予办理：依据哪条规则、哪一条款、什么事实，接下来怎么办。 A refusal: by which rule and clause, on which facts, and what to do next. Nothing was written.',
})
export class Refused {
  @Field({ description: '稳定代码。 Stable code, kebab-case.' })
  why!: string;

  @Field({ description: '说明与办法。 What happened, why, and what to do next, in Chinese.' })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description: '规则编号，如 OD-11。 Rule id of the catalogue, where a rule forbids it.',
  })
  rule!: string | null;

  @Field(() => String, { nullable: true, description: '规则名称。 The rule’s title.' })
  title!: string | null;

  @Field(() => String, { nullable: true, description: '出处：文件与条款。 Source: document and clause.' })
  clause!: string | null;

  @Field(() => [RefusalFact], { description: '有关事实。 The facts behind it.' })
  facts!: RefusalFact[];
}

/** A refusal as the edge shows it: with the rule's title, clause and sentence. */
export const toRefused = (house: House, refusal: Refusal): Refused => {
  const refused = new Refused();
  refused.why = refusal.why;
  refused.rule = refusal.rule;
  refused.facts = Object.entries(refusal.facts).map(([name, value]) => ({ name, value: String(value) }));
  if (refusal.rule === null) {
    refused.message = declined(refusal);
    refused.title = null;
    refused.clause = null;
  } else {
    refused.message = house.rulebook.refusalText(refusal);
    refused.title = house.rulebook.title(refusal.rule);
    refused.clause = house.rulebook.clause(refusal.rule);
  }
  return refused;
};
