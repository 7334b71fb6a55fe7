import { Field, ID, InputType } from '@nestjs/graphql';
import { Matches } from 'class-validator';

/** What every mutation's input has: the client's own command id, by which a repetition is harmless. */
@InputType({ isAbstract: true })
export abstract class CommandInput {
  @Field(() => ID, {
    description:
      '由客户端生成的指令编号（8–64 个字母、数字或连字符）；同一编号重复提交只办理一次。 The client’s command id; the same id twice is carried out once.',
  })
  @Matches(/^[A-Za-z0-9-]{8,64}$/, { message: 'commandId 应为 8–64 个字母、数字或连字符' })
  commandId!: string;
}

/** `YYYY-MM-DD`. */
export const DAY_SHAPE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
/** 工号, 编号, 代码: as in the workbook, at most 64 characters. */
export const CODE_SHAPE = /^[^\s/]{1,64}$/u;
