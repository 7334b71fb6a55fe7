import fc from 'fast-check';
import type { Query } from '../../kernel/index.js';
import { failure, ids, items, put, remove } from './place.js';
import type { Opened } from './place.js';

/** The part of the contract that is about declaring and dropping collections. */
export const collectionContract = (opened: () => Opened): void => {
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

/** The part of the contract that is about writing. */
export const writeContract = (opened: () => Opened): void => {
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
