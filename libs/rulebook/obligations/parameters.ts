import type { Day, Json } from '../../kernel/index.js';
import type { ObligationRules } from './rules.js';

/** The parameters of one rule, read with their types. They are those of the day on which the rule came into force or of a later one. */
export interface Parameters {
  number(name: string, day: Day): number;
  text(name: string, day: Day): string;
  words(name: string, day: Day): readonly string[];
}

export const parametersOf = (rules: ObligationRules, rule: string): Parameters => {
  const { from } = rules.rule(rule).inForce;
  // A clock may have started before the rule was in force; it runs as the rule first said.
  const read = (name: string, day: Day): Json => rules.parameter(rule, name, day < from ? from : day);
  return {
    number: (name, day) => {
      const value = read(name, day);
      return typeof value === 'number' ? value : wrong(rule, name, '一个数');
    },
    text: (name, day) => {
      const value = read(name, day);
      return typeof value === 'string' ? value : wrong(rule, name, '一段文字');
    },
    words: (name, day) => {
      const value = read(name, day);
      return Array.isArray(value) && value.every((word) => typeof word === 'string')
        ? value
        : wrong(rule, name, '一列文字');
    },
  };
};

const wrong = (rule: string, name: string, expected: string): never => {
  throw new Error(`规则 ${rule} 的参数 ${name} 应是${expected}：请改正规则库里该规则的文件。`);
};
