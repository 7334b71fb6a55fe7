import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../event-store/index.js';
import { type EventStore, type Shelf, type ViewStore, ViewStoreError } from '../kernel/index.js';
import type { Trouble } from '../projection/index.js';
import { openSqliteViewStore } from '../view-store/index.js';
import { projections } from './contexts.js';
import { eventId } from './ids.js';
import { movedByOthers, movingAlone } from './moving.js';

/** A process that only reads, beside the one that moves the views: what an api is where several share the stores. */
describe('views that others move', () => {
  let folder: string;
  let events: EventStore;
  let viewStore: ViewStore;
  let away = false;

  /** The view store as it looks from another machine while the network is down. */
  const seenFromAfar = (): ViewStore => {
    const shelf = new Proxy(viewStore.shelf, {
      get: (target, name: keyof Shelf) => {
        if (away) throw new ViewStoreError('unavailable', '视图库连不上');
        return target[name].bind(target);
      },
    });
    return { ...viewStore, shelf, collection: (declaration) => viewStore.collection(declaration) } as ViewStore;
  };

  const record = async (n: number): Promise<void> => {
    const stream = `deputyContact-LX${n}`;
    await events.append(stream, 'no-stream', [
      {
        id: eventId(`c${n}`, stream, 0),
        type: 'deputies.ContactRecorded',
        schema: 1,
        occurredAt: '2019-08-01',
        data: { contact: `LX${n}`, member: 'P0001', deputy: 'D0001', on: '2019-08-01', channel: '走访', about: [] },
        meta: {
          commandId: `c${n}`,
          correlationId: `c${n}`,
          causationId: `c${n}`,
          actor: { person: 'P0001', post: '主任', office: 'LD01' },
          ruleSet: 'zibo-2019',
        },
      },
    ]);
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'moving-'));
    events = await openSqliteEventStore({ file: join(folder, 'events.db') });
    viewStore = await openSqliteViewStore({ file: join(folder, 'views.db') });
    away = false;
  });
  afterEach(async () => {
    await viewStore.close();
    await events.close();
    rmSync(folder, { recursive: true });
  });

  const until = async (what: () => boolean): Promise<void> => {
    for (let tries = 0; tries < 500 && !what(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(what()).toBe(true);
  };

  it('are told row by row, and all anew after an outage, which ends nothing', async () => {
    const mover = movingAlone({ events, viewStore, projections });
    await record(1);
    await mover.catchUp();

    const told: (readonly string[] | 'all')[] = [];
    const troubles: Trouble[] = [];
    const reading = movedByOthers({
      events,
      viewStore: seenFromAfar(),
      projections,
      onTrouble: (trouble) => troubles.push(trouble),
    });
    const stopping = new AbortController();
    const following = reading.follow({ rowsChanged: (ids) => told.push(ids) }, stopping.signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await record(2);
    await mover.catchUp();
    await until(() => told.some((ids) => ids !== 'all' && ids.includes('deputyContact-LX2')));

    away = true;
    await until(() => troubles.length > 0);
    away = false;
    await until(() => told.includes('all'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await record(3);
    await mover.catchUp();
    await until(() => told.some((ids) => ids !== 'all' && ids.includes('deputyContact-LX3')));

    stopping.abort();
    await following;
    expect(troubles[0]).toMatchObject({ kind: 'outage', error: { code: 'unavailable' } });
  });
});
