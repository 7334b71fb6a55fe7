import { addDays, startOfDay } from '../../calendar/index.js';
import { type Day, dayOf, type Instant, knownSince, type RecordedEvent } from '../../kernel/index.js';
import { fieldsSaid } from './entry.js';
import { type Fields, type FieldValue, keyFields, type Register } from './register.js';

/**
 * A row with its whole history, small enough to be a document: what each event said, since when that was known, when it counts as
 * entered. From it the row can be read as known at any instant, without replaying the stream.
 */
export interface Entry {
  /** The stream. */
  readonly id: string;
  readonly register: string;
  readonly key: readonly string[];
  /** In the order of the stream. */
  readonly says: readonly Say[];
  /** Whom and what the row is about, over all its events. */
  readonly about: readonly string[];
  readonly [more: string]: unknown;
}

export interface Say {
  readonly event: string;
  readonly type: string;
  readonly occurredAt: string;
  /** `enteredAt ?? recordedAt`. */
  readonly since: Instant;
  readonly recordedAt: Instant;
  /** True where the old ledger says when it was entered. */
  readonly ledger: boolean;
  readonly correction: boolean;
  readonly fields: Fields;
}

/** Adds what an event says to an entry; starts one where there is none. */
export const foldEntry = (register: Register, entry: Entry | undefined, event: RecordedEvent): Entry => {
  const fields = fieldsSaid(event);
  const correction = (event.data as { corrects?: unknown }).corrects !== undefined;
  const about = (event.data as { about?: readonly string[] }).about ?? [];
  const say: Say = {
    event: event.id,
    type: event.type,
    occurredAt: event.occurredAt,
    since: knownSince(event),
    recordedAt: event.recordedAt,
    ledger: event.meta.enteredAt !== undefined,
    correction,
    fields,
  };
  return {
    id: event.stream,
    register: register.name,
    key: entry?.key ?? keyFields(register).map((field) => dayOfKey(field.kind, String(fields[field.name]))),
    says: entry === undefined ? [say] : [...entry.says, say],
    about: entry === undefined ? about : [...new Set([...entry.about, ...about])],
  };
};

const dayOfKey = (kind: string, value: string): string => (kind === 'day' || kind === 'moment' ? dayOf(value) : value);

/** A row as known at k. */
export interface KnownRow {
  readonly stream: string;
  readonly key: readonly string[];
  readonly fields: Fields;
  /** Since when each field counts as entered. A field that was corrected counts as entered by the correction. */
  readonly entered: Readonly<Record<string, Instant>>;
  /** Which event said each field. */
  readonly saidBy: Readonly<Record<string, string>>;
  /** Fields whose present value came by a correction. */
  readonly correctedFields: ReadonlySet<string>;
  /** Entry of the row itself. */
  readonly enteredAt: Instant;
  readonly events: readonly string[];
}

/**
 * The row as known at k, or null where it was not: nothing exists that was entered after k or is dated after the day of k. The end of a
 * roster row is known from the start of the day after it, or from its entry, whichever is later.
 */
export const rowKnownAt = (register: Register, entry: Entry, k: Instant): KnownRow | null => {
  const today = dayOf(k);
  const fields: Record<string, FieldValue> = {};
  const entered: Record<string, Instant> = {};
  const saidBy: Record<string, string> = {};
  const correctedFields = new Set<string>();
  const events: string[] = [];
  let enteredAt: Instant | undefined;
  for (const say of entry.says) {
    if (say.since > k) continue;
    enteredAt ??= say.since;
    events.push(say.event);
    for (const [name, value] of Object.entries(say.fields)) {
      if (isAhead(register, name, value, k, today)) continue;
      if (say.correction && fields[name] !== value) correctedFields.add(name);
      if (fields[name] !== value) {
        entered[name] = say.since;
        saidBy[name] = say.event;
      }
      fields[name] = value;
    }
  }
  if (enteredAt === undefined || !isDated(register, fields, today)) return null;
  return { stream: entry.id, key: entry.key, fields, entered, saidBy, correctedFields, enteredAt, events };
};

/** All that the row has ever said, whenever it becomes known: what an import or an export goes by. */
export const rowSaid = (entry: Entry): Fields => Object.assign({}, ...entry.says.map((say) => say.fields)) as Fields;

/** A roster's end or a step's date that lies behind k is not known yet. */
const isAhead = (register: Register, name: string, value: FieldValue, k: Instant, today: Day): boolean => {
  const { knowledge } = register;
  switch (knowledge.kind) {
    case 'roster':
      return name === knowledge.to && startOfDay(addDays(dayOf(String(value)), 1)) > k;
    case 'act':
      return false;
    case 'steps':
      return knowledge.dates.includes(name) && dayOf(String(value)) > today;
  }
};

const isDated = (register: Register, fields: Fields, today: Day): boolean => {
  const { knowledge } = register;
  const date = knowledge.kind === 'roster' ? knowledge.from : knowledge.kind === 'act' ? knowledge.date : null;
  if (date === null) return true;
  const value = fields[date];
  return value !== undefined && dayOf(String(value)) <= today;
};

/** Roster rows in force on a day: both ends are inside. */
export const inForceOn = <T extends Pick<KnownRow, 'fields'>>(rows: readonly T[], day: Day): readonly T[] =>
  rows.filter(({ fields }) => {
    const to = fields['to'];
    return dayOf(String(fields['from'])) <= day && (to === undefined || dayOf(String(to)) >= day);
  });
