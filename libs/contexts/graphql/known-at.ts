import { ArgsType, Field } from '@nestjs/graphql';
import { IsOptional, Matches } from 'class-validator';
import { endOfDay, isValidDay, parseInstant } from '../../calendar/index.js';
import type { Clock, Instant } from '../../kernel/index.js';

/** A day (its end, Asia/Shanghai) or an instant with offset. */
export const KNOWN_AT_SHAPE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;

@ArgsType()
export class KnownAtArgs {
  @Field(() => String, {
    nullable: true,
    description:
      '截至何时所知：日期（当日终了，Asia/Shanghai）或带时区的时刻；不填为现在。 As known at: a day (its end in Asia/Shanghai) or an instant with offset; left out, now.',
  })
  @IsOptional()
  @Matches(KNOWN_AT_SHAPE, { message: 'knownAt 应为 YYYY-MM-DD，或带时区的时刻，如 2019-10-08T12:00:00+08:00' })
  knownAt?: string;
}

/** Undefined where the text is neither a day nor an instant. */
export const instantOf = (knownAt: string | undefined, clock: Clock): Instant | undefined => {
  if (knownAt === undefined) return clock.now();
  if (knownAt.length !== 10) return parseInstant(knownAt) ?? undefined;
  return isValidDay(knownAt) ? endOfDay(knownAt) : undefined;
};
