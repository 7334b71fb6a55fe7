import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseQuarter } from '../calendar/index.js';
import { RulebookError, readDataFile, schemaOf } from './data-file.js';
import type { Fault } from './data-file.js';
import type { ScoringPolicy } from './policy.js';
import type { Rule } from './rule.js';
import { camelCased, faultsOfOrder, faultsOfRule, ruleOf } from './rule-file.js';
import type { RuleData } from './rule-file.js';
import { Rulebook } from './rulebook.js';
import type { RuleSet } from './rulebook.js';

/**
 * The edge of the rulebook: reads the data files from disk. A rule is `<folder>/<ID>.yaml`; a later version of it, beside the earlier one,
 * is `<ID>@<day>.yaml`. The files are read from the package's own folder, whether the program runs from its sources or compiled.
 */
export const RULEBOOK_DATA = (): string => join(packageRoot(), 'libs', 'rulebook', 'data');

/** Reads the rule set and all rules. Throws a `RulebookError` that lists every fault of every file. */
export const loadRulebook = (folder: string = RULEBOOK_DATA()): Rulebook => {
  const faults: Fault[] = [];
  const ruleSet = readRuleSet(folder, faults);
  const validate = schemaOf(join(RULEBOOK_DATA(), 'rule.schema.json'));
  const rules: Rule[] = [];
  for (const name of ruleFiles(folder)) {
    const file = readDataFile(join(folder, name), name, validate);
    faults.push(...file.faults);
    if (file.data === undefined) continue;
    const data = file.data as RuleData;
    faults.push(...faultsOfRule(file, data, ruleSet?.documents ?? {}));
    faults.push(...overlapping(rules, ruleOf(data), name, file.lineOf(['in_force_from'])));
    rules.push(ruleOf(data));
  }
  if (faults.length > 0 || ruleSet === undefined) throw new RulebookError(faults);
  return new Rulebook(ruleSet, rules);
};

/** The scoring policy the house ranks by unless told otherwise. */
export const loadDefaultPolicy = (): ScoringPolicy => readPolicy(join(RULEBOOK_DATA(), 'policy', 'default-2019.yaml'));

/** Reads a scoring policy from a file. Throws a `RulebookError` that lists every fault, or the error of a file that is not there. */
export const readPolicy = (path: string): ScoringPolicy => {
  const file = readDataFile(
    path,
    relative(process.cwd(), path) || path,
    schemaOf(join(RULEBOOK_DATA(), 'policy.schema.json')),
  );
  if (file.data === undefined) throw new RulebookError(file.faults);
  const raw = file.data as Readonly<Record<string, unknown>>;
  const policy = {
    ...(camelCased(raw) as ScoringPolicy),
    ruleWeights: raw['rule_weights'] as ScoringPolicy['ruleWeights'],
  };
  const faults: Fault[] = [];
  const total = Object.values(policy.dimensionWeights).reduce((sum, weight) => sum + hundredths(weight), 0);
  if (total !== 100)
    faults.push({
      file: file.file,
      line: file.lineOf(['dimension_weights']),
      message: `四个方面的权重合计应为 1.00，现为 ${(total / 100).toFixed(2)}。请调整。`,
    });
  if (parseQuarter(policy.inForceFrom) === undefined)
    faults.push({
      file: file.file,
      line: file.lineOf(['in_force_from']),
      message: `没有“${policy.inForceFrom}”这个季度。请改正。`,
    });
  if (faults.length > 0) throw new RulebookError(faults);
  return policy;
};

const ruleFiles = (folder: string): readonly string[] =>
  globSync('*/*.yaml', { cwd: folder })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !name.endsWith('.cases.yaml') && !name.startsWith('policy/'))
    .sort();

const readRuleSet = (folder: string, faults: Fault[]): RuleSet | undefined => {
  const name = 'rule-set.yaml';
  const file = readDataFile(join(folder, name), name, schemaOf(join(RULEBOOK_DATA(), 'rule-set.schema.json')));
  faults.push(...file.faults);
  if (file.data === undefined) return undefined;
  const ruleSet = file.data as RuleSet;
  for (const [parameter, versions] of Object.entries(ruleSet.parameters))
    for (const index of faultsOfOrder(versions))
      faults.push({
        file: name,
        line: file.lineOf(['parameters', parameter, index, 'from']),
        message: `参数“${parameter}”的取值应按日期先后排列，一天只有一个。请调整次序。`,
      });
  return ruleSet;
};

/** Two versions of a rule may not hold on the same day. */
const overlapping = (rules: readonly Rule[], rule: Rule, file: string, line: number): readonly Fault[] =>
  rules
    .filter((other) => other.id === rule.id)
    .filter(
      (other) =>
        (other.inForceTo ?? '9999-12-31') >= rule.inForceFrom && (rule.inForceTo ?? '9999-12-31') >= other.inForceFrom,
    )
    .map((other) => ({
      file,
      line,
      message: `${rule.id} 另有一个从 ${other.inForceFrom} 起的版本，与本版本的日期重叠。请给较早的版本写上 in_force_to，止于后一版本的前一天。`,
    }));

const hundredths = (decimal: string): number => {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
};

/** The folder that holds this package's package.json, above the sources as above `dist`. */
export const packageRoot = (): string => {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'five-ones')
      return folder;
    if (dirname(folder) === folder)
      throw new Error(
        `从 ${import.meta.dirname} 往上找不到 five-ones 的 package.json，无法确定规则库的位置。请在完整的安装目录中运行。`,
      );
  }
};
