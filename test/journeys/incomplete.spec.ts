import { randomUUID } from 'node:crypto';
import { openTestServer, type TestServer } from '../support/house.js';
import { ARCHIVE, AUDIT, RANKING } from '../support/words.js';

/** An event that no view can take up: what is read from then on says so, everywhere, and nothing pretends to be whole. */
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
});
afterAll(() => server.close());

it('every answer and health say since when something is missing', async () => {
  const before = await server.ask(RANKING, { quarter: '2019Q3' });
  expect(before.data.ranking.incompleteSince).toBeNull();

  const appended = await server.foundation.events.append('deputyContact-LX-poison', 'no-stream', [
    {
      id: randomUUID(),
      type: 'deputies.ContactRecorded',
      schema: 1,
      occurredAt: '2019-09-18',
      data: null,
      meta: {
        commandId: randomUUID(),
        correlationId: randomUUID(),
        causationId: randomUUID(),
        actor: { person: 'P0001', post: '主任', office: 'LD01' },
        ruleSet: 'zibo-2019',
      },
    },
  ]);
  const stopped = async (): Promise<boolean> =>
    (await server.tools.status()).projections.some(({ name, poison }) => name === 'audit-trail' && poison !== null);
  while (!(await stopped())) await new Promise((resolve) => setTimeout(resolve, 20));
  // The rows in memory are asked now and then whether they are whole.
  const since = async (): Promise<unknown> =>
    (await server.ask(RANKING, { quarter: '2019Q3' })).data.ranking.incompleteSince;
  while ((await since()) === null) await new Promise((resolve) => setTimeout(resolve, 50));

  const { projections } = await server.tools.status();
  const poison = projections.find(({ name }) => name === 'register-entries')?.poison;
  expect(poison).toMatchObject({ position: appended.position.toString(), type: 'deputies.ContactRecorded' });
  expect(await since()).toBe(poison?.recordedAt);
  const archived = await server.ask(ARCHIVE, { subject: 'OFFICE', code: 'WS01' });
  expect(archived.data.archive.incompleteSince).toBe(poison?.recordedAt);
  const audited = await server.ask(AUDIT, {});
  expect(audited.data.auditTrail.incompleteSince).toBe(poison?.recordedAt);
  const health = await fetch(`${server.url}/health`);
  expect(health.status).toBe(503);
  expect(JSON.stringify(await health.json())).toContain('deputies.ContactRecorded');
  const { data } = await server.ask(RANKING, { quarter: '2019Q3', knownAt: '2020-01-31' });
  expect(data.ranking.offices.length).toBeGreaterThan(0);
});
