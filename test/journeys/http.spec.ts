import { request } from 'node:http';
import { connect } from 'node:net';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { openTestServer, type TestServer } from '../support/house.js';

/** What the server is over plain HTTP: its doors, its headers, its limits. */
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer('ledger-small.xlsx');
});
afterAll(() => server.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: string, headers: Readonly<Record<string, string>> = JSON_TYPE) =>
  fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
const code = async (response: Response): Promise<unknown> => {
  const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  expect(errors[0]?.message).toMatch(/\p{Script=Han}{3}/u);
  expect(JSON.stringify(errors)).not.toMatch(/node_modules|at \w+ \(|\.ts:|\.js:/);
  return errors[0]?.extensions.code;
};

describe('metrics', () => {
  it('tell how far the history and each view are, in numbers alone', async () => {
    const response = await fetch(`${server.url}/metrics`);
    expect(response.status).toBe(200);
    const text = await response.text();
    const { tail } = (await (await fetch(`${server.url}/health`)).json()) as { tail: string };
    expect(text).toContain(`five_ones_history_tail ${tail}`);
    expect(text).toContain('five_ones_projection_lag{projection="register-entries"} 0');
    expect(text).toContain('five_ones_projection_stopped{projection="audit-trail"} 0');
    expect(text).toMatch(/^process_resident_memory_bytes /m);
    expect(text).not.toMatch(/WS01|P0001|[\u4e00-\u9fff]/);
  });
});

describe('health and readiness', () => {
  it('are told with every projection', async () => {
    const health = await fetch(`${server.url}/health`);
    expect(health.status).toBe(200);
    const state = (await health.json()) as {
      ok: boolean;
      tail: string;
      projections: { name: string; lag: string; poison: unknown }[];
    };
    expect(state.ok).toBe(true);
    expect(state.tail).toBe((await server.foundation.events.tail()).toString());
    expect(state.projections.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['register-entries', 'audit-trail', 'leaves']),
    );
    for (const { lag, poison } of state.projections) expect([lag, poison]).toEqual(['0', null]);
    const ready = await fetch(`${server.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
  });
});

describe('GraphiQL', () => {
  it('is served from here alone, scripts and all', async () => {
    const front = await fetch(`${server.url}/`, { redirect: 'manual' });
    expect([front.status, front.headers.get('location')]).toEqual([302, '/graphiql']);
    const page = await fetch(`${server.url}/graphiql`);
    const html = await page.text();
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThanOrEqual(5);
    for (const link of links) {
      expect(link).toMatch(/^\/graphiql\//);
      const file = await fetch(server.url + link);
      expect([link, file.status]).toEqual([link, 200]);
      expect(file.headers.get('content-type')).toMatch(/^text\/(javascript|css)/);
      expect((await file.text()).length).toBeGreaterThan(100);
    }
  });

  it('can ask for the whole schema', async () => {
    const { data, errors } = await server.ask(getIntrospectionQuery());
    expect(errors).toBeUndefined();
    expect(buildClientSchema(data).getType('Ranking')).toBeDefined();
  });
});

describe('every answer', () => {
  it.each(['/health', '/graphiql', '/graphiql/page.js', '/graphql?query={me{name}}', '/nothing'])(
    'of %s keeps browsers from guessing, framing and lending',
    async (path) => {
      const { headers } = await fetch(server.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    },
  );

  it('for an address that is none is readable', async () => {
    for (const path of [
      '/nothing',
      '/graphiql/../package.json',
      '/graphiql/..%2f..%2fpackage.json',
      '/graphiql/nobody.js',
    ]) {
      const response = await fetch(server.url + path);
      expect([path, response.status, await code(response)]).toEqual([path, 404, 'not-found']);
    }
    expect((await fetch(`${server.url}/graphql`, { method: 'PUT' })).status).toBe(404);
  });
});

describe('other people’s pages', () => {
  const MUTATION = 'mutation { signIn(input: { person: "P0001", password: "x" }) { __typename } }';

  it('can send nothing: only JSON is taken, for which a browser asks first, and is told no', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
      'application/graphql',
    ]) {
      const response = await post(
        type.startsWith('application/x')
          ? `query=${encodeURIComponent(MUTATION)}`
          : JSON.stringify({ query: MUTATION }),
        { 'content-type': type },
      );
      expect([type, response.status, await code(response)]).toEqual([type, 415, 'json-only']);
    }
    const preflight = await fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(404);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('cannot mutate by GET', async () => {
    const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent(MUTATION)}`);
    expect([response.status, await code(response)]).toEqual([405, 'post-only']);
  });

  it('cannot read by making their own name point to this machine', async () => {
    const { port } = new URL(server.url);
    const status = await new Promise((resolve) => {
      request(
        { port, host: '127.0.0.1', path: '/graphql?query={me{name}}', headers: { host: `evil.example:${port}` } },
        ({ statusCode }) => resolve(statusCode),
      ).end();
    });
    expect(status).toBe(421);
  });

  it('and proxies’ callers are not the person at the machine', async () => {
    const query = '{ ranking(quarter: "2019Q3") { ... on Refused { why } ... on Ranking { policy } } }';
    const at = await post(JSON.stringify({ query }));
    expect(await at.json()).toEqual({ data: { ranking: { policy: 'default-2019' } } });
    const through = await post(JSON.stringify({ query }), { ...JSON_TYPE, 'x-forwarded-for': '10.0.0.8' });
    expect(await through.json()).toEqual({ data: { ranking: { why: 'sign-in-to-read' } } });
  });
});

