/**
 * What every view store must do. An adapter's spec calls `viewStoreContract` with its name and a way to make an empty place;
 * each test works in a place of its own. What is not tested here, code above the port must not lean on.
 */
import fc from 'fast-check';
import { ViewStoreError } from '../../kernel/index.js';
import type { Change, Collection, Document, Query, Shelf, ViewStore, ViewStoreErrorCode } from '../../kernel/index.js';
import { shelfContract } from './shelf.contract.js';
import { expected } from './oracle.js';
import { documentsArbitrary, queryArbitrary } from './arbitraries.js';

/** An empty place for one store: a file, a database. What is written there is still there when it is opened again after closing. */
export interface Place {
  open(): Promise<ViewStore>;
  /** Called after all its stores were closed. */
  discard(): Promise<void>;
}

export interface Opened {
  readonly store: ViewStore;
  /** Closes the store and opens the place again. */
  reopen(): Promise<ViewStore>;
}

const put = (id: string, position: number | bigint, fields: Record<string, unknown> = {}): Change<Document> => ({
  kind: 'put',
  document: { id, ...fields },
  position: BigInt(position),
});
const remove = (id: string, position: number | bigint): Change<Document> => ({
  kind: 'delete',
  id,
  position: BigInt(position),
});
const ids = (documents: readonly Document[]): readonly string[] => documents.map(({ id }) => id);
const failure = (code: ViewStoreErrorCode): unknown => expect.objectContaining({ name: 'ViewStoreError', code });

export const viewStoreContract = (name: string, makePlace: () => Promise<Place>): void => {
  describe(`view store contract: ${name}`, () => {
    let place: Place;
    let store: ViewStore;
    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.discard();
    });
    const opened: () => Opened = () => ({
      store,
      reopen: async () => {
        await store.close();
        store = await place.open();
        return store;
      },
    });

    describe('collections', () => collectionContract(opened));
    describe('writes', () => writeContract(opened));
    describe('queries', () => queryContract(opened));
    describe('cursors', () => cursorContract(opened));
    describe('bad queries', () => badQueryContract(opened));
    describe('shelf', () => shelfContract((): Shelf => store.shelf, opened));
  });
};

const items = (
  store: ViewStore,
  indexes: readonly (readonly string[])[] = [['office'], ['office', 'due']],
): Promise<Collection> => store.collection({ name: 'items', indexes });

const collectionContract = (opened: () => Opened): void => {
  it('declares a collection as often as one likes and keeps its documents', async () => {
    const first = await items(opened().store);
    await first.write([put('a', 1, { office: 'WS01' })]);
    const second = await items(opened().store);
    expect(await second.get('a')).toEqual({ id: 'a', office: 'WS01' });
    expect(await (await items(await opened().reopen())).get('a')).toEqual({ id: 'a', office: 'WS01' });
  });

  it('answers the same after the indexes were changed', async () => {
    const query: Query = { where: { field: 'office', eq: 'WS01' }, sort: [{ field: 'due' }] };
    const before = await items(opened().store, [['office']]);
    await before.write([put('a', 1, { office: 'WS01', due: 2 }), put('b', 2, { office: 'WS01', due: 1 }), put('c', 3)]);
    const changes = [
      [],
      [['due']],
      [
        ['office', 'due'],
        ['due', 'office'],
        ['deep.er', 'id'],
      ],
      [['office']],
    ];
    for (const indexes of changes) {
      expect(ids((await (await items(opened().store, indexes)).find(query)).documents)).toEqual(['b', 'a']);
    }
  });

  it('keeps collections apart', async () => {
    const one = await opened().store.collection({ name: 'audit-trail__v1', indexes: [] });
    const other = await opened().store.collection({ name: 'audit_trail__v1', indexes: [] });
    await one.write([put('a', 1)]);
    expect(await other.get('a')).toBeUndefined();
    expect(await other.count()).toBe(0);
  });

  it('drops a collection with its documents and the positions it remembered', async () => {
    const before = await items(opened().store);
    await before.write([put('a', 9), remove('b', 9)]);
    await opened().store.drop('items');
    await opened().store.drop('items');
    await opened().store.drop('never-there');
    const after = await items(opened().store);
    expect(await after.count()).toBe(0);
    await after.write([put('a', 1), put('b', 2)]);
    expect(ids((await after.find({})).documents)).toEqual(['a', 'b']);
  });

  it.each(['', 'Items', 'a b', '审计', '-a', '_a', 'a"b', 'x'.repeat(101)])('refuses the name %p', async (bad) => {
    await expect(opened().store.collection({ name: bad, indexes: [] })).rejects.toEqual(failure('bad-query'));
  });

  it.each([[[]], [['']], [['a..b']], [['$where']], [['a"b']], [["a'b"]], [['a b']]])(
    'refuses the index %j',
    async (index) => {
      await expect(opened().store.collection({ name: 'items', indexes: [index] })).rejects.toEqual(
        failure('bad-query'),
      );
    },
  );
};

