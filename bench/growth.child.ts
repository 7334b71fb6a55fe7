import { join } from 'node:path';
import { openSqliteEventStore } from '../libs/event-store/index.js';
import type { Document, Projection, RecordedEvent } from '../libs/kernel/index.js';
import { Runner } from '../libs/projection/index.js';
import { openSqliteViewStore } from '../libs/view-store/index.js';
import { batchOf } from './events.js';
import { median, milliseconds, rate } from './figure.js';

/**
 * A house that grows, in a process of its own so that its memory is its own: a history is filled in batches, with a view of a
 * document an event and one of a document an office carried along, and measured at each of the sizes asked for. Run with --expose-gc;
 * says one line of JSON a size.
 */
const { folder, sizes } = JSON.parse(process.argv[2] ?? '') as {
  readonly folder: string;
  readonly sizes: readonly number[];
};

const officeOf = (event: RecordedEvent): string => (event.data as { readonly office: string }).office;

const perEvent: Projection = {
  name: 'per-event',
  version: 1,
  types: ['statutory-items.ProgressReported', 'deputies.ContactRecorded'],
  indexes: [['office', 'recordedAt']],
  route: (event) => [event.position.toString().padStart(12, '0')],
  fold: (_, event, id) => ({
    id,
    type: event.type,
    stream: event.stream,
    office: officeOf(event),
    recordedAt: event.recordedAt,
  }),
};

const perOffice: Projection<Document & { readonly deeds: number }> = {
  ...perEvent,
  name: 'per-office',
  indexes: [],
  route: (event) => [officeOf(event)],
  fold: (office, _, id) => ({ id, deeds: (office?.deeds ?? 0) + 1 }),
};

const eventStore = await openSqliteEventStore({ file: join(folder, 'events.db') });
const viewStore = await openSqliteViewStore({ file: join(folder, 'views.db') });
const runner = new Runner({ eventStore, viewStore, projections: [perEvent, perOffice as unknown as Projection] });
const BATCH = 500;
const STREAM = 100;
let written = 0;

/** Streams of a hundred events, five of them a batch. */
const fill = async (until: number): Promise<void> => {
  for (; written < until; written += BATCH) {
    const events = batchOf(written, BATCH);
    const appends = Array.from({ length: BATCH / STREAM }, (_, at) =>
      eventStore.append(`item-${written / STREAM + at}`, 'no-stream', events.slice(at * STREAM, (at + 1) * STREAM)),
    );
    await Promise.all(appends);
    if (written % 50_000 === 0) await runner.catchUp();
  }
};

const singles = async (): Promise<number> => {
  const times: number[] = [];
  for (const event of batchOf(written, BATCH)) {
    times.push(
      await milliseconds(async () => void (await eventStore.append(`single-${event.id}`, 'no-stream', [event]))),
    );
  }
  written += BATCH;
  return median(times) * 1_000;
};

for (const size of sizes) {
  const from = written;
  const filled = await rate(size - from, () => fill(size));
  await runner.catchUp();
  globalThis.gc?.();
  const memory = process.memoryUsage();
  const single = await singles();
  const page = await rate(BATCH, () => eventStore.readAll(BigInt(written - BATCH), undefined, BATCH));
  const figures = { size, filled, single, page, heap: memory.heapUsed / 1e6, rss: memory.rss / 1e6 };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
await viewStore.close();
await eventStore.close();
