import { addDays, startOfDay } from '../../calendar/index.js';
import {
  dayOf,
  decline,
  type DecisionContext,
  type Fact,
  type Instant,
  type Json,
  type RecordedEvent,
  type Refusal,
} from '../../kernel/index.js';
import { sameValue } from './compare.js';
import { type Field, type Fields, type FieldValue, fieldOf, keyFields, type Register, type Step } from './register.js';

/**
 * The life of a row: it is entered, it says more later, it is corrected. One decider for every register; a context adds its own
 * wishes beside it and shares the facts. Payloads are the fields themselves: the key always, then what the fact says.
 */

/** What a row has said so far, from all its events. */
export interface EntryState {
  readonly exists: boolean;
  readonly fields: Fields;
  /** Ids of the events that said it, oldest first: a correction names them. */
  readonly events: readonly string[];
}

export const NOTHING: EntryState = { exists: false, fields: {}, events: [] };

/** Payload of every register fact. `about` names whom and what the row concerns: `office/WS01`, `person/P0001`, … */
export type EntryPayload = Readonly<Record<string, Json | undefined>> & { readonly about: readonly string[] };

/** Payload of a correction: the key, the new values, and the events that it corrects. */
export interface CorrectionPayload {
  readonly corrects: readonly string[];
  readonly changes: Fields;
  readonly about: readonly string[];
  readonly [field: string]: Json | undefined;
}

export type EntryCommand =
  /** A row of a workbook. `enteredAt` is its 录入时间, null where empty. */
  | { readonly kind: 'enter'; readonly fields: Fields; readonly enteredAt: Instant | null }
  /** A row that differs from the known one, to be taken as a correction. The reason is in the wish. */
  | { readonly kind: 'correct'; readonly fields: Fields };

/** What a register's own context forbids a row to say (DP-07, OD-11): pure, on the row alone. */
export type RowRule = (
  fields: Fields,
  context: Pick<DecisionContext, 'now' | 'rules'>,
) => (Refusal & { readonly column?: string }) | null;

export const decideEntry = (
  register: Register,
  command: EntryCommand,
  state: EntryState,
  context: DecisionContext,
  rowRule: RowRule = () => null,
): readonly Fact[] | Refusal => {
  switch (command.kind) {
    case 'enter': {
      if (!state.exists) {
        return rowRule(command.fields, context) ?? recordRow(register, command.fields, command.enteredAt, context.now);
      }
      const change = changeOf(register, state.fields, command.fields);
      if (change.conflicting.length > 0) {
        return decline('conflict', { columns: change.conflicting.map((field) => field.header).join('、') });
      }
      const refusal = change.filled.length > 0 ? rowRule({ ...state.fields, ...command.fields }, context) : null;
      const next = { ...state.fields, ...command.fields };
      return refusal ?? fillRow(register, command.fields, next, change.filled, context.now);
    }
    case 'correct': {
      if (!state.exists) return decline('nothing-to-correct');
      const change = changeOf(register, state.fields, command.fields);
      if (change.conflicting.length === 0 && change.filled.length === 0) return [];
      const next = { ...state.fields, ...command.fields };
      const refusal = rowRule(next, context);
      if (refusal !== null) return refusal;
      return [
        ...(change.conflicting.length > 0 ? [correction(register, state, next, change.conflicting, context.now)] : []),
        ...fillRow(register, command.fields, next, change.filled, context.now),
      ];
    }
  }
};

export const evolveEntry = (state: EntryState, event: RecordedEvent): EntryState => ({
  exists: true,
  fields: { ...state.fields, ...fieldsSaid(event) },
  events: [...state.events, event.id],
});

/** The fields that an event of a register says. */
export const fieldsSaid = (event: Pick<RecordedEvent, 'data'>): Fields => {
  const { about: _about, corrects, changes, ...fields } = event.data as Record<string, unknown>;
  return (corrects === undefined ? fields : { ...fields, ...(changes as Fields) }) as Fields;
};

export interface RowChange {
  /** Formerly empty, filled now. */
  readonly filled: readonly Field[];
  /** Said otherwise before. */
  readonly conflicting: readonly Field[];
}

