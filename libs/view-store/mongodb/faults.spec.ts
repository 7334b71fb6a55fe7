/**
 * A server that goes and comes back, and answers that are lost on the way. The server is one of our own, on a directory
 * that outlives it, so that it can be ended in the middle of writes; it needs Go, and runs where MONGO_TEST_URL asks
 * for a MongoDB at all.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Change, Document, ViewStore } from '../../kernel/index.js';
import { goIsThere, startMongoServer } from '../../../test/mongodb-server/start.mjs';
import type { MongoTestServer } from '../../../test/mongodb-server/start.mjs';
import { openMongoViewStore } from './index.js';

const batch = (number: number): readonly Change<Document>[] =>
  Array.from({ length: 20 }, (_, at) => {
    const position = BigInt(number * 20 + at + 1);
    // Every third change touches a document that an earlier batch wrote, so that there are replacements besides insertions.
    const id = at % 3 === 0 ? `shared-${at}` : `own-${number}-${at}`;
    return { kind: 'put', document: { id, batch: number }, position };
  });

const scanned = async (store: ViewStore): Promise<ReadonlyMap<string, bigint>> => {
  const collection = await store.collection({ name: 'items', indexes: [] });
  const positions = new Map<string, bigint>();
  for await (const { document, position } of collection.scan()) positions.set(document.id, position);
  return positions;
};

const after = (batches: number): ReadonlyMap<string, bigint> => {
  const changes = Array.from({ length: batches }, (_, number) => batch(number)).flat();
  return new Map(changes.map((change) => [change.kind === 'put' ? change.document.id : change.id, change.position]));
};

const faults = (): void => {
  let directory: string;
  let server: MongoTestServer;
  let store: ViewStore;
  const open = (patience: number, url = server.url): Promise<ViewStore> =>
    openMongoViewStore({ url, database: 'faults', patience });
  const comeBack = async (): Promise<void> => {
    server = await startMongoServer({ directory, port: server.port });
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'five-ones-faults-'));
    server = await startMongoServer({ directory });
  }, 240_000);
  afterEach(async () => {
    await store.close();
    await server.kill();
    await rm(directory, { recursive: true, force: true });
  });

  it('carries every write through when the server comes back within the patience', async () => {
    store = await open(20_000);
    const collection = await store.collection({ name: 'items', indexes: [['batch']] });
    let restart: Promise<void> | undefined;
    for (let number = 0; number < 12; number += 1) {
      const write = collection.write(batch(number));
      if (number % 5 === 2)
        restart = server
          .kill()
          .then(() => pause(200))
          .then(comeBack);
      await write;
      await restart;
    }
    expect(await scanned(store)).toEqual(after(12));
  });

  it('says unavailable when the server stays away, and keeps all it acknowledged', async () => {
    store = await open(400);
    const collection = await store.collection({ name: 'items', indexes: [] });
    for (let number = 0; number < 3; number += 1) await collection.write(batch(number));
    await server.kill();
    const refused = expect.objectContaining({ name: 'ViewStoreError', code: 'unavailable' });
    await expect(collection.write(batch(3))).rejects.toEqual(refused);
    await expect(collection.find({})).rejects.toEqual(refused);
    await expect(store.shelf.set('checkpoint', '4', 0)).rejects.toEqual(refused);
    await comeBack();
    await store.close();
    store = await open(20_000);
    expect(await scanned(store)).toEqual(after(3));
    await (await store.collection({ name: 'items', indexes: [] })).write(batch(3));
    expect(await scanned(store)).toEqual(after(4));
    expect(await store.shelf.set('checkpoint', '4', 0)).toBe(1);
  });

  it('comes to the same by repeating a write that was cut off in the middle', async () => {
    store = await open(400);
    const collection = await store.collection({ name: 'items', indexes: [] });
    // FerretDB, unlike MongoDB, does not live through a crash while it makes a collection: so this one is there before.
    await collection.write(batch(0));
    const all = Array.from({ length: 6 }, (_, number) => batch(number)).flat();
    const [write] = await Promise.allSettled([collection.write(all), pause(3).then(() => server.kill())]);
    await comeBack();
    await store.close();
    store = await open(20_000);
    const again = await store.collection({ name: 'items', indexes: [] });
    for await (const { document, position } of again.scan()) {
      expect(all).toContainEqual({ kind: 'put', document, position });
    }
    if (write.status === 'fulfilled') expect(await scanned(store)).toEqual(after(6));
    await again.write(all);
    expect(await scanned(store)).toEqual(after(6));
  });

  it('counts each step of a checkpoint once when the server goes and comes back between', async () => {
    store = await open(20_000);
    let restart: Promise<void> | undefined;
    for (let version = 0; version < 30; version += 1) {
      const step = store.shelf.set('checkpoint', { at: version }, version);
      if (version === 10) restart = server.kill().then(comeBack);
      expect(await step).toBe(version + 1);
    }
    await restart;
    expect(await store.shelf.get('checkpoint')).toEqual({ value: { at: 29 }, version: 30 });
  });

  describe('when an answer is lost after the command was carried out', () => {
    it('knows its own step of the shelf again', async () => {
      const relay = await losingRelay(server.port);
      try {
        store = await open(20_000, relay.url);
        relay.loseAnswersTo('update', 1);
        expect(await store.shelf.set('lease', 'mine', 0)).toBe(1);
        relay.loseAnswersTo('update', 1);
        expect(await store.shelf.set('lease', 'still mine', 1)).toBe(2);
        relay.loseAnswersTo('update', 1);
        expect(await store.shelf.delete('lease', 2)).toBe(true);
        expect(await store.shelf.get('lease')).toBeUndefined();
        expect(relay.lost()).toBe(3);
      } finally {
        await store.close();
        relay.close();
      }
    });

    it('writes documents as if nothing had happened', async () => {
      const relay = await losingRelay(server.port);
      try {
        store = await open(20_000, relay.url);
        const collection = await store.collection({ name: 'items', indexes: [] });
        relay.loseAnswersTo('insert', 1);
        await collection.write(batch(0));
        relay.loseAnswersTo('update', 1);
        await collection.write(batch(1));
        expect(await scanned(store)).toEqual(after(2));
        expect(relay.lost()).toBe(2);
      } finally {
        await store.close();
        relay.close();
      }
    });
  });

  it('says access-denied for wrong credentials, and does not repeat the password', async () => {
    store = await open(400);
    const url = server.url.replace('//', '//clerk:no-such-pass@');
    const refusal: unknown = await open(400, url).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'ViewStoreError', code: 'access-denied' });
    expect(String(refusal)).toMatch(/拒绝登录/);
    expect(String(refusal)).not.toContain('no-such-pass');
  });
};

interface LosingRelay {
  readonly url: string;
  /** The answers to the next commands of this name are swallowed and their connections cut. */
  loseAnswersTo(command: string, times: number): void;
  lost(): number;
  close(): void;
}

