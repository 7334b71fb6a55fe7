import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collected,
  DoubleLog,
  EventStoreDbDouble,
  Listener,
  makeCertificate,
  newEvent,
  numbersOf,
  openStore,
} from '../../../test/eventstoredb-double/index.js';
import { openEventStoreDb } from './index.js';

describe('with TLS and credentials from the address', () => {
  const directory = mkdtempSync(join(tmpdir(), 'esdb-'));
  const authority = join(directory, 'ca.crt');
  let double: EventStoreDbDouble;

  beforeAll(async () => {
    const tls = makeCertificate();
    writeFileSync(authority, tls.certificate);
    double = await EventStoreDbDouble.start({ tls, users: { clerk: 'pass word' } });
  });
  afterAll(async () => {
    await double.kill();
    rmSync(directory, { recursive: true });
  });

  const url = (credentials: string, query = `tls=true&tlsCAFile=${encodeURIComponent(authority)}`): string =>
    `esdb://${credentials}localhost:${double.port}?${query}`;

  test('the right ones let in: append, read, subscribe', async () => {
    const { store } = openStore(url('clerk:pass%20word@'));
    await store.append('case-1', 'no-stream', [newEvent(1)]);
    const listener = new Listener(store);
    await listener.until(() => listener.caughtUp);
    expect(numbersOf(listener.events)).toEqual([1]);
    await listener.stop();
    await store.close();
  });

  test.each([
    ['a wrong password', 'clerk:wrong@'],
    ['nobody named', ''],
  ])('%s is denied, in every call, with a sentence', async (_, credentials) => {
    const { store } = openStore(url(credentials));
    const calls: readonly (() => Promise<unknown>)[] = [
      () => store.append('case-2', 'no-stream', [newEvent(1)]),
      () => collected(store.readStream('case-1')),
      () => store.readAll(0n),
      () => store.tail(),
      () => collected(store.subscribe(0n, undefined, new AbortController().signal)),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({
        code: 'access-denied',
        message: expect.stringContaining('请') as string,
      });
    }
    await store.close();
  });

  test('a certificate that is not trusted, and a server that speaks TLS when none is asked for, are unavailable', async () => {
    for (const query of ['tls=true', 'tls=false']) {
      const { store } = openStore(url('clerk:pass%20word@', query), { limits: { reachMs: 100 } });
      await expect(store.tail()).rejects.toMatchObject({ code: 'unavailable' });
      await store.close();
    }
  });

  test('an address that cannot be understood is said to be so, without the password in it', () => {
    for (const bad of [
      'http://clerk:secret@127.0.0.1',
      'esdb://clerk:secret@127.0.0.1:x',
      url('clerk:secret@', 'tls=true&tlsCAFile=none.crt'),
    ]) {
      try {
        openEventStoreDb({ url: bad });
        throw new Error('opened');
      } catch (error) {
        expect(error).toMatchObject({ code: 'unavailable' });
        expect(JSON.stringify([String(error), (error as Error).cause])).not.toContain('secret');
      }
    }
  });
});

describe('with a cluster of three', () => {
  let nodes: readonly EventStoreDbDouble[];

  beforeEach(async () => {
    const log = new DoubleLog();
    nodes = await Promise.all([0, 1, 2].map(() => EventStoreDbDouble.start({ log })));
    for (const node of nodes) node.peers = nodes.filter((other) => other !== node);
    lead(0);
  });
  afterEach(() => Promise.all(nodes.map((node) => node.kill())));

  const lead = (leader: number): void => {
    nodes.forEach((node, n) => (node.leader = n === leader ? undefined : nodes[leader]));
  };
  const url = (): string => `esdb://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}?tls=false`;

  test('the leader is found, and found again after it changed and after it died; nothing is lost or repeated', async () => {
    const { store } = openStore(url());
    const listener = new Listener(store);
    await store.append('case-1', 'no-stream', [newEvent(0)]);
    lead(1);
    await store.append('case-1', 0n, [newEvent(1)]);
    expect(nodes[1]?.calls.get('append')).toBeGreaterThan(0);
    lead(2);
    await nodes[1]?.kill();
    await store.append('case-1', 1n, [newEvent(2)]);
    await listener.until(() => listener.events.length === 3 && listener.caughtUp);
    expect(numbersOf(listener.events)).toEqual([0, 1, 2]);
    await listener.stop();
    await store.close();
  });

  test('one node alone is given and it follows: the store goes to the leader', async () => {
    const { store, count } = openStore(nodes[2]?.url ?? '');
    await store.append('case-1', 'no-stream', [newEvent(0)]);
    expect(numbersOf(await collected(store.readStream('case-1')))).toEqual([0]);
    expect(count('retried')).toBeGreaterThan(0);
    await store.close();
  });

  test('nobody leads: not-leader, and nothing was written', async () => {
    nodes.forEach((node, n) => (node.leader = nodes[(n + 1) % 3]));
    const { store } = openStore(nodes[0]?.url ?? '', { limits: { reachMs: 200 } });
    await expect(store.append('case-1', 'no-stream', [newEvent(0)])).rejects.toMatchObject({ code: 'not-leader' });
    lead(0);
    expect(await collected(store.readStream('case-1'))).toEqual([]);
    await store.close();
  });

  test('all of it is away: unavailable; when it is back the same store goes on', async () => {
    const { store } = openStore(`${url()}&maxDiscoverAttempts=2&discoveryInterval=10`, { limits: { reachMs: 200 } });
    await store.append('case-1', 'no-stream', [newEvent(0)]);
    await Promise.all(nodes.map((node) => node.kill()));
    const calls = Array.from({ length: 8 }, (_, n) => store.append(`case-${n + 2}`, 'no-stream', [newEvent(n)]));
    for (const outcome of await Promise.allSettled([...calls, store.tail()])) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    await Promise.all(nodes.map((node) => node.start()));
    expect((await store.append('case-1', 0n, [newEvent(1)])).revision).toBe(1n);
    await store.close();
  });

  test('a connection that breaks while the cluster is being looked for in vain leaves no error that nobody catches', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const limits = { reachMs: 400, firstPauseMs: 300, longestPauseMs: 300 };
    const { store, count } = openStore(`${url()}&maxDiscoverAttempts=5&discoveryInterval=20`, { limits });
    const listener = new Listener(store);
    await listener.until(() => listener.caughtUp);
    await Promise.all([nodes[1]?.kill(), nodes[2]?.kill()]);
    nodes[0]?.faults.nextAppends({ kind: 'refuse' });
    const appending = store.append('case-1', 'no-stream', [newEvent(0)]).catch((error: unknown) => error);
    while (count('retried') === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const killing = nodes[0]?.kill();
    await expect(store.tail()).rejects.toMatchObject({ code: 'unavailable' });
    await killing;
    expect(await appending).toMatchObject({ code: 'unavailable' });
    await listener.stop();
    await store.close();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});
