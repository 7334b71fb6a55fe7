import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../event-store/index.js';
import type { Appended, EventStore, NewEvent, Projection, ViewStore } from '../../kernel/index.js';
import { openSqliteViewStore } from '../../view-store/index.js';
import { Runner } from '../runner.js';
import type { RunnerOptions } from '../runner.js';

/** What the specs' events are about: things that come into boxes, move, are marked, and go. */
export type Deed =
  | { readonly kind: 'put'; readonly thing: string; readonly box: string }
  | { readonly kind: 'marked'; readonly thing: string; readonly points: number }
  | { readonly kind: 'taken'; readonly thing: string };

export const TYPES = ['boxes.ThingPut', 'boxes.ThingMarked', 'boxes.ThingTaken'] as const;
const typeOf = { put: TYPES[0], marked: TYPES[1], taken: TYPES[2] };

/** A house of both embedded stores in a folder of its own. */
export class SpecHouse {
  readonly folder = mkdtempSync(join(tmpdir(), 'projection-'));
  eventStore!: EventStore;
  viewStore!: ViewStore;
  #appended = 0;

  static async open(): Promise<SpecHouse> {
    const house = new SpecHouse();
    house.eventStore = await openSqliteEventStore({ file: join(house.folder, 'events.db') });
    house.viewStore = await openSqliteViewStore({ file: join(house.folder, 'views.db') });
    return house;
  }

  async close(): Promise<void> {
    await this.eventStore.close();
    await this.viewStore.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Another, empty view store in the same house. */
  freshViews(name: string): Promise<ViewStore> {
    return openSqliteViewStore({ file: join(this.folder, `${name}.db`) });
  }

  async append(...deeds: readonly Deed[]): Promise<Appended> {
    const stream = `box-${(this.#appended += 1)}`;
    return this.eventStore.append(
      stream,
      'no-stream',
      deeds.map((deed, at) => eventOf(deed, `${this.#appended}/${at}`)),
    );
  }

  runner(projections: readonly Projection[], options: Partial<RunnerOptions> = {}): Runner {
    return new Runner({ eventStore: this.eventStore, viewStore: this.viewStore, projections, ...options });
  }
}

const eventOf = (deed: Deed, key: string): NewEvent => {
  const { kind, ...data } = deed;
  const hex = createHash('sha256').update(key).digest('hex');
  return {
    id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
    type: typeOf[kind],
    schema: 1,
    occurredAt: '2019-08-01',
    data,
    meta: {
      commandId: key,
      correlationId: key,
      causationId: key,
      actor: { person: 'P0001', post: '科长', office: 'WS01' },
      ruleSet: 'zibo-2019',
    },
  };
};
