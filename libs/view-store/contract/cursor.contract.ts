import { ViewStoreError } from '../../kernel/index.js';
import type { Query } from '../../kernel/index.js';
import { expected } from './oracle.js';
import { failure, ids, items, put, remove, walk } from './place.js';
import type { Opened } from './place.js';

/** The part of the contract that is about going through a query page by page. */
export const cursorContract = (opened: () => Opened): void => {
  const kinds: readonly unknown[] = [null, undefined, 0, 1, 1.5, '', 'a', '一', true, false];
  const field = (at: number): Record<string, unknown> => ({
    v: kinds[at % kinds.length],
    w: at % 3 === 0 ? null : at % 4,
  });

  it.each<[NonNullable<Query['sort']>]>([
    [[]],
    [[{ field: 'v' }]],
    [[{ field: 'v', descending: true }]],
    [[{ field: 'w', descending: true }, { field: 'v' }]],
    [[{ field: 'v' }, { field: 'w', descending: true }, { field: 'id' }]],
  ])('walks every document once while others come, change and go, sorted by %j', async (sort) => {
    const collection = await items(opened().store, [['v'], ['v', 'w'], ['w', 'v']]);
    const steady = Array.from({ length: 60 }, (_, at) => `s${100 + at}`);
    await collection.write(steady.map((id, at) => put(id, at + 1, field(at))));
    await collection.write(steady.map((id, at) => put(`${id}-passing`, at + 1, field(at + 1))));
    let position = 1000;
    const others = async (): Promise<void> => {
      position += 1;
      const at = position % steady.length;
      await collection.write([
        put(`new-${position}`, position, field(position)),
        remove(`${steady[at]}-passing`, position),
        put(`${steady[(at + 30) % steady.length]}-passing`, position, field(position + 5)),
      ]);
    };
    const seen = (await walk(collection, { sort, limit: 7 }, others)).filter(({ id }) => steady.includes(id));
    const documents = steady.map((id, at) => ({ id, ...field(at) }));
    expect(ids(seen)).toEqual(ids(expected(documents, { sort })));
  });

  it('gives a cursor for each document, from which the rest follows', async () => {
    const collection = await items(opened().store);
    await collection.write(kinds.map((v, at) => put(`n${at}`, 1, { v })));
    const query: Query = { sort: [{ field: 'v', descending: true }] };
    const all = await collection.find(query);
    for (const [at, after] of all.cursors.entries()) {
      const rest = await collection.find({ ...query, after });
      expect(ids(rest.documents)).toEqual(ids(all.documents.slice(at + 1)));
      expect(rest.cursors).toEqual(all.cursors.slice(at + 1));
    }
  });

  it('goes on from a document that has been deleted', async () => {
    const collection = await items(opened().store);
    await collection.write([put('a', 1, { v: 1 }), put('b', 1, { v: 2 }), put('c', 1, { v: 3 })]);
    const page = await collection.find({ sort: [{ field: 'v' }], limit: 2 });
    await collection.write([remove('b', 2)]);
    const after = page.cursors.at(-1) ?? '';
    expect(ids((await collection.find({ sort: [{ field: 'v' }], after })).documents)).toEqual(['c']);
  });
};

/** The part of the contract that is about queries that are refused, and those just within the bounds. */
export const badQueryContract = (opened: () => Opened): void => {
  const deep = (levels: number): NonNullable<Query['where']> =>
    levels === 0 ? { field: 'v', eq: 1 } : { and: [deep(levels - 1)] };

  it.each<[string, Query]>([
    ['limit 0', { limit: 0 }],
    ['limit 10,001', { limit: 10_001 }],
    ['a limit with a fraction', { limit: 1.5 }],
    ['a field with a quote', { where: { field: `v' OR 1=1 --`, eq: 1 } }],
    ['an operator for a field', { where: { field: '$where', eq: 1 } }],
    ['an empty field', { where: { field: '', eq: 1 } }],
    ['a sort by a bad field', { sort: [{ field: 'v"' }] }],
    ['a sort by one field twice', { sort: [{ field: 'v' }, { field: 'v' }] }],
    ['a range without bounds', { where: { field: 'v' } }],
    ['a range of booleans', { where: { field: 'v', gt: false } }],
    ['a range from null', { where: { field: 'v', gte: null } }],
    ['a range from a number to a string', { where: { field: 'v', gte: 1, lt: 'a' } }],
    ['a number that is none', { where: { field: 'v', eq: Number.NaN } }],
    ['more values than in may have', { where: { field: 'v', in: Array.from({ length: 10_001 }, (_, at) => at) } }],
    ['conditions too deep', { where: deep(20) }],
    ['too many conditions', { where: { or: Array.from({ length: 200 }, () => ({ field: 'v', eq: 1 })) } }],
    ['a cursor that is none', { after: 'not-a-cursor' }],
    ['an empty cursor', { after: '' }],
  ])('refuses %s', async (_, query) => {
    const collection = await items(opened().store);
    await expect(collection.find(query)).rejects.toEqual(failure('bad-query'));
    await expect(collection.find(query)).rejects.toBeInstanceOf(ViewStoreError);
  });

  it('takes what is just within the bounds', async () => {
    const collection = await items(opened().store);
    await collection.write([put('a', 1, { v: 1 })]);
    const many = Array.from({ length: 10_000 }, (_, at) => at);
    expect(await collection.count({ field: 'v', in: many })).toBe(1);
    expect(await collection.count(deep(19))).toBe(1);
    expect(await collection.count({ or: Array.from({ length: 199 }, () => ({ field: 'v', eq: 1 })) })).toBe(1);
  });

  it('refuses a count by a malformed condition', async () => {
    const collection = await items(opened().store);
    await expect(collection.count({ field: 'a b', eq: 1 })).rejects.toEqual(failure('bad-query'));
  });

  it('refuses a cursor of another sort', async () => {
    const collection = await items(opened().store);
    await collection.write([put('a', 1), put('b', 1)]);
    const page = await collection.find({ sort: [{ field: 'v' }], limit: 1 });
    const after = page.cursors.at(-1) ?? '';
    await expect(collection.find({ sort: [{ field: 'v', descending: true }], after })).rejects.toEqual(
      failure('bad-query'),
    );
    await expect(collection.find({ after })).rejects.toEqual(failure('bad-query'));
  });
};
