import type { Shelf } from '../../kernel/index.js';
import type { Opened } from './place.js';

/** The part of the contract that is about the shelf. */
export const shelfContract = (shelf: () => Shelf, opened: () => Opened): void => {
  it('has nothing under a key that was never set', async () => {
    expect(await shelf().get('checkpoint/none')).toBeUndefined();
    expect(await shelf().list('')).toEqual([]);
  });

  it('counts versions from 1 and sets only over the version it was told', async () => {
    expect(await shelf().set('k', { at: '1' }, 0)).toBe(1);
    expect(await shelf().set('k', { at: 'late' }, 0)).toBeNull();
    expect(await shelf().set('k', { at: '2' }, 1)).toBe(2);
    expect(await shelf().set('k', { at: 'stale' }, 1)).toBeNull();
    expect(await shelf().set('k', { at: 'early' }, 3)).toBeNull();
    expect(await shelf().get('k')).toEqual({ value: { at: '2' }, version: 2 });
    expect(await shelf().set('unknown', 1, 1)).toBeNull();
    expect(await shelf().get('unknown')).toBeUndefined();
  });

  it('keeps any JSON value', async () => {
    const values = [null, 0, -1.5, '', '检查点', true, [1, [2, null]], { a: { b: [] }, 'c d': '😀' }];
    for (const [at, value] of values.entries()) await shelf().set(`v${at}`, value, 0);
    for (const [at, value] of values.entries()) expect((await shelf().get(`v${at}`))?.value).toEqual(value);
  });

  it('deletes only the version it was told', async () => {
    await shelf().set('k', 1, 0);
    await shelf().set('k', 2, 1);
    expect(await shelf().delete('k', 1)).toBe(false);
    expect(await shelf().delete('k', 2)).toBe(true);
    expect(await shelf().delete('k', 2)).toBe(false);
    expect(await shelf().get('k')).toBeUndefined();
    expect(await shelf().set('k', 3, 0)).toBe(1);
  });

  it('lets one of many win', async () => {
    const first = await Promise.all(Array.from({ length: 20 }, (_, at) => shelf().set('lease', at, 0)));
    expect(first.filter((version) => version !== null)).toEqual([1]);
    const second = await Promise.all(Array.from({ length: 20 }, (_, at) => shelf().set('lease', at, 1)));
    expect(second.filter((version) => version !== null)).toEqual([2]);
    expect((await shelf().get('lease'))?.value).toBe(second.indexOf(2));
  });

  it('lists by prefix, literally, in order of the keys', async () => {
    for (const key of ['b/1', 'a_/2', 'a_/1', 'ab/3', 'a%/4', '甲/1', 'A_/5', 'a_', 'a_0'])
      await shelf().set(key, key, 0);
    expect(await shelf().list('a_/')).toEqual([
      { key: 'a_/1', value: 'a_/1', version: 1 },
      { key: 'a_/2', value: 'a_/2', version: 1 },
    ]);
    expect((await shelf().list('a%')).map(({ key }) => key)).toEqual(['a%/4']);
    expect((await shelf().list('甲')).map(({ key }) => key)).toEqual(['甲/1']);
    expect((await shelf().list('')).map(({ key }) => key)).toEqual([
      'A_/5',
      'a%/4',
      'a_',
      'a_/1',
      'a_/2',
      'a_0',
      'ab/3',
      'b/1',
      '甲/1',
    ]);
  });

  it('is still there after a reopening', async () => {
    await shelf().set('k', 'kept', 0);
    await opened().reopen();
    expect(await shelf().get('k')).toEqual({ value: 'kept', version: 1 });
  });
};
