import fc from 'fast-check';
import type { Collection, Document, Query } from '../../kernel/index.js';
import { documentsArbitrary, queryArbitrary } from './arbitraries.js';
import { expected } from './oracle.js';
import { ids, walk } from './place.js';
import type { Opened } from './place.js';

const mixed: readonly Document[] = [
  { id: 'absent' },
  { id: 'false', v: false },
  { id: 'null', v: null },
  { id: 'one', v: 1 },
  { id: 'one-and-half', v: 1.5 },
  { id: 'text-1', v: '1' },
  { id: 'text-a', v: 'a' },
  { id: 'text-empty', v: '' },
  { id: 'true', v: true },
  { id: 'zero', v: 0 },
];

/** The part of the contract that is about what a query finds, and in which order. */
export const queryContract = (opened: () => Opened): void => {
  const filled = async (
    documents: readonly Document[],
    indexes: readonly (readonly string[])[],
  ): Promise<Collection> => {
    const collection = await opened().store.collection({ name: 'mixed', indexes });
    await collection.write(documents.map((document, at) => ({ kind: 'put', document, position: BigInt(at + 1) })));
    return collection;
  };

  describe.each([
    ['without an index', []],
    ['with an index', [['v']]],
  ])('over values of all kinds, %s', (_, indexes) => {
    it.each<[Query, readonly string[]]>([
      [{ where: { field: 'v', eq: null } }, ['absent', 'null']],
      [{ where: { field: 'v', eq: 1 } }, ['one']],
      [{ where: { field: 'v', eq: '1' } }, ['text-1']],
      [{ where: { field: 'v', eq: true } }, ['true']],
      [{ where: { field: 'v', eq: 0 } }, ['zero']],
      [{ where: { field: 'v', eq: false } }, ['false']],
      [{ where: { field: 'v', eq: '' } }, ['text-empty']],
      [{ where: { field: 'v', in: [1, 'a', null, true, 7] } }, ['absent', 'null', 'one', 'text-a', 'true']],
      [{ where: { field: 'v', in: [] } }, []],
      [{ where: { field: 'v', gt: 0 } }, ['one', 'one-and-half']],
      [{ where: { field: 'v', gte: 0, lt: 1.5 } }, ['one', 'zero']],
      [{ where: { field: 'v', lte: 1 } }, ['one', 'zero']],
      [{ where: { field: 'v', gt: '1' } }, ['text-a']],
      [{ where: { field: 'v', gte: '' } }, ['text-1', 'text-a', 'text-empty']],
      [{ where: { field: 'v', lt: 'a' } }, ['text-1', 'text-empty']],
      [{ where: { field: 'v', lte: 'a', gt: '' } }, ['text-1', 'text-a']],
      [{ where: { and: [] }, limit: 1 }, ['absent']],
      [{ where: { or: [] } }, []],
      [
        {
          where: {
            or: [
              { field: 'v', eq: 0 },
              {
                and: [
                  { field: 'v', gte: 1 },
                  { field: 'id', eq: 'one' },
                ],
              },
            ],
          },
        },
        ['one', 'zero'],
      ],
      [{ where: { field: 'id', in: ['zero', 'one', 'two'] } }, ['one', 'zero']],
      [{ where: { field: 'id', gt: 'text-empty' } }, ['true', 'zero']],
      [
        { sort: [{ field: 'v' }] },
        ['absent', 'null', 'zero', 'one', 'one-and-half', 'text-empty', 'text-1', 'text-a', 'false', 'true'],
      ],
    ])('%j', async (query, answer) => {
      const collection = await filled(mixed, indexes);
      const found = await collection.find(query);
      expect(ids(found.documents)).toEqual(answer);
      if (query.limit === undefined) expect(await collection.count(query.where)).toBe(answer.length);
    });
  });

  it('looks into arrays with has, by kind, and nowhere else', async () => {
    const collection = await filled(
      [
        { id: 'a', tags: ['x', 1, null] },
        { id: 'b', tags: ['1', true] },
        { id: 'c', tags: 'x' },
        { id: 'd', tags: [] },
        { id: 'e', tags: { x: 'x' } },
        { id: 'f', deep: { tags: ['x'] } },
      ],
      [['tags']],
    );
    const having = async (has: string | number | boolean | null): Promise<readonly string[]> =>
      ids((await collection.find({ where: { field: 'tags', has } })).documents);
    expect(await having('x')).toEqual(['a']);
    expect(await having(1)).toEqual(['a']);
    expect(await having('1')).toEqual(['b']);
    expect(await having(true)).toEqual(['b']);
    expect(await having(null)).toEqual(['a']);
    expect(await having('y')).toEqual([]);
    expect(ids((await collection.find({ where: { field: 'deep.tags', has: 'x' } })).documents)).toEqual(['f']);
  });

  it('follows dotted paths', async () => {
    const collection = await filled(
      [
        { id: 'a', of: { office: 'WS01', 'at-day': 2 } },
        { id: 'b', of: { office: 'WS02' } },
        { id: 'c', of: 'WS01' },
        { id: 'd' },
      ],
      [['of.office', 'of.at-day']],
    );
    expect(ids((await collection.find({ where: { field: 'of.office', eq: 'WS01' } })).documents)).toEqual(['a']);
    expect(ids((await collection.find({ where: { field: 'of.at-day', gte: 2 } })).documents)).toEqual(['a']);
    expect(ids((await collection.find({ where: { field: 'of.office', eq: null } })).documents)).toEqual(['c', 'd']);
    expect(ids((await collection.find({ sort: [{ field: 'of.office', descending: true }] })).documents)).toEqual([
      'b',
      'a',
      'd',
      'c',
    ]);
  });

  it('orders strings by code point', async () => {
    // U+FF5E comes before U+1F600 and U+20BB7 by code point, after them by UTF-16 unit.
    const names = ['', 'A', 'Z', 'a', 'é', '一', '乙', '龥', '～', '😀', '𠮷', '𠮷a'];
    const collection = await filled(
      names.map((v, at) => ({ id: `n${99 - at}`, v })),
      [['v']],
    );
    const sorted = await collection.find({ sort: [{ field: 'v' }] });
    expect(sorted.documents.map((document) => document['v'])).toEqual(names);
    expect(await collection.count({ field: 'v', gt: '～' })).toBe(3);
    expect(await collection.count({ field: 'v', lt: '龥', gte: '一' })).toBe(2);
  });

  it('breaks ties by id in the direction of the last sort key', async () => {
    const collection = await filled(
      [
        { id: 'b', v: 1, w: 1 },
        { id: 'c', v: 1, w: 2 },
        { id: 'a', v: 1, w: 1 },
        { id: 'd', v: 0, w: 1 },
      ],
      [['v'], ['v', 'w']],
    );
    const sorted = async (sort: NonNullable<Query['sort']>): Promise<readonly string[]> =>
      ids((await collection.find({ sort })).documents);
    expect(await sorted([{ field: 'v' }])).toEqual(['d', 'a', 'b', 'c']);
    expect(await sorted([{ field: 'v', descending: true }])).toEqual(['c', 'b', 'a', 'd']);
    expect(await sorted([{ field: 'v', descending: true }, { field: 'w' }])).toEqual(['a', 'b', 'c', 'd']);
    expect(await sorted([{ field: 'v', descending: true }, { field: 'id' }])).toEqual(['a', 'b', 'c', 'd']);
    expect(await sorted([{ field: 'id', descending: true }])).toEqual(['d', 'c', 'b', 'a']);
    expect(await sorted([])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives a hundred documents where no limit is given, and says whether there are more', async () => {
    const collection = await filled(
      Array.from({ length: 101 }, (_, at) => ({ id: `n${1000 + at}`, v: at })),
      [],
    );
    const first = await collection.find({});
    expect([first.documents.length, first.cursors.length, first.more]).toEqual([100, 100, true]);
    expect((await collection.find({ limit: 101 })).more).toBe(false);
    expect((await collection.find({ limit: 10_000 })).documents.length).toBe(101);
    const none = await collection.find({ where: { field: 'v', gt: 1000 } });
    expect(none).toEqual({ documents: [], cursors: [], more: false });
  });

  it('answers generated queries as the definition does', async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        documentsArbitrary,
        fc.array(queryArbitrary, { minLength: 5, maxLength: 8 }),
        async (documents, queries) => {
          round += 1;
          const indexes = [['a'], ['b', 'a'], ['c.d', 'b']].slice(0, round % 4);
          const collection = await opened().store.collection({ name: `generated-${round}`, indexes });
          await collection.write(documents.map((document) => ({ kind: 'put', document, position: 1n })));
          for (const query of queries) {
            const answer = expected(documents, query);
            const found = await collection.find(query);
            expect({ query, ids: ids(found.documents) }).toEqual({
              query,
              ids: ids(answer.slice(0, query.limit ?? 100)),
            });
            expect(await collection.count(query.where)).toBe(answer.length);
            expect(ids(await walk(collection, { ...query, limit: 3 }))).toEqual(ids(answer));
          }
          await opened().store.drop(`generated-${round}`);
        },
      ),
      { numRuns: 25 },
    );
  });
};
