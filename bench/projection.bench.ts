import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../libs/event-store/index.js';
import type { Document, EventStore, NewEvent, Projection, RecordedEvent } from '../libs/kernel/index.js';
import { Runner } from '../libs/projection/index.js';
import { openSqliteViewStore } from '../libs/view-store/index.js';

/**
 * Projections over both embedded stores, in one run on one disk. `bare` is reading the same history page by page and folding it
 * into a Map, with neither documents nor checkpoints written: what no runner can do without. Each figure is the median of `ROUNDS`.
 */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly bare?: number;
  readonly ratio?: number;
  readonly unit: string;
}

const ROUNDS = 3;
const HISTORY = 100_000;
const OFFICES = 12;
const ITEMS = 2_000;
const LIVE = 200;

export const projectionBench = async (): Promise<Row[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'five-ones-bench-'));
  const eventStore = await openSqliteEventStore({ file: join(directory, 'events.db') });
  try {
    await fill(eventStore);
    const many = [
      perOffice,
      perItem,
      ...Array.from({ length: 6 }, (_, at) => ({ ...perOffice, name: `office-${at}` })),
    ];
    return [
      await row(directory, eventStore, 'rebuild one view of few documents', [perOffice]),
      await row(directory, eventStore, `rebuild one view of ${ITEMS} documents`, [perItem]),
      await row(directory, eventStore, 'rebuild one view of a document an event', [perEvent]),
      await row(directory, eventStore, 'rebuild eight views together', many),
      await row(directory, eventStore, 'rebuild nine views together, one with a document an event', [
        ...many,
        perEvent,
      ]),
      await follow(directory, eventStore, many),
    ];
  } finally {
    await eventStore.close();
    rmSync(directory, { recursive: true });
  }
};

/** Events of the history a second until all views hold it. */
const row = async (
  directory: string,
  eventStore: EventStore,
  name: string,
  projections: readonly Projection[],
): Promise<Row> => {
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    bare.push(await perSecond(HISTORY, () => foldOnly(eventStore, projections)));
    const viewStore = await openSqliteViewStore({ file: join(directory, `${name}-${round}.db`) });
    const runner = new Runner({ eventStore, viewStore, projections });
    ours.push(await perSecond(HISTORY, () => runner.catchUp()));
    await viewStore.close();
  }
  return { name, ours: median(ours), bare: median(bare), ratio: median(ours) / median(bare), unit: 'events/s' };
};

/** Milliseconds from the call of an append until the views hold it, fsync included; bare is the append alone. */
const follow = async (directory: string, eventStore: EventStore, projections: readonly Projection[]): Promise<Row> => {
  const viewStore = await openSqliteViewStore({ file: join(directory, 'live.db') });
  const runner = new Runner({ eventStore, viewStore, projections });
  const aborting = new AbortController();
  const running = runner.start(aborting.signal);
  await runner.waitFor(await eventStore.tail(), { timeout: 60_000 });
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let at = 0; at < LIVE; at += 1) {
    const begin = performance.now();
    const { position } = await eventStore.append(`item-live-${at}`, 'no-stream', [eventOf(HISTORY + at)]);
    bare.push(performance.now() - begin);
    await runner.waitFor(position);
    ours.push(performance.now() - begin);
  }
  aborting.abort();
  await running;
  await viewStore.close();
  const [with_, without] = [median(ours), median(bare)];
  return { name: 'append until eight views hold it', ours: with_, bare: without, ratio: with_ / without, unit: 'ms' };
};

const foldOnly = async (eventStore: EventStore, projections: readonly Projection[]): Promise<void> => {
  const documents = projections.map(() => new Map<string, Document | undefined>());
  for (let after = 0n, end = false; !end;) {
    const page = await eventStore.readAll(after, undefined, 4000);
    for (const [at, projection] of projections.entries()) {
      for (const event of page.events) {
        if (!projection.types.includes(event.type)) continue;
        for (const id of projection.route(event)) {
          documents[at]?.set(id, projection.fold(documents[at].get(id), event, id) ?? undefined);
        }
      }
    }
    ({ position: after, end } = page);
  }
};

const perSecond = async (events: number, work: () => Promise<void>): Promise<number> => {
  const begin = performance.now();
  await work();
  return events / ((performance.now() - begin) / 1000);
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const TYPES = ['statutory-items.ProgressReported', 'deputies.ContactRecorded'] as const;

interface Deed {
  readonly office: string;
  readonly item: string;
  readonly minutes: number;
}

const deedOf = (event: RecordedEvent): Deed => event.data as Deed;

interface Office extends Document {
  readonly deeds: number;
  readonly minutes: number;
  readonly last: string;
}

const perOffice: Projection<Office> = {
  name: 'per-office',
  version: 1,
  types: TYPES,
  indexes: [['last']],
  route: (event) => [deedOf(event).office],
  fold: (office, event, id) => ({
    id,
    deeds: (office?.deeds ?? 0) + 1,
    minutes: (office?.minutes ?? 0) + deedOf(event).minutes,
    last: event.occurredAt,
  }),
};

interface Item extends Document {
  readonly office: string;
  readonly reports: readonly string[];
}

const perItem: Projection<Item> = {
  name: 'per-item',
  version: 1,
  types: [TYPES[0]],
  indexes: [['office']],
  route: (event) => [deedOf(event).item],
  fold: (item, event, id) => ({
    id,
    office: deedOf(event).office,
    reports: [...(item?.reports ?? []).slice(-9), event.id],
  }),
};

const perEvent: Projection = {
  name: 'per-event',
  version: 1,
  types: TYPES,
  indexes: [
    ['office', 'occurredAt'],
    ['person', 'recordedAt'],
  ],
  route: (event) => [event.position.toString().padStart(12, '0')],
  fold: (_, event, id) => ({
    id,
    type: event.type,
    stream: event.stream,
    office: deedOf(event).office,
    person: event.meta.actor.person,
    occurredAt: event.occurredAt,
    recordedAt: event.recordedAt,
    eventId: event.id,
  }),
};

const fill = async (eventStore: EventStore): Promise<void> => {
  for (let at = 0; at < HISTORY; at += 500) {
    await eventStore.append(
      `item-${at}`,
      'no-stream',
      Array.from({ length: 500 }, (_, n) => eventOf(at + n)),
    );
  }
};

const eventOf = (at: number): NewEvent => {
  const hex = createHash('sha256').update(String(at)).digest('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return {
    id,
    type: TYPES[at % 2] ?? TYPES[0],
    schema: 1,
    occurredAt: `2019-0${1 + (at % 9)}-1${at % 10}`,
    data: {
      office: `WS${String(at % OFFICES).padStart(2, '0')}`,
      item: `item-${(at * 7) % ITEMS}`,
      minutes: at % 90,
      note: '听取和审议专项工作报告，督促整改落实',
    },
    meta: {
      commandId: id,
      correlationId: id,
      causationId: id,
      actor: { person: `P${String(at % 300).padStart(4, '0')}`, post: '科长', office: 'WS01' },
      ruleSet: 'zibo-2019',
    },
  };
};
