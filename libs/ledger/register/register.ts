/**
 * A register (台账) is one sheet of the workbook seen from inside: which fields a row has, what identifies it, and by which facts
 * of its context it is told. It is data. Each context declares its own registers (`<thing>.register.ts`); the workbook's reader,
 * judge, template and export, the entry decider and the views all go by these declarations.
 *
 * A row becomes facts in the office's words: one that it exists (`recorded`), one for each date that arrives later (`steps`), and
 * where an old row says more or was wrong, `supplemented` and `corrected`.
 */

/** Kinds of cells. `code` and `codes` are folded (NFKC) and trimmed; `text` is trimmed and kept as typed. */
export type FieldKind =
  | 'code'
  /** Several codes in order, separated by 、 in a cell; an array in an event. */
  | 'codes'
  | 'text'
  /** A text that is compared folded but kept as typed (法规名称, 对象或媒体). */
  | 'folded-text'
  /** Only the day counts; a time of day that was typed is kept, and says nothing. */
  | 'day'
  /** A date of which the time of day counts for when it became known. */
  | 'moment'
  /** A whole number, not negative. */
  | 'count'
  /** 0–100, at most two decimals; a decimal string without superfluous zeros. */
  | 'mark'
  /** 是/否; a Boolean. Empty means 否 but says nothing. */
  | 'flag'
  | 'choice'
  | 'quarter';

export type FieldValue = string | number | boolean | readonly string[];

/** What a row says: only the fields that are not empty. */
export type Fields = Readonly<Record<string, FieldValue>>;

/**
 * What a code refers to. `evidence` is 督查's 事件编号: a row of any other sheet with 编号. Events keep it resolved, always as
 * `工作表/编号` (the import writes the sheet's name out where the clerk left it off), so that a later row of the same 编号 elsewhere
 * cannot make it ambiguous; a cell without the sheet's name is the same as a stored one with the same 编号.
 */
export type ReferenceTarget =
  'office' | 'person' | 'deputy' | 'retiree' | 'branch' | 'item' | 'organisation' | 'evidence';

export interface Field {
  /** Name in events and views. */
  readonly name: string;
  /** The column's Chinese name. */
  readonly header: string;
  readonly kind: FieldKind;
  /** For `choice`: the words, in the order of the drop-down. */
  readonly words?: readonly string[];
  readonly required: boolean;
  readonly key: boolean;
  readonly refers?: ReferenceTarget;
  /** True where the date may lie after the day of import (完成时限, 开始/结束, ends of rosters). */
  readonly mayBeFuture?: boolean;
  /** One line for the template's help sheet, in Chinese. */
  readonly help?: string;
}

/** A date that arrives later, with what is known together with it. */
export interface Step {
  /** Event type, for example `statutory-items.PlanSubmitted`. */
  readonly type: string;
  /** The date's field, kind `day` or `moment`; null for companions without a date of their own (同意人工号). */
  readonly date: string | null;
  /** Fields known together with the date; where the date is empty they are known with the row. */
  readonly companions: readonly string[];
}

/** The end of one date before the start of another is an `order` fault on `later`'s column. Days are compared. */
export interface Order {
  readonly earlier: string;
  readonly later: string;
}

export interface Register {
  /** camelCase, the category of the row's stream: `statutoryItem` in `statutoryItem-SX001`. */
  readonly name: string;
  readonly sheet: string;
  readonly context: string;
  /** In the order of the sheet's columns; 录入时间 is not among them, see `hasEntryTime`. */
  readonly fields: readonly Field[];
  /**
   * When a row becomes known. `roster`: from the start of its start day, its end from the day after. `act`: from its 录入时间.
   * `steps`: the earliest of `dates` from 录入时间, each later one from its own moment or 录入时间, whichever is later.
   */
  readonly knowledge:
    | { readonly kind: 'roster'; readonly from: string; readonly to: string | null }
    | { readonly kind: 'act'; readonly date: string | null }
    | {
        readonly kind: 'steps';
        /** The dates that arrive one by one, by column. */
        readonly dates: readonly string[];
        /** Where given, only this one is known from 录入时间 (请假: 申请时间), whichever is earliest. */
        readonly first?: string;
      };
  readonly orders: readonly Order[];
  /** Two counts of which the first must not exceed the second (实到 above 应到): `range` on `part`. */
  readonly bounds?: readonly { readonly part: string; readonly whole: string }[];
  readonly recorded: string;
  readonly steps: readonly Step[];
  readonly supplemented: string;
  readonly corrected: string;
}

export const hasEntryTime = (register: Register): boolean => register.knowledge.kind !== 'roster';

/** The column 录入时间, the same in every sheet that has it. */
export const ENTRY_TIME_HEADER = '录入时间';

export const fieldOf = (register: Register, name: string): Field => {
  const field = register.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`台账“${register.sheet}”没有字段 ${name}：登记声明写错了`);
  return field;
};

export const keyFields = (register: Register): readonly Field[] => {
  const known = KEY_FIELDS.get(register);
  if (known !== undefined) return known;
  const fields = register.fields.filter((field) => field.key);
  KEY_FIELDS.set(register, fields);
  return fields;
};

/** Asked for every row that is read or folded. */
const KEY_FIELDS = new WeakMap<Register, readonly Field[]>();

/** The key of a row, by which it is the same row: codes folded, days as days, texts as typed. */
export const keyOf = (register: Register, fields: Fields): readonly string[] =>
  keyFields(register).map((field) => {
    const value = fields[field.name];
    return field.kind === 'day' || field.kind === 'moment' ? String(value).slice(0, 10) : String(value);
  });

/** The stream of a row: the register's name and its key; a slash or per cent sign inside a part is escaped. */
export const streamOf = (register: Register, key: readonly string[]): string =>
  `${register.name}-${key.map((part) => part.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/')}`;

/** Event types of a register, the recorded one first, without repetition. */
export const typesOf = (register: Register): readonly string[] => [
  ...new Set([
    register.recorded,
    ...register.steps.map((step) => step.type),
    register.supplemented,
    register.corrected,
  ]),
];

// Short forms for declarations.
type Options = Partial<Pick<Field, 'required' | 'key' | 'refers' | 'mayBeFuture' | 'help' | 'words'>>;
const field =
  (kind: FieldKind) =>
  (name: string, header: string, options: Options = {}): Field => ({
    name,
    header,
    kind,
    required: true,
    key: false,
    ...options,
  });
export const code = field('code');
export const codes = field('codes');
export const text = field('text');
export const foldedText = field('folded-text');
export const day = field('day');
export const moment = field('moment');
export const count = field('count');
export const mark = field('mark');
export const flag = field('flag');
export const quarter = field('quarter');
export const choice = (name: string, header: string, words: readonly string[], options: Options = {}): Field =>
  field('choice')(name, header, { words, ...options });
/** 编号, the key of most sheets. */
export const id = (name: string, header = '编号'): Field => code(name, header, { key: true });
export const optional = { required: false } as const;