const writeContract = (opened: () => Opened): void => {
  it('gives back what was written, as JSON has it', async () => {
    const collection = await items(opened().store);
    const document = {
      id: '催办/2019-0042 “甲”',
      text: '第一季度\n\t"引号" \\ 😀 𠮷',
      empty: '',
      none: null,
      whole: 9_007_199_254_740_991,
      part: -12.5,
      yes: true,
      no: false,
      list: [1, 'two', null, true, { three: [] }],
      tree: { 乡镇: { 'WS-01': [{}], empty: {} } },
    };
    await collection.write([{ kind: 'put', document: { ...document, absent: undefined }, position: 1n }]);
    const found = await collection.get(document.id);
    expect(JSON.stringify(found)).toBe(JSON.stringify(document));
    expect((await collection.find({})).documents).toEqual([document]);
  });

  it('writes nothing when given nothing', async () => {
    const collection = await items(opened().store);
    await collection.write([]);
    expect(await collection.count()).toBe(0);
  });

  it('replaces the whole document', async () => {
    const collection = await items(opened().store);
    await collection.write([put('a', 1, { office: 'WS01', due: 1 })]);
    await collection.write([put('a', 2, { due: 2 })]);
    expect(await collection.get('a')).toEqual({ id: 'a', due: 2 });
  });

  it('ignores a write that is not newer than the document', async () => {
    const collection = await items(opened().store);
    await collection.write([put('a', 5, { due: 'first' }), put('b', 5)]);
    await collection.write([put('a', 5, { due: 'same' }), remove('b', 5), put('c', 1)]);
    await collection.write([put('a', 4, { due: 'older' }), remove('b', 4)]);
    expect(await collection.get('a')).toEqual({ id: 'a', due: 'first' });
    expect(ids((await collection.find({})).documents)).toEqual(['a', 'b', 'c']);
  });

  it('remembers the position of a deleted document', async () => {
    const collection = await items(opened().store);
    await collection.write([put('a', 1), remove('a', 5), remove('never', 5)]);
    expect(await collection.get('a')).toBeUndefined();
    await collection.write([put('a', 4), put('never', 5)]);
    expect(await collection.count()).toBe(0);
    expect((await collection.getMany(['a', 'never'])).size).toBe(0);
    await collection.write([put('a', 6), put('never', 6)]);
    expect(await collection.count()).toBe(2);
  });

  it('compares positions as integers of 63 bits', async () => {
    const collection = await items(opened().store);
    const high = 2n ** 62n;
    await collection.write([put('a', high, { due: 'high' })]);
    await collection.write([put('a', high - 1n, { due: 'just below' }), put('b', 9), put('b', 10, { due: 'ten' })]);
    expect(await collection.get('a')).toEqual({ id: 'a', due: 'high' });
    expect(await collection.get('b')).toEqual({ id: 'b', due: 'ten' });
    await collection.write([put('a', high + 1n, { due: 'just above' })]);
    expect(await collection.get('a')).toEqual({ id: 'a', due: 'just above' });
    const positions = new Map<string, bigint>();
    for await (const { document, position } of collection.scan()) positions.set(document.id, position);
    expect(positions).toEqual(
      new Map([
        ['a', high + 1n],
        ['b', 10n],
      ]),
    );
  });

  it('lets the highest position win where one write holds several changes of a document', async () => {
    const collection = await items(opened().store);
    await collection.write([
      put('a', 1, { due: 1 }),
      put('a', 3, { due: 3 }),
      put('a', 2, { due: 2 }),
      put('b', 1),
      remove('b', 2),
    ]);
    await collection.write([remove('c', 2), put('c', 3), remove('c', 1)]);
    expect(ids((await collection.find({})).documents)).toEqual(['a', 'c']);
    expect(await collection.get('a')).toEqual({ id: 'a', due: 3 });
  });

  it('comes to the same whatever the order and however often changes are written', async () => {
    const changes = [
      put('a', 1, { v: 1 }),
      put('b', 2),
      remove('a', 3),
      put('c', 4),
      put('a', 5, { v: 5 }),
      remove('c', 6),
      put('d', 7),
    ];
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(changes, { minLength: changes.length }),
        fc.integer({ min: 1, max: 8 }),
        async (order, size) => {
          round += 1;
          const collection = await opened().store.collection({ name: `order-${round}`, indexes: [] });
          const twice = [...order, ...order.slice(0, 3)];
          for (let at = 0; at < twice.length; at += size) await collection.write(twice.slice(at, at + size));
          expect((await collection.find({})).documents).toEqual([{ id: 'a', v: 5 }, { id: 'b' }, { id: 'd' }]);
          await opened().store.drop(`order-${round}`);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('takes many at once and gives back any of them', async () => {
    const collection = await items(opened().store);
    const many = Array.from({ length: 2500 }, (_, at) => put(`n${at}`, at + 1, { at }));
    await collection.write(many);
    expect(await collection.count()).toBe(2500);
    const wanted = [...Array.from({ length: 2100 }, (_, at) => `n${at}`), 'missing', 'n0'];
    const found = await collection.getMany(wanted);
    expect(found.size).toBe(2100);
    expect(found.get('n2099')).toEqual({ id: 'n2099', at: 2099 });
    expect((await collection.getMany([])).size).toBe(0);
    const scanned: string[] = [];
    for await (const { document } of collection.scan()) scanned.push(document.id);
    expect(scanned).toEqual(Array.from({ length: 2500 }, (_, at) => `n${at}`).sort());
  });

  it('keeps writes over a reopening', async () => {
    const collection = await items(opened().store);
    await collection.write([put('a', 5, { due: 1 }), remove('b', 5)]);
    const again = await items(await opened().reopen());
    await again.write([put('a', 5, { due: 2 }), put('b', 5)]);
    expect((await again.find({})).documents).toEqual([{ id: 'a', due: 1 }]);
  });
};

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

const queryContract = (opened: () => Opened): void => {
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

/** All documents of a query, page by page. */
const walk = async (
  collection: Collection,
  query: Query,
  between?: () => Promise<void>,
): Promise<readonly Document[]> => {
  const seen: Document[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await collection.find(after === undefined ? query : { ...query, after });
    seen.push(...page.documents);
    if (!page.more) return seen;
    after = page.cursors.at(-1);
    await between?.();
  }
};

const cursorContract = (opened: () => Opened): void => {
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

const badQueryContract = (opened: () => Opened): void => {
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
