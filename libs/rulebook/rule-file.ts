import { basename } from 'node:path';
import { isValidDay } from '../calendar/index.js';
import type { DataFile, Fault } from './data-file.js';
import type { ObligationPattern, Parameter, Rule } from './rule.js';
import { PLACEHOLDER } from './rulebook.js';
import type { RuleSet } from './rulebook.js';
import type { Path } from './schema-faults.js';

/** From a rule's file, already right by its schema, to the rule, and what the schema cannot see of its mistakes. */
export const ruleOf = (data: RuleData): Rule => ({
  id: data.id,
  kinds: data.kinds,
  title: data.title,
  owes: data.owes,
  dimension: data.dimension,
  workstream: data.workstream,
  sources: data.sources,
  inForceFrom: data.in_force_from,
  inForceTo: data.in_force_to ?? null,
  parameters: data.parameters ?? {},
  obligation: data.obligation === undefined ? null : (camelCased(data.obligation) as ObligationPattern),
  fedBy: data.fed_by ?? [],
  notFed: data.not_fed ?? null,
  refusals: data.refusals ?? {},
});

/** What the schema guarantees of a rule's file. */
export interface RuleData extends Pick<
  Rule,
  'id' | 'kinds' | 'title' | 'owes' | 'dimension' | 'workstream' | 'sources'
> {
  readonly in_force_from: string;
  readonly in_force_to?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly obligation?: object;
  readonly fed_by?: readonly string[];
  readonly not_fed?: string;
  readonly refusals?: Readonly<Record<string, string>>;
}

/** Mistakes of a rule that only show when its parts are seen together. */
export const faultsOfRule = (file: DataFile, data: RuleData, documents: RuleSet['documents']): readonly Fault[] => {
  const faults: Fault[] = [];
  const say = (path: Path, message: string) => faults.push({ file: file.file, line: file.lineOf(path), message });

  const expected = basename(file.file).replace(/(@.*)?\.yaml$/, '');
  if (data.id !== expected)
    say(['id'], `编号“${data.id}”与文件名不同。请改成 ${expected}，或者把文件改名为 ${data.id}.yaml。`);
  data.sources.forEach(({ document }, index) => {
    if (!(document in documents))
      say(
        ['sources', index, 'document'],
        `rule-set.yaml 里没有文件“${document}”。请改成其中的编号：${Object.keys(documents).sort().join('、')}。`,
      );
  });
  for (const [path, day] of daysOf(data)) if (!isValidDay(day)) say(path, `没有“${day}”这一天。请改成真实的日期。`);
  if (data.in_force_to !== undefined && data.in_force_to < data.in_force_from)
    say(['in_force_to'], `最后一天“${data.in_force_to}”早于第一天“${data.in_force_from}”。请改正其中之一。`);
  for (const [name, versions] of Object.entries(data.parameters ?? {})) {
    faultsOfOrder(versions).forEach((index) =>
      say(['parameters', name, index, 'from'], `参数“${name}”的取值应按日期先后排列，一天只有一个。请调整次序。`),
    );
  }
  if (data.obligation !== undefined)
    for (const [path, name, wanted] of parametersNamed(data.obligation)) {
      const problem = problemOf(data.parameters?.[name], wanted);
      if (problem !== null)
        say(['obligation', ...path], `参数“${name}”${problem}。请在 parameters 里写上${WANTED[wanted]}。`);
    }
  for (const [why, sentence] of Object.entries(data.refusals ?? {})) {
    if (/[{}]/.test(sentence.replace(PLACEHOLDER, '')))
      say(
        ['refusals', why],
        `“${why}”里的花括号写得不对。请写成 {days} 的样子：花括号里只用英文字母和数字，以字母开头。`,
      );
  }
  const owing = data.kinds.some((kind) => kind === 'O' || kind === 'T');
  if (owing && data.fed_by === undefined && data.not_fed === undefined)
    say(
      ['kinds'],
      'O、T 类规则要写 fed_by（由哪些工作表提供依据）或 not_fed（台账尚不能提供依据的原因）。请补上一项。',
    );
  if (data.fed_by !== undefined && data.not_fed !== undefined)
    say(['not_fed'], 'fed_by 和 not_fed 只能写一项。请删去一项。');
  if (data.obligation !== undefined && data.fed_by === undefined)
    say(['obligation'], '写了 obligation 就要写 fed_by。请列出提供依据的工作表。');
  return faults;
};

/** The places in a parameter's values whose day is not after the one before. */
export const faultsOfOrder = (versions: Parameter): readonly number[] =>
  versions.flatMap(({ from }, index) => (index > 0 && from <= (versions[index - 1]?.from ?? '') ? [index] : []));

const daysOf = (data: RuleData): readonly [Path, string][] => [
  [['in_force_from'], data.in_force_from],
  ...(data.in_force_to === undefined ? [] : [[['in_force_to'], data.in_force_to] as [Path, string]]),
  ...Object.entries(data.parameters ?? {}).flatMap(([name, versions]) =>
    versions.map(({ from }, index): [Path, string] => [['parameters', name, index, 'from'], from]),
  ),
];

type Wanted = 'number' | 'numbers' | 'words';

const WANTED: Readonly<Record<Wanted, string>> = {
  number: '它，值为整数',
  numbers: '它，值为整数或者按词语列出的整数',
  words: '它，值为词语列表',
};

/** The parameters that an obligation's pattern names, and what their values must be. */
const parametersNamed = (obligation: object): readonly [Path, string, Wanted][] => {
  const { bound, term } = obligation as {
    bound: Readonly<Record<string, unknown>>;
    term: Readonly<Record<string, unknown>>;
  };
  const named = (
    part: Readonly<Record<string, unknown>>,
    where: string,
    field: string,
    wanted: Wanted,
  ): readonly [Path, string, Wanted][] => {
    const name = part[field];
    return typeof name === 'string' ? [[[where, field], name, wanted]] : [];
  };
  return [
    ...named(bound, 'bound', 'outlets', 'words'),
    ...named(term, 'term', 'amount', 'numbers'),
    ...['first_days', 'late_days', 'first_age', 'step', 'days_before', 'days_after'].flatMap((field) =>
      named(term, 'term', field, 'number'),
    ),
  ];
};

const problemOf = (parameter: Parameter | undefined, wanted: Wanted): string | null => {
  if (parameter === undefined) return '没有定义';
  const right = parameter.every(({ value }) => {
    switch (wanted) {
      case 'number':
        return typeof value === 'number';
      case 'numbers':
        return typeof value === 'number' || (typeof value === 'object' && !Array.isArray(value));
      case 'words':
        return Array.isArray(value);
    }
  });
  return right ? null : '的值不合用';
};

/** Files write `carried_out_by`, the program `carriedOutBy`; values stay as they are. */
export const camelCased = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camelCased(inner),
    ]),
  );
};
