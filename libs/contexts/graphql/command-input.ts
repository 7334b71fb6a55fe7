import { BadRequestException, type PipeTransform } from '@nestjs/common';
import { Field, ID, InputType } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { fold } from '../../ledger/index.js';

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

/** 工号, 编号, 代码: as in the workbook, at most 64 characters. */
const CODE_SHAPE = /^[^\s/]{1,64}$/u;

/** Takes what was typed as the workbook takes its codes, so that `Ｔ００３` finds T003: folded (NFKC) and trimmed before its shape is checked. */
export const Folded = (): PropertyDecorator =>
  Transform(({ value }: { readonly value: unknown }) => (typeof value === 'string' ? fold(value) : value));

/** Shape of an input: a code, folded. `message` names the field and says which code it is, in Chinese. */
export const IsCode =
  (message: string): PropertyDecorator =>
  (target, name) => {
    Folded()(target, name);
    Matches(CODE_SHAPE, { message })(target, name);
  };

/** The same for a code that is an argument of its own. Errors: `BadRequestException`, told as a wrong shape. */
export class CodePipe implements PipeTransform<string, string> {
  constructor(private readonly message: string) {}

  transform(value: string): string {
    const code = fold(value);
    if (!CODE_SHAPE.test(code)) throw new BadRequestException([this.message]);
    return code;
  }
}
