import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/**
 * GraphiQL served from this machine alone: a house behind a closed network has no access to public script servers, and a page that
 * handles sign-in tokens should load no stranger's script.
 */
const FILES: Readonly<Record<string, { readonly package: string; readonly file: string; readonly type: string }>> = {
  'react.js': { package: 'react', file: 'umd/react.production.min.js', type: 'text/javascript' },
  'react-dom.js': { package: 'react-dom', file: 'umd/react-dom.production.min.js', type: 'text/javascript' },
  'graphiql.js': { package: 'graphiql', file: 'graphiql.min.js', type: 'text/javascript' },
  'graphiql.css': { package: 'graphiql', file: 'graphiql.min.css', type: 'text/css' },
};

const SECURITY_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>五个一 · GraphiQL</title>
<link rel="stylesheet" href="/graphiql/graphiql.css">
<style>html,body,#graphiql{height:100%;margin:0}</style>
</head>
<body>
<div id="graphiql">正在载入 …</div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/page.js"></script>
</body>
</html>
`;

const SCRIPT = `const fetcher = GraphiQL.createFetcher({
  url: '/graphql',
  subscriptionUrl: location.origin.replace(/^http/, 'ws') + '/graphql',
});
const defaultQuery = ${JSON.stringify(`# 五个一：各委室 2019 年第三季度排名。登录后把令牌放进下方 Headers：{"Authorization": "Bearer …"}
{
  ranking(quarter: "2019Q3") {
    ... on Ranking {
      knownAt
      policy
      offices { rank code name total complete dimensions { dimension weight objective review deductions score } }
    }
    ... on Refused { why message rule clause }
  }
}
`)};
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery, shouldPersistHeaders: false, isHeadersEditorEnabled: true }),
);
`;

export const serveGraphiql = (fastify: FastifyInstance): void => {
  fastify.get('/', (_, reply) => reply.redirect('/graphiql'));
  fastify.get('/graphiql', (_, reply) =>
    reply.header('content-security-policy', SECURITY_POLICY).type('text/html; charset=utf-8').send(PAGE),
  );
  fastify.get('/graphiql/page.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(SCRIPT));
  for (const [name, { package: owner, file, type }] of Object.entries(FILES)) {
    fastify.get(`/graphiql/${name}`, async (_, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .header('cache-control', 'public, max-age=86400')
        .send(await readFile(pathIn(owner, file))),
    );
  }
};

/** A file of an installed package, whether or not the package exports it. */
const pathIn = (owner: string, file: string): string =>
  join(dirname(createRequire(import.meta.url).resolve(`${owner}/package.json`)), file);
