/** The sentences with which commander refuses a wrong usage, for people who read Chinese. What is not known here is passed on as it is. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.+)'/, '用法有误：缺少参数 $1。'],
  [/^error: required option '(.+)' not specified/, '用法有误：必须给出选项 $1。'],
  [/^error: unknown option '(.+)'/, '用法有误：没有选项 $1。'],
  [/^error: unknown command '(.+)'/, '用法有误：没有命令 $1。'],
  [/^error: too many arguments.*/, '用法有误：参数过多。'],
  [/^error: option '(.+)' argument missing/, '用法有误：选项 $1 缺少取值。'],
  [/^error: option '(.+)' argument '(.+)' is invalid\. ?/, '用法有误：选项 $1 的取值“$2”无效。'],
  [/^error: command-argument value '(.+)' is invalid for argument '(.+)'\. ?/, '用法有误：参数 $2 的取值“$1”无效。'],
  [/^error: /, '用法有误：'],
];

export const inChinese = (message: string): string => {
  const sentence = SENTENCES.find(([pattern]) => pattern.test(message));
  return sentence === undefined ? message : message.replace(...(sentence as [RegExp, string]));
};
