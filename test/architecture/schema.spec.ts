import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { openTestServer, type TestServer } from '../support/house.js';
import { root } from './sources.js';

const FILE = join(root, 'schema.graphql');
const HEADING =
  '# The GraphQL schema, generated from the code. `npm run schema` writes it anew; a test fails when it is stale.\n\n';

describe('schema.graphql', () => {
  let server: TestServer;
  let printed: string;
  beforeAll(async () => {
    server = await openTestServer();
    const answer = await server.ask(getIntrospectionQuery());
    printed = `${HEADING}${printSchema(lexicographicSortSchema(buildClientSchema(answer.data as unknown as IntrospectionQuery)))}\n`;
    if (process.env['WRITE_SCHEMA'] === '1') writeFileSync(FILE, printed);
  });
  afterAll(() => server.close());

  it('is what the code says: run npm run schema where this fails, and look at what changed for clients', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(printed);
  });

  it('describes every type, field, argument and value in Chinese and English', async () => {
    const answer = await server.ask(getIntrospectionQuery());
    const schema = buildClientSchema(answer.data as unknown as IntrospectionQuery);
    const both = /[\u4e00-\u9fff][\s\S]*[A-Za-z]{3}/;
    const undescribed = Object.values(schema.getTypeMap())
      .filter(
        (type) =>
          !type.name.startsWith('__') &&
          !['Query', 'Mutation', 'Subscription', 'String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name),
      )
      .flatMap((type) => [
        ...(isEnumType(type) || isInputObjectType(type) || isObjectType(type)
          ? [[type.name, type.description] as const]
          : []),
        ...(isObjectType(type) || isInputObjectType(type)
          ? Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field.description] as const)
          : []),
      ])
      .filter(([, description]) => !both.test(description ?? ''))
      .map(([name]) => `${name} needs a description in Chinese and English`);
    expect(undescribed).toEqual([]);
  });
});