describe('the limits of a request', () => {
  const answered = async (query: string): Promise<unknown> => {
    const { errors } = await server.ask(query);
    return errors?.[0]?.extensions?.['code'] ?? 'answered';
  };
  const nested = (depth: number): string =>
    `{ __type(name: "Query") ${'{ ofType '.repeat(depth - 2)}{ name }${' }'.repeat(depth - 2)} }`;

  it('are bytes', async () => {
    const response = await post(
      JSON.stringify({ query: '{ me { name } }', variables: { filler: 'x'.repeat(100_000) } }),
    );
    expect([response.status, await code(response)]).toEqual([413, 'too-large']);
  });

  it('are words', async () => {
    expect(await answered(`{ ${'me { name } '.repeat(400)} }`)).toBe('answered');
    expect(await answered(`{ ${'me { name } '.repeat(500)} }`)).toBe('too-large');
  });

  it('are depth', async () => {
    expect(await answered(nested(16))).toBe('answered');
    expect(await answered(nested(17))).toBe('too-deep');
  });

  it('are cost: a few rankings and pages, not a flood of them', async () => {
    const flood = (count: number, field: string): string =>
      `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ')} }`;
    expect(await answered(flood(9, 'ranking(quarter: "2019Q3") { __typename }'))).toBe('answered');
    expect(await answered(flood(10, 'ranking(quarter: "2019Q3") { __typename }'))).toBe('too-costly');
    const page = '{ ... on AuditTrail { entries { edges { node { id type data } } } } }';
    expect(await answered(flood(5, `auditTrail(first: 200) ${page}`))).toBe('answered');
    expect(await answered(flood(60, `auditTrail(first: 200) ${page}`))).toBe('too-costly');
  });

  it('are size with all fragments written out', async () => {
    const doubling = (levels: number): string =>
      `{ ...f0 } ${Array.from({ length: levels }, (_, level) => `fragment f${level} on Query { ...f${level + 1} ...f${level + 1} }`).join(' ')} fragment f${levels} on Query { me { name } }`;
    expect(await answered(doubling(6))).toBe('answered');
    expect(await answered(doubling(60))).toBe('too-large');
    expect(await answered('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toBe('bad-query');
  });

  it('are how deep the schema may be asked about itself', async () => {
    expect(
      await answered(
        '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
      ),
    ).toBe('bad-query');
  });

  it('are one query a request, as text', async () => {
    expect(await code(await post('[{"query":"{ me { name } }"},{"query":"{ me { name } }"}]'))).toBe('bad-request');
    expect(
      await code(await post(JSON.stringify({ query: JSON.stringify({ kind: 'Document', definitions: [] }) }))),
    ).toBe('bad-query');
    expect(await code(await post('{"query":'))).toBe('bad-json');
    expect(await code(await post('{}'))).toBe('bad-query');
    expect(await code(await post('{"query":"{ me { name } }","__proto__":{"x":1}}'))).toBe('bad-json');
  });

  it('are told in words that name the place', async () => {
    const { errors } = await server.ask('{ ranking(quarter: "2019Q3") { ... on Ranking { nobody } } }');
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^查询有误：.*nobody/),
      extensions: { code: 'bad-query' },
    });
    const variable = await server.ask('query($first: Int!) { auditTrail(first: $first) { __typename } }', {
      first: 'many',
    });
    expect(variable.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/变量 first 的值不合类型/),
      extensions: { code: 'bad-input' },
    });
  });
});

describe('stopping', () => {
  it('does not wait for a client that drips, or that never says goodbye', async () => {
    const other = await openTestServer();
    const port = Number(new URL(other.url).port);
    const gone = ['POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 50', WEBSOCKET].map(
      async (head) => {
        const socket = connect(port, '127.0.0.1').resume();
        await new Promise((resolve) => socket.write(`${head}\r\nHost: 127.0.0.1:${port}\r\n\r\n{"q`, resolve));
        return new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
      },
    );
    expect((await fetch(`${other.url}/ready`)).status).toBe(200);
    await other.close();
    await Promise.all(gone);
  });
});

const WEBSOCKET =
  'GET /graphql HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws';
