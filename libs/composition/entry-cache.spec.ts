import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../rulebook/index.js';
import { contactRegister } from '../contexts/deputies/index.js';
import { readConfig } from './config.js';
import { type Foundation, layFoundation } from './foundation.js';
import { importLedger } from './ledger-import.js';

/** The rows in memory over a real view of the sample. */
let foundation: Foundation;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'five-ones-'));
  const config = readConfig({
    EVENT_STORE_URL: `sqlite:${join(folder, 'events.db')}`,
    VIEW_STORE_URL: `sqlite:${join(folder, 'views.db')}`,
    SECRET_FILE: join(folder, 'secret.key'),
  });
  foundation = await layFoundation(config, 'write');
  const files = [join(packageRoot(), 'examples', 'ledger-small.xlsx')];
  await importLedger(foundation, [], { files, dryRun: false, strict: true, reason: null });
  await foundation.catchUp();
});
afterAll(async () => {
  await foundation.close();
  rmSync(folder, { recursive: true });
});

describe('the rows in memory', () => {
  it('are all there, and known as of an instant', async () => {
    const source = await foundation.house.entries();
    expect(source.all.size).toBe(await foundation.house.view('register-entries').count());
    const early = source.known(contactRegister, '2019-08-15T23:59:59.999+08:00');
    const late = source.known(contactRegister, '2020-01-31T23:59:59.999+08:00');
    expect(early.length).toBeGreaterThan(0);
    expect(late.length).toBeGreaterThan(early.length);
    for (const { enteredAt } of early) expect(enteredAt <= '2019-08-15T23:59:59.999+08:00').toBe(true);
  });

  it('are computed once for all instants of a day behind the last entry, and for no other', async () => {
    const source = await foundation.house.entries();
    const [first, second] = ['2100-01-01T08:00:00.000+08:00', '2100-01-01T09:00:00.000+08:00'];
    expect(first > source.latest).toBe(true);
    expect(source.known(contactRegister, second)).toBe(source.known(contactRegister, first));
    const [early, later] = ['2019-08-15T08:00:00.000+08:00', '2019-08-15T09:00:00.000+08:00'];
    expect(source.known(contactRegister, later)).not.toBe(source.known(contactRegister, early));
  });

  it('are never seen in part while the view is rebuilt: whoever reads has all of the old or all of the new', async () => {
    const source = await foundation.house.entries();
    const before = source.all;
    const sizes = new Set<number>([before.size]);
    const rebuilding = foundation.runner?.rebuild('register-entries').then(() => foundation.catchUp());
    let done = false;
    void rebuilding?.then(() => (done = true));
    while (!done) {
      sizes.add((await foundation.house.entries()).all.size);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const after = await foundation.house.entries();
    expect(after.all).not.toBe(before);
    expect([...after.all]).toEqual([...before]);
    expect([...sizes]).toEqual([before.size]);
  });

  it('are found by whom they concern, a row that comes later too', async () => {
    const subject = 'deputy/D0005';
    const concerning = async (): Promise<readonly string[]> =>
      Array.from((await foundation.house.entries()).concerning(subject), ({ id }) => id).sort();
    const before = await concerning();
    const { all } = await foundation.house.entries();
    expect(before.length).toBeGreaterThan(1);
    expect(before).toEqual([...all.values()].flatMap(({ id, about }) => (about.includes(subject) ? [id] : [])).sort());
    const id = randomUUID();
    await foundation.events.append('deputyContact-LX-later', 'no-stream', [
      {
        id,
        type: 'deputies.ContactRecorded',
        schema: 1,
        occurredAt: '2019-09-18',
        data: { contact: 'LX-later', member: 'P0001', deputy: 'D0005', on: '2019-09-18', about: [subject] },
        meta: {
          commandId: id,
          correlationId: id,
          causationId: id,
          actor: { person: 'P0001', post: '主任', office: 'LD01' },
          ruleSet: 'zibo-2019',
        },
      },
    ]);
    await foundation.catchUp();
    expect(await concerning()).toEqual([...before, 'deputyContact-LX-later'].sort());
  });
});
