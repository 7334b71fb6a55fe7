import { CommandBus } from '@nestjs/cqrs';
import { Args, createUnionType, Field, ID, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { CurrentPrincipal } from '../graphql/current-principal.js';
import type { Principal } from '../../access/index.js';
import { isRefusal } from '../../kernel/index.js';
import { Refused, toRefused } from '../graphql/refused.js';
import { House } from '../house.js';
import { RecordDeputyContact, RecordDeputyContactInput } from './contact.commands.js';

@ObjectType({ description: '已登记的代表联系。 The contact that was recorded.' })
export class DeputyContactRecorded {
  @Field(() => ID, { description: '编号。 Code of the contact.' })
  contact!: string;

  @Field(() => [ID], { description: '事件编号。 Ids of the events.' })
  events!: readonly string[];

  @Field({ description: '是否为重复提交（未再写入）。 True where this command was carried out before.' })
  repeated!: boolean;
}

export const RecordDeputyContactAnswer = createUnionType({
  name: 'RecordDeputyContactAnswer',
  types: () => [DeputyContactRecorded, Refused] as const,
  resolveType: (value: object) => ('why' in value ? Refused : DeputyContactRecorded),
});

@Resolver()
export class ContactResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly house: House,
  ) {}

  @Mutation(() => RecordDeputyContactAnswer, {
    description: '登记代表联系（DP-01、DP-07）。 Records a contact of a member with one of their deputies.',
  })
  async recordDeputyContact(
    @Args('input') input: RecordDeputyContactInput,
    @CurrentPrincipal() principal: Principal | null,
  ): Promise<typeof RecordDeputyContactAnswer> {
    const answer = await this.commands.execute(new RecordDeputyContact(input, principal));
    return isRefusal(answer) ? toRefused(this.house, answer) : answer;
  }
}