/** What a row says beyond or against what is known. An empty cell says nothing; an empty 是/否 means 否. */
export const changeOf = (register: Register, known: Fields, said: Fields): RowChange => {
  const filled: Field[] = [];
  const conflicting: Field[] = [];
  for (const field of register.fields) {
    const next = said[field.name];
    if (next === undefined) continue;
    const before = known[field.name];
    if (before === undefined) {
      if (!(field.kind === 'flag' && next === false)) filled.push(field);
    } else if (!sameValue(register, field, before, next)) {
      conflicting.push(field);
    }
  }
  return { filled, conflicting };
};

/** The facts of a new row, each with when the ledger says it was entered. */
export const recordRow = (
  register: Register,
  fields: Fields,
  enteredAt: Instant | null,
  now: Instant,
): readonly Fact[] => {
  const inSteps = new Set(
    register.steps.flatMap((step) => [...(step.date === null ? [] : [step.date]), ...step.companions]),
  );
  const own = register.fields.filter((field) => !inSteps.has(field.name));
  const when = rowKnowledge(register, fields, enteredAt, now);
  const recorded = entryFact(register, register.recorded, fields, own, {
    // A row without any date happened no later than the old ledger knew of it.
    occurredAt: occurredAt(register, fields, enteredAt ?? now),
    enteredAt: when.row,
  });
  const steps = register.steps.flatMap((step) => {
    const said = stepFields(register, step).filter((field) => fields[field.name] !== undefined);
    if (said.length === 0) return [];
    const date = step.date === null ? undefined : fields[step.date];
    return [
      entryFact(register, step.type, fields, said, {
        occurredAt: date === undefined ? recorded.occurredAt : String(date),
        enteredAt: date === undefined || step.date === null ? when.row : when.of(step.date),
      }),
    ];
  });
  return [recorded, ...steps];
};

/** The facts of what a known row says beyond what it said: its own steps where a date arrives, one supplement for the rest. */
const fillRow = (
  register: Register,
  said: Fields,
  /** All that the row says with it. */
  next: Fields,
  filled: readonly Field[],
  now: Instant,
): readonly Fact[] => {
  const rest = new Set(filled);
  const facts: Fact[] = [];
  for (const step of register.steps) {
    const date = step.date === null ? undefined : said[step.date];
    const own = stepFields(register, step).filter((field) => rest.has(field));
    const begins = step.date === null ? own.length > 0 : own.some((field) => field.name === step.date);
    if (!begins) continue;
    own.forEach((field) => rest.delete(field));
    facts.push(
      entryFact(register, step.type, next, own, { occurredAt: String(date ?? occurredAt(register, next, now)) }),
    );
  }
  if (rest.size > 0) {
    facts.push(
      entryFact(register, register.supplemented, next, [...rest], { occurredAt: occurredAt(register, next, now) }),
    );
  }
  return facts;
};

const correction = (
  register: Register,
  state: EntryState,
  next: Fields,
  fields: readonly Field[],
  now: Instant,
): Fact => ({
  type: register.corrected,
  schema: 1,
  occurredAt: occurredAt(register, next, now),
  data: {
    ...pick(next, keyFields(register)),
    corrects: state.events,
    changes: pick(next, fields),
    // Whom the row was about before the correction must hear of it too.
    about: [...new Set([...aboutOf(register, state.fields), ...aboutOf(register, next)])],
  } satisfies CorrectionPayload,
});

/**
 * One fact of a row, as a context's own deciders make it too: the key, the given fields, and whom it is about.
 */
export const entryFact = (
  register: Register,
  type: string,
  fields: Fields,
  said: readonly Field[],
  when: { readonly occurredAt: string; readonly enteredAt?: Instant | undefined },
): Fact<string, EntryPayload> => ({
  type,
  schema: 1,
  occurredAt: when.occurredAt,
  data: { ...pick(fields, [...keyFields(register), ...said]), about: aboutOf(register, fields) },
  ...(when.enteredAt === undefined ? {} : { enteredAt: when.enteredAt }),
});

