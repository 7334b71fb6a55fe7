import { endOfDay, isValidDay, parseInstant, startOfDay } from '../../calendar/index.js';
import {
  decline,
  type Instant,
  knownSince,
  type RecordedEvent,
  type Refusal,
  ViewStoreError,
  type Where,
} from '../../kernel/index.js';
import { typesOf } from '../../ledger/index.js';
import { toConnection } from '../graphql/connection.js';
import { instantOf } from '../graphql/known-at.js';
import { isHealthData } from '../graphql/row.js';
import type { House } from '../house.js';
import type { AuditArgs, AuditEntry, AuditFilter, AuditOrder, AuditTrail } from './audit.graphql.js';
import { TRAIL, type TrailDocument } from './views/trail.js';

/** A page of the audit trail: conditions turned into one query of the view, in the order that was asked for. */
export const auditPage = async (house: House, args: AuditArgs): Promise<AuditTrail | Refusal> => {
  const knownAt = instantOf(args.knownAt, house.clock);
  if (knownAt === undefined) return decline('bad-known-at', { value: args.knownAt ?? '' });
  const conditions = conditionsOf(house, args.filter ?? {}, knownAt);
  if ('refused' in conditions) return conditions;
  const { field, descending } = SORT[args.order];
  try {
    const view = house.view<TrailDocument>(TRAIL);
    const found = await view.find({
      where: { and: conditions.where },
      sort: [{ field, descending }],
      limit: args.first,
      ...(args.after === undefined ? {} : { after: args.after }),
    });
    // What an entry says besides is told by the event itself.
    const events = await house.events(
      found.documents.map(({ stream, revision }) => ({ stream, revision: BigInt(revision) })),
    );
    const rules = rulesByType(house);
    const entries = events.map((event) => toEntry(event, rules));
    const { incompleteSince } = await view.freshness();
    return { knownAt, incompleteSince, entries: toConnection(found, entries) };
  } catch (error) {
    if (error instanceof ViewStoreError && error.code === 'bad-query') return decline('bad-cursor');
    throw error;
  }
};

const SORT: Readonly<Record<AuditOrder, { readonly field: string; readonly descending: boolean }>> = {
  ENTERED_NEWEST_FIRST: { field: 'knownSince', descending: true },
  ENTERED_OLDEST_FIRST: { field: 'knownSince', descending: false },
  HAPPENED_NEWEST_FIRST: { field: 'occurredAt', descending: true },
  HAPPENED_OLDEST_FIRST: { field: 'occurredAt', descending: false },
};

const conditionsOf = (
  house: House,
  filter: AuditFilter,
  knownAt: Instant,
): { readonly where: readonly Where[] } | Refusal => {
  const where: Where[] = [{ field: 'knownSince', lte: knownAt }];
  for (const field of ['stream', 'person', 'post', 'office', 'type'] as const) {
    const value = filter[field];
    if (value !== undefined) where.push({ field, eq: value });
  }
  if (filter.about !== undefined) where.push({ field: 'about', has: filter.about });
  if (filter.rule !== undefined) {
    if (!house.rulebook.has(filter.rule)) return decline('not-found', { what: '规则', id: filter.rule });
    const bearing = [...rulesByType(house)].filter(([, rules]) => rules.includes(filter.rule ?? ''));
    where.push({ field: 'type', in: bearing.map(([type]) => type) });
  }
  // A day that something happened on sorts before every instant of it, so the bounds are days and instants alike.
  const bounds = [
    ['occurredAt', 'gte', filter.happenedFrom, (day: string) => day],
    ['occurredAt', 'lte', filter.happenedTo, endOfDay],
    ['knownSince', 'gte', filter.enteredFrom, startOfDay],
    ['knownSince', 'lte', filter.enteredTo, endOfDay],
  ] as const;
  for (const [field, bound, text, ofDay] of bounds) {
    if (text === undefined) continue;
    const value = text.length === 10 ? (isValidDay(text) ? ofDay(text) : undefined) : parseInstant(text);
    if (value === undefined) return decline('bad-known-at', { value: text });
    where.push(bound === 'gte' ? { field, gte: value } : { field, lte: value });
  }
  return { where };
};

/** Which rules an event type bears on: those that the catalogue says its sheet feeds. */
const rulesByType = (house: House): ReadonlyMap<string, readonly string[]> => {
  const rules = house.rulebook.rules();
  return new Map(
    house.registers.flatMap((register) => {
      const ids = rules.filter((rule) => rule.fedBy.includes(register.sheet)).map((rule) => rule.id);
      return typesOf(register).map((type) => [type, ids] as const);
    }),
  );
};

const toEntry = (event: RecordedEvent, rules: ReadonlyMap<string, readonly string[]>): AuditEntry => ({
  id: event.id,
  position: event.position.toString(),
  type: event.type,
  schema: event.schema,
  stream: event.stream,
  revision: event.revision.toString(),
  person: event.meta.actor.person,
  post: event.meta.actor.post,
  office: event.meta.actor.office,
  about: (event.data as { about?: readonly string[] }).about ?? [],
  rules: rules.get(event.type) ?? [],
  occurredAt: event.occurredAt,
  enteredAt: knownSince(event),
  saidByLedger: event.meta.enteredAt !== undefined,
  recordedAt: event.recordedAt,
  reason: event.meta.reason ?? null,
  commandId: event.meta.commandId,
  correlationId: event.meta.correlationId,
  causationId: event.meta.causationId,
  ruleSet: event.meta.ruleSet,
  prevHash: event.meta.prevHash,
  hash: event.meta.hash,
  data: JSON.stringify(withoutHealthData(event)),
});

const withoutHealthData = (event: RecordedEvent): unknown => {
  const register = event.stream.slice(0, event.stream.indexOf('-'));
  const data = event.data as Readonly<Record<string, unknown>>;
  const mask = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).filter(
        ([name]) => !isHealthData(register, name, fields) && !HEALTH_ALWAYS.has(`${register}.${name}`),
      ),
    );
  const changes = data['changes'];
  return changes === undefined
    ? mask(data)
    : { ...mask(data), changes: mask(changes as Readonly<Record<string, unknown>>) };
};

/** In a supplement or a correction the cell alone does not show whether it speaks of an illness: these are withheld always. */
const HEALTH_ALWAYS: ReadonlySet<string> = new Set([
  'retireeSituation.note',
  'retireeSituation.kind',
  'retireeVisit.content',
]);
