import { EventStoreError, type Json, NO_HASH, type RecordedEvent, type Upcaster, upcasting } from './index.js';

const TYPE = 'spec.Happened';

const stored = (schema: number, data: Json, type = TYPE): RecordedEvent => ({
  id: 'e1',
  type,
  schema,
  stream: 'spec-1',
  revision: 0n,
  position: 7n,
  occurredAt: '2019-08-01',
  recordedAt: '2019-08-01T09:00:00.000+08:00',
  data,
  meta: {
    commandId: 'c1',
    correlationId: 'c1',
    causationId: 'c1',
    actor: { person: 'P0001', post: '工作人员', office: 'WS01' },
    ruleSet: 'zibo-2019',
    prevHash: NO_HASH,
    hash: NO_HASH,
  },
});

const words = (data: Json): Readonly<Record<string, Json>> => data as Readonly<Record<string, Json>>;

/** v1 `{ name }` → v2 `{ title }` → v3 `{ title, level }`. */
const CHAIN: readonly Upcaster[] = [
  { type: TYPE, from: 2, up: (data) => ({ ...words(data), level: '市' }) },
  { type: TYPE, from: 1, up: (data) => ({ title: words(data)['name'] }) },
];

describe('upcasting', () => {
  const { upcast, version } = upcasting(CHAIN);

  it('brings a payload of version 1 over version 2 to version 3', () => {
    const event = upcast(stored(1, { name: '审议' }));
    expect([event.schema, event.data]).toEqual([3, { title: '审议', level: '市' }]);
  });

  it('begins in the middle of the chain with a payload of version 2', () => {
    const event = upcast(stored(2, { title: '审议' }));
    expect([event.schema, event.data]).toEqual([3, { title: '审议', level: '市' }]);
  });

  it('leaves the stored event untouched, and all else of it as it was', () => {
    const event = stored(1, { name: '审议' });
    const before = structuredClone(event);
    const { schema: _, data: __, ...rest } = upcast(event);
    const { schema: ___, data: ____, ...same } = before;
    expect(event).toEqual(before);
    expect(rest).toEqual(same);
  });

  it('gives back the very event where it is of the present version already', () => {
    const event = stored(3, { title: '审议', level: '区县' });
    const other = stored(1, { name: '别的' }, 'spec.NeverChanged');
    expect(upcast(event)).toBe(event);
    expect(upcast(other)).toBe(other);
  });

  it('knows the version that is written now', () => {
    expect([version(TYPE), version('spec.NeverChanged')]).toEqual([3, 1]);
  });

  it.each([
    [4, TYPE, 3],
    [2, 'spec.NeverChanged', 1],
  ])('refuses version %i of %s, of which it knows %i', (schema, type, present) => {
    const read = (): unknown => upcast(stored(schema, {}, type));
    expect(read).toThrow(EventStoreError);
    expect(read).toThrow(
      expect.objectContaining({ code: 'newer-format', details: { stream: 'spec-1', position: '7' } }),
    );
    expect(read).toThrow(`事件 e1（${type}）的内容版本是 ${schema}，本程序只认识到版本 ${present}`);
    expect(read).toThrow('请升级程序后再试');
  });

  it('does not start with a version that nothing reads, or that two read', () => {
    const [second, first] = CHAIN as [Upcaster, Upcaster];
    expect(() => upcasting([second])).toThrow('do not read versions 1, 2, 3 … once each: look at v2');
    expect(() => upcasting([first, first])).toThrow('look at v1');
  });
});
