import type { Day } from '../kernel/index.js';
import type { PeriodKind } from '../calendar/index.js';

/**
 * One rule of the catalogue as the data files state it: what it is, whom it binds, where it stands, its numbers by date, the
 * pattern of its obligations, and the sentences with which it refuses. Nothing here computes.
 */
export interface Rule {
  /** `RC-01`. */
  readonly id: string;
  /** O periodic obligation · T deadline · W workflow · L limit · P prohibition · S scope; none where the rule only describes. */
  readonly kinds: readonly RuleKind[];
  /** In the house's own Chinese words, as users read it. */
  readonly title: string;
  /** Who owes it, in Chinese. */
  readonly owes: string;
  /** Which of the four dimensions it feeds; null where it feeds none. */
  readonly dimension: Dimension | null;
  readonly workstream: Workstream | null;
  /** Where it stands; the first is the main one. */
  readonly sources: readonly [RuleSource, ...RuleSource[]];
  /** The day its regulation was adopted, or this version of it began. */
  readonly inForceFrom: Day;
  /** The last day of this version; null while nothing has taken its place. */
  readonly inForceTo: Day | null;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** The pattern by which obligations come about, where the workbook feeds the rule. */
  readonly obligation: ObligationPattern | null;
  /** The sheets of the workbook that feed it. */
  readonly fedBy: readonly string[];
  /** Why the workbook does not feed it yet, in Chinese; null where it does or nothing is to be fed. */
  readonly notFed: string | null;
  /** Sentences in Chinese by the refusal's `why`; `{name}` stands for a fact. */
  readonly refusals: Readonly<Record<string, string>>;
}

export type RuleKind = 'O' | 'T' | 'W' | 'L' | 'P' | 'S';

export const DIMENSIONS = ['party', 'business', 'publicity', 'retirees'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const PATTERNS = ['N1', 'N2', 'N3', 'N4', 'N5'] as const;
export const MECHANISMS = ['M1', 'M2', 'M3', 'M4', 'M5', 'M6'] as const;
export type Workstream = (typeof PATTERNS)[number] | (typeof MECHANISMS)[number];

export interface RuleSource {
  /** Number of the regulation: `02`, `03a`. */
  readonly document: string;
  /** `§三(四)`. */
  readonly clause: string;
}

/** Values of a parameter, oldest first, each from its day on. */
export type Parameter = readonly [ParameterVersion, ...ParameterVersion[]];

export interface ParameterVersion {
  readonly from: Day;
  readonly value: ParameterValue;
  /** Where the value stands, in Chinese: a clause, or that it is the house's own default. */
  readonly source: string;
}

/** Whole numbers, decimal strings, words, lists of words, or whole numbers by word. */
export type ParameterValue = number | string | boolean | readonly string[] | Readonly<Record<string, number>>;

/**
 * How obligations of a rule come about and are met. Names of sheets, columns and words are those of the workbook; `parameter`
 * fields name a parameter of the same rule.
 */
export interface ObligationPattern {
  readonly bound: Bound;
  readonly term: Term;
  readonly metBy: MetBy;
  readonly owner: OwnerPattern;
}

/** Who is bound, or which row starts the clock. */
export type Bound =
  /** `outlets`: one obligation for each word of that parameter. */
  | { readonly register: '机构'; readonly category?: string; readonly duty?: string; readonly outlets?: string }
  | { readonly register: '党支部'; readonly hasCommittee?: true }
  | { readonly register: '老干部' }
  | { readonly register: '联系对象' }
  | { readonly register: '老干部情况' }
  /** `carriedOutBy`: only items whose 承办单位 is of that 类别. */
  | { readonly register: '法定事项'; readonly carriedOutBy?: '委室' }
  | { readonly register: '催办'; readonly document: '催办单' | '责令书' }
  | { readonly register: '审议意见' }
  | { readonly register: '法规审议'; readonly step: string; readonly unlessResult: string };

export type Term =
  | { readonly kind: 'period'; readonly period: PeriodKind; readonly spanning?: Spanning }
  /** The first days of each period, as many as the parameter says; after them it is met late until the period's end. */
  | { readonly kind: 'window'; readonly period: PeriodKind; readonly firstDays: string }
  /** `amount` of `unit` after the date in the column `starts`. */
  | {
      readonly kind: 'deadline';
      readonly starts: string;
      readonly unit: 'working-days' | 'days' | 'months';
      readonly amount: string;
      /** An act later than this many days after the due day does not count; without it any later act is late. */
      readonly lateDays?: string;
    }
  /** The row itself says its due day. */
  | { readonly kind: 'due-date'; readonly starts: string; readonly column: string }
  /** Birthdays from an age on, every so many years; an act from some days before to some days after counts. */
  | {
      readonly kind: 'birthday';
      readonly firstAge: string;
      readonly step: string;
      readonly daysBefore: string;
      readonly daysAfter: string;
    };

/** Bound are rows begun on or before the period's first day and not ended before its last. */
export interface Spanning {
  readonly from: string;
  readonly to: string;
}

export type MetBy =
  | { readonly sheet: '组织生活'; readonly types: readonly string[] }
  /** `occasions`: `same` asks for the 事由 that is the 情况 of the row that starts the clock. */
  | {
      readonly sheet: '老干部服务';
      readonly channels?: readonly string[];
      readonly occasions?: readonly string[] | 'same';
    }
  | { readonly sheet: '代表联系'; readonly channels?: readonly string[] }
  | { readonly sheet: '事项进展' }
  | { readonly sheet: '法规审议'; readonly steps: readonly string[] }
  /** `outlet`: 对象或媒体 must be the obligation's outlet. */
  | { readonly sheet: '宣传工作'; readonly matters: readonly string[]; readonly outlet?: true }
  /** A date of the row that starts the clock. */
  | { readonly sheet: '法定事项' | '催办' | '审议意见'; readonly date: string };

/** Whose ranking it counts in; all but `none` and `branch-office` only where that 机构 is a 委室. */
export type OwnerPattern =
  | 'none'
  /** 单位代码 of the branch. */
  | 'branch-office'
  /** 联系单位 of the retiree's row in force on the due day. */
  | 'care-office-on-due-day'
  /** 联系单位 of the retiree's row in force on the day that starts the clock. */
  | 'care-office-on-start-day'
  /** 承办单位 of the item (of the 催办's item). */
  | 'carrier'
  /** 牵头单位 of the row that starts the clock. */
  | 'lead'
  /** The bound 机构 itself. */
  | 'subject';
