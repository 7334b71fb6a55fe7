import { Field, ObjectType } from '@nestjs/graphql';

/** What every answer says of itself: as known at which instant, and whether a stopped view makes it incomplete. */
@ObjectType({ isAbstract: true })
export abstract class KnownAnswer {
  @Field({ description: '截至（Asia/Shanghai）。 As known at.' })
  knownAt!: string;

  @Field(() => String, {
    nullable: true,
    description:
      '视图受阻时：自何时起的事件尚未计入；正常为空。 Where a view has stopped: events recorded from then on are missing. Null when all is well.',
  })
  incompleteSince!: string | null;
}
