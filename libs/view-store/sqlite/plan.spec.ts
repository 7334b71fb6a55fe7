import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Query } from '../../kernel/index.js';
import { checkQuery, encodeCursor } from '../query.js';
import { Columns } from './columns.js';
import { conditionOf, quoted, segmentsAfter, selectOf } from './sql.js';
import { openSqliteViewStore } from './store.js';

/** How SQLite would go about each statement of the query, with these indexes, over a table laid out for `laidOut`. */
const plans = async (
  indexes: readonly (readonly string[])[],
  query: Query,
  laidOut = indexes,
): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'view-store-'));
  const file = join(folder, 'views.db');
  const store = await openSqliteViewStore({ file });
  await store.collection({ name: 'items', indexes: laidOut });
  await store.collection({ name: 'items', indexes });
  const database = new DatabaseSync(file);
  const { keyOf } = Columns.of(database, 'c:items');
  const { where, sort, after } = checkQuery(query);
  const conditions = where === undefined ? [] : [conditionOf(where, keyOf)];
  const statements =
    after === undefined
      ? [selectOf(quoted('c:items'), conditions, sort, keyOf)]
      : segmentsAfter(sort, after, keyOf).map((rest) =>
          selectOf(quoted('c:items'), [...conditions, rest.condition], rest.sort, keyOf),
        );
  const details = statements.map(({ text, values }) => {
    const rows = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values, 10);
    return rows.map((row) => String(row['detail'])).join('; ');
  });
  database.close();
  await store.close();
  rmSync(folder, { recursive: true });
  return details;
};

const SEARCH_INDEX = /SEARCH c:items USING INDEX i:items:/;
const SORTED = /TEMP B-TREE/;

describe('declared indexes of the embedded view store', () => {
  it.each<[string, readonly string[], Query]>([
    ['equality', ['office'], { where: { field: 'office', eq: 'WS01' } }],
    ['equality with true', ['done'], { where: { field: 'done', eq: true } }],
    ['equality with null', ['office'], { where: { field: 'office', eq: null } }],
    ['a range of numbers', ['n'], { where: { field: 'n', gt: 1, lte: 5 } }],
    ['a range of strings', ['due'], { where: { field: 'due', gte: '2019-07-01', lt: '2019-10-01' } }],
    ['an upper bound', ['due'], { where: { field: 'due', lt: '2019-10-01' } }],
    ['a set', ['office'], { where: { field: 'office', in: ['WS01', 'WS02'] } }],
    ['a set with null', ['office'], { where: { field: 'office', in: ['WS01', null] } }],
    ['a dotted path', ['of.office'], { where: { field: 'of.office', eq: 'WS01' } }],
    [
      'and',
      ['office', 'due'],
      {
        where: {
          and: [
            { field: 'office', eq: 'WS01' },
            { field: 'due', gt: '2019' },
          ],
        },
      },
    ],
  ])('serve %s, over columns and where the field has none', async (_, index, query) => {
    for (const plan of await plans([index], query)) expect(plan).toMatch(SEARCH_INDEX);
    for (const plan of await plans([index], query, [])) expect(plan).toMatch(SEARCH_INDEX);
  });

  it('serve or, each side by its own', async () => {
    const query: Query = {
      where: {
        or: [
          { field: 'office', eq: 'WS01' },
          { field: 'due', lt: '2019' },
        ],
      },
    };
    const [plan] = await plans([['office'], ['due']], query);
    expect(plan).toMatch(/MULTI-INDEX OR.*i:items:office.*i:items:due/);
  });

  it.each<[string, Query]>([
    ['forwards', { where: { field: 'office', eq: 'WS01' }, sort: [{ field: 'due' }] }],
    ['backwards', { where: { field: 'office', eq: 'WS01' }, sort: [{ field: 'due', descending: true }] }],
    ['without a condition', { sort: [{ field: 'office' }, { field: 'due' }] }],
    [
      'without a condition, backwards',
      {
        sort: [
          { field: 'office', descending: true },
          { field: 'due', descending: true },
        ],
      },
    ],
  ])('give their order without sorting, %s', async (_, query) => {
    const [plan] = await plans([['office', 'due']], query);
    expect(plan).toMatch(/USING INDEX i:items:office,due/);
    expect(plan).not.toMatch(SORTED);
  });

  it.each([false, true])(
    'let every segment after a cursor start where it begins (descending: %p)',
    async (descending) => {
      const sort = [{ field: 'due', descending }];
      const after = encodeCursor({ id: 'x', due: '2019-08-01' }, checkQuery({ sort }).sort);
      const where = { field: 'office', eq: 'WS01' };
      for (const plan of await plans([['office', 'due']], { where, sort, after })) {
        expect(plan).toMatch(/SEARCH c:items USING INDEX i:items:office,due \(f:office=\? AND (f:due|id)/);
        expect(plan).not.toMatch(SORTED);
      }
    },
  );

  it('are not what makes the difference when there are none', async () => {
    const [plan] = await plans([], { where: { field: 'office', eq: 'WS01' }, sort: [{ field: 'due' }] });
    expect(plan).toMatch(/SCAN c:items/);
    expect(plan).toMatch(SORTED);
  });
});