/** Codes of offices, persons, deputies … that a row names, as `kind/code`, without repetition. */
export const aboutOf = (register: Register, fields: Fields): readonly string[] => {
  const about = new Set<string>();
  for (const field of register.fields) {
    const value = fields[field.name];
    const kind = field.refers ?? OWN_KEYS[`${register.name}.${field.name}`];
    if (value === undefined || kind === undefined) continue;
    for (const part of Array.isArray(value) ? value : [String(value)]) about.add(`${kind}/${part}`);
  }
  return [...about];
};

/** The key fields by which rosters introduce what others refer to. */
const OWN_KEYS: Readonly<Record<string, string>> = {
  'office.office': 'office',
  'post.person': 'person',
  'deputy.deputy': 'deputy',
  'retireeCare.retiree': 'retiree',
  'branch.branch': 'branch',
  'statutoryItem.item': 'item',
};

const pick = (fields: Fields, wanted: readonly Field[]): Record<string, FieldValue> => {
  const picked: Record<string, FieldValue> = {};
  for (const field of wanted) {
    const value = fields[field.name];
    if (value !== undefined) picked[field.name] = value;
  }
  return picked;
};

const stepFields = (register: Register, step: Step): readonly Field[] =>
  [...(step.date === null ? [] : [step.date]), ...step.companions].map((name) => fieldOf(register, name));

/** When the row happened in the world: its act's date, its roster's start, its earliest date; `otherwise` where it bears none. */
const occurredAt = (register: Register, fields: Fields, otherwise: string): string => {
  const { knowledge } = register;
  switch (knowledge.kind) {
    case 'roster':
      return String(fields[knowledge.from]);
    case 'act':
      return knowledge.date === null ? quarterStart(fields) || otherwise : String(fields[knowledge.date]);
    case 'steps':
      return earliestDate(knowledge.dates, fields)?.value ?? String(fields['from'] ?? otherwise);
  }
};

/** Marks bear a quarter and no date: they belong to the quarter. */
const quarterStart = (fields: Fields): string => {
  const match = /^(\d{4})Q([1-4])$/.exec(String(fields['quarter'] ?? ''));
  return match === null ? '' : `${match[1]}-${String((Number(match[2]) - 1) * 3 + 1).padStart(2, '0')}-01`;
};

/** The earliest of a row's dates: by day, then by column. Undefined where all are empty. */
export const earliestDate = (
  dates: readonly string[],
  fields: Fields,
): { readonly name: string; readonly value: string } | undefined => {
  let earliest: { name: string; value: string } | undefined;
  for (const name of dates) {
    const value = fields[name];
    if (value === undefined) continue;
    if (earliest === undefined || dayOf(String(value)) < dayOf(earliest.value))
      earliest = { name, value: String(value) };
  }
  return earliest;
};

interface Knowledge {
  readonly row: Instant | undefined;
  readonly of: (date: string) => Instant | undefined;
}

/**
 * When a new row and each of its dates count as entered; undefined means the moment of this import. Never later than `now`: what lies
 * ahead is entered now and counts from its day on (`rowKnownAt`).
 */
const rowKnowledge = (register: Register, fields: Fields, enteredAt: Instant | null, now: Instant): Knowledge => {
  const notAhead = (instant: Instant): Instant | undefined => (instant <= now ? instant : undefined);
  const { knowledge } = register;
  switch (knowledge.kind) {
    case 'roster':
      return {
        row: notAhead(startOfDay(dayOf(String(fields[knowledge.from])))),
        of: (date) => notAhead(startOfDay(addDays(dayOf(String(fields[date])), 1))),
      };
    case 'act':
      return { row: enteredAt ?? undefined, of: () => enteredAt ?? undefined };
    case 'steps': {
      const first = knowledge.first ?? earliestDate(knowledge.dates, fields)?.name;
      return {
        row: enteredAt ?? undefined,
        of: (date) => {
          if (enteredAt === null || date === first) return enteredAt ?? undefined;
          const moment = momentOf(String(fields[date]));
          return moment > enteredAt ? notAhead(moment) : enteredAt;
        },
      };
    }
  }
};

/** The instant of a date: 00:00 of that day (Asia/Shanghai) where no time of day is known. */
export const momentOf = (value: string): Instant => (value.length === 10 ? startOfDay(value) : value);
