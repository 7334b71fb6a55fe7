import type { Day, Refusal, Rules } from '../kernel/index.js';
import type { Parameter, ParameterValue, Rule } from './rule.js';

/** What holds for all rules of one set: its name, the regulations it was drawn from, and parameters that no single rule owns. */
export interface RuleSet {
  /** Stable; stands in the meta of every event that was judged under it: `zibo-2019`. */
  readonly name: string;
  readonly title: string;
  readonly documents: Readonly<Record<string, RegulationDocument>>;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

export interface RegulationDocument {
  readonly title: string;
  readonly adopted: Day;
}

/**
 * The catalogue as data, asked by rule and day. Pure: made once from what the loader read, and handed to deciders, the obligation
 * engine, the scoring and the edge. Asking for a rule or parameter that does not exist is a bug of ours and throws.
 */
export class Rulebook implements Rules {
  private readonly versions: ReadonlyMap<string, readonly Rule[]>;

  constructor(
    readonly ruleSet: RuleSet,
    rules: readonly Rule[],
  ) {
    this.versions = versionsById(rules);
  }

  /** The rule set's name, as events carry it. */
  get name(): string {
    return this.ruleSet.name;
  }

  /** The latest version of every rule, sorted by id. */
  rules(): readonly Rule[] {
    return [...this.versions.values()].flatMap((versions) => versions.slice(-1));
  }

  /** Every version of every rule, by id, then oldest first: what generates obligations walks over these. */
  allVersions(): readonly Rule[] {
    return [...this.versions.values()].flat();
  }

  /** Whether the catalogue has the rule at all. */
  has(id: string): boolean {
    return this.versions.has(id);
  }

  /** The latest version of a rule. */
  rule(id: string): Rule {
    const latest = this.versions.get(id)?.at(-1);
    if (latest === undefined)
      throw new Error(`规则库中没有规则 ${id}，请检查规则编号，或者在 data 目录中补上 ${id}.yaml。`);
    return latest;
  }

  /** The version of a rule that is in force on a day; undefined before its adoption and after its end. */
  ruleInForce(id: string, day: Day): Rule | undefined {
    this.rule(id);
    return this.versions
      .get(id)
      ?.findLast((rule) => rule.inForceFrom <= day && (rule.inForceTo === null || day <= rule.inForceTo));
  }

  /**
   * The value of a rule's parameter on a day. On a day before the first value it is the first one: a clock may have started before
   * the rule was adopted.
   */
  parameter(id: string, name: string, day: Day): ParameterValue {
    const version = this.ruleInForce(id, day) ?? this.firstWith(id, name);
    return valueOn(version.parameters[name], `${id} 的参数 ${name}`, day);
  }

  /** The same, where a whole number is expected: the value itself, or that of `key` where the values go by word. */
  number(id: string, name: string, day: Day, key?: string): number {
    return numberIn(this.parameter(id, name, day), `${id} 的参数 ${name}`, key);
  }

  /** A whole number that holds for the whole rule set, for example `recording_grace_working_days`. */
  setNumber(name: string, day: Day): number {
    const label = `规则集 ${this.ruleSet.name} 的参数 ${name}`;
    return numberIn(valueOn(this.ruleSet.parameters[name], label, day), label);
  }

  title(id: string): string {
    return this.rule(id).title;
  }

  /** Where the rule stands, for people: `《…》§二(一)`, several joined by a semicolon. */
  clause(id: string): string {
    return this.rule(id)
      .sources.map(({ document, clause }) => `《${this.ruleSet.documents[document]?.title ?? document}》${clause}`)
      .join('；');
  }

  /**
   * The Chinese sentence for a refusal, its facts filled in. A refusal by a rule that has no sentence for this `why` gets the
   * rule's title and clause instead; one by no rule only its code, since its sentence belongs to the edge that declined.
   */
  refusalText(refusal: Refusal): string {
    if (refusal.rule === null || !this.has(refusal.rule)) return `不予办理（${refusal.why}）。`;
    const sentence = this.rule(refusal.rule).refusals[refusal.why];
    if (sentence === undefined)
      return `不符合“${this.title(refusal.rule)}”（${this.clause(refusal.rule)}），不予办理（${refusal.why}）。`;
    return sentence.replace(PLACEHOLDER, (whole, name: string) => String(refusal.facts[name] ?? whole));
  }

  private firstWith(id: string, name: string): Rule {
    return this.versions.get(id)?.find((rule) => name in rule.parameters) ?? this.rule(id);
  }
}

/** A placeholder in a refusal's sentence: `{days}`. */
export const PLACEHOLDER = /\{([a-zA-Z][a-zA-Z0-9]*)\}/g;

const versionsById = (rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> => {
  const sorted = [...rules].sort((a, b) => compare(a.id, b.id) || compare(a.inForceFrom, b.inForceFrom));
  const versions = new Map<string, Rule[]>();
  for (const rule of sorted) {
    const known = versions.get(rule.id);
    if (known === undefined) versions.set(rule.id, [rule]);
    else known.push(rule);
  }
  return versions;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const valueOn = (parameter: Parameter | undefined, label: string, day: Day): ParameterValue => {
  if (parameter === undefined) throw new Error(`规则库中没有${label}，请检查参数名，或者在 yaml 文件中补上。`);
  return (parameter.findLast((version) => version.from <= day) ?? parameter[0]).value;
};

const numberIn = (value: ParameterValue, label: string, key?: string): number => {
  const found =
    key !== undefined && typeof value === 'object' && !Array.isArray(value)
      ? (value as Readonly<Record<string, number>>)[key]
      : value;
  if (typeof found !== 'number')
    throw new Error(
      `${label}${key === undefined ? '' : `（${key}）`}应是整数，现为 ${JSON.stringify(value)}，请改正 yaml 文件。`,
    );
  return found;
};
