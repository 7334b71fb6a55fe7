import 'reflect-metadata';
import { BadRequestException } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { IsOptional, validateSync } from 'class-validator';
import { CodePipe, IsCode } from './command-input.js';

class Input {
  @IsCode('retiree 应为老干部编号')
  retiree!: string;

  @IsOptional()
  @IsCode('visitor 应为工号')
  visitor?: string;
}

/** As a request brings it: taken in, then its shape checked. */
const taken = (plain: object): Input => plainToInstance(Input, plain);
const problems = (plain: object): readonly string[] =>
  validateSync(taken(plain)).flatMap((error) => Object.values(error.constraints ?? {}));

describe('a code in an input', () => {
  it.each([
    ['Ｔ００３', 'T003'],
    [' T003　', 'T003'],
    ['T003', 'T003'],
  ])('is folded as the workbook folds it: %j is %s', (typed, code) => {
    expect(taken({ retiree: typed }).retiree).toBe(code);
    expect(problems({ retiree: typed })).toEqual([]);
  });

  it.each(['', ' ', 'T 003', 'T/003', 'T／003', 'T'.repeat(65), 3, null])('that is none is told: %j', (typed) => {
    expect(problems({ retiree: typed })).toEqual(['retiree 应为老干部编号']);
  });

  it('may be left out where it is optional', () => {
    expect(problems({ retiree: 'T'.repeat(64) })).toEqual([]);
    expect(taken({ retiree: 'T003' }).visitor).toBeUndefined();
  });
});

describe('a code as an argument of its own', () => {
  const pipe = new CodePipe('leave 应为请假编号');

  it('is folded', () => {
    expect(pipe.transform('ＱＪ０００１')).toBe('QJ0001');
  });

  it('is refused by its shape', () => {
    expect(() => pipe.transform('QJ 0001')).toThrow(BadRequestException);
  });
});
