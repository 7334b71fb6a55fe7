import { inChinese } from './usage.js';

describe('a wrong usage', () => {
  it.each([
    ["error: missing required argument 'quarter'", '用法有误：缺少参数 quarter。'],
    ["error: unknown option '--jsn'\n(Did you mean --json?)", '用法有误：没有选项 --jsn。\n(Did you mean --json?)'],
    [
      "error: command-argument value '2019X3' is invalid for argument 'quarter'. 季度应写成 2019Q3 这样的形式。",
      '用法有误：参数 quarter 的取值“2019X3”无效。季度应写成 2019Q3 这样的形式。',
    ],
    ['error: something new', '用法有误：something new'],
  ])('%s is told in Chinese', (message, told) => {
    expect(inChinese(message)).toBe(told);
  });
});