/**
 * A relay before the server. A command's name is the first key of its document, after 16 + 4 + 1 + 4 bytes and the
 * type's one.
 */
const losingRelay = async (port: number): Promise<LosingRelay> => {
  let [name, remaining, lost] = ['', 0, 0];
  const relay = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    const hangUp = (): void => void [client.destroy(), server.destroy()];
    let losing = false;
    client.on('data', (bytes) => {
      if (remaining > 0 && bytes.subarray(26, 26 + name.length + 1).equals(Buffer.from(`${name}\0`))) {
        remaining -= 1;
        losing = true;
      }
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (!losing) return void client.write(bytes);
      lost += 1;
      hangUp();
    });
    for (const socket of [client, server]) socket.on('error', hangUp).on('close', hangUp);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return {
    url: `mongodb://127.0.0.1:${(relay.address() as AddressInfo).port}/`,
    loseAnswersTo: (command, times) => void ([name, remaining] = [command, times]),
    lost: () => lost,
    close: () => void relay.close(),
  };
};

if (process.env['MONGO_TEST_URL'] !== undefined && (await goIsThere())) {
  describe('the MongoDB view store and its server', faults);
} else {
  process.stderr.write('The faults of the MongoDB view store were left out: they need MONGO_TEST_URL and Go.\n');
  it.skip('lives through the faults of its server, where MONGO_TEST_URL is set and Go is there', () => undefined);
}
