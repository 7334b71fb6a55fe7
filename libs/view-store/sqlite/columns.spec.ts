import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document, Scalar, ViewStore } from '../../kernel/index.js';
import { openSqliteViewStore } from './store.js';

describe('the columns of a collection', () => {
  let folder: string;
  let store: ViewStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'view-store-'));
    store = await openSqliteViewStore({ file: join(folder, 'views.db') });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const put = (id: string, fields: Record<string, unknown>) =>
    ({ kind: 'put', document: { id, ...fields } as Document, position: 1n }) as const;

  it('hold what stands in the document, whatever the names of the fields are', async () => {
    const fields = ['a', 'A', 'of.a', 'position', 'doc', 'key', '单位', 'constructor', '__proto__'];
    const collection = await store.collection({ name: 'items', indexes: [fields] });
    await collection.write([
      put('x', { a: 1, A: 2, of: { a: 3 }, 'of.a': 4, position: 'p', doc: 'd', key: true, 单位: '人大' }),
      put('y', {}),
    ]);
    const idsWith = async (field: string, eq: Scalar): Promise<readonly string[]> =>
      (await collection.find({ where: { field, eq } })).documents.map(({ id }) => id);
    const values: readonly Scalar[] = [1, 2, 3, 'p', 'd', true, '人大'];
    for (const [at, value] of values.entries()) {
      expect(await idsWith(fields[at] ?? '', value)).toEqual(['x']);
      expect(await idsWith(fields[at] ?? '', null)).toEqual(['y']);
    }
    expect(await idsWith('constructor', null)).toEqual(['x', 'y']);
    expect(await idsWith('__proto__', null)).toEqual(['x', 'y']);
  });

  it('say null where JSON does', async () => {
    const collection = await store.collection({ name: 'items', indexes: [['n']] });
    await collection.write([put('x', { n: Number.POSITIVE_INFINITY }), put('y', { n: Number.NaN })]);
    expect(await collection.count({ field: 'n', eq: null })).toBe(2);
    expect(await collection.get('x')).toEqual({ id: 'x', n: null });
  });

  it('are looked up again by a reader when the collection was made anew with others', async () => {
    const reader = await openSqliteViewStore({ file: join(folder, 'views.db'), mode: 'read' });
    const seen = await reader.collection({ name: 'items', indexes: [] });
    await (await store.collection({ name: 'items', indexes: [['a']] })).write([put('x', { a: 1, b: 2 })]);
    expect(await seen.count({ field: 'a', eq: 1 })).toBe(1);
    await store.drop('items');
    await (await store.collection({ name: 'items', indexes: [['b']] })).write([put('y', { a: 1, b: 2 })]);
    expect(await seen.count({ field: 'a', eq: 1 })).toBe(1);
    expect((await seen.find({ where: { field: 'b', eq: 2 } })).documents).toEqual([{ id: 'y', a: 1, b: 2 }]);
    await reader.close();
  });
});
