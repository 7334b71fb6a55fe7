import { MongoBulkWriteError, MongoNetworkError, MongoServerError, MongoWriteConcernError } from 'mongodb';
import type { BulkWriteResult } from 'mongodb';
import { Attempts } from './attempts.js';
import { asViewStoreError, isDuplicateKey, isTransient } from './errors.js';

const server = (code: number): MongoServerError => new MongoServerError({ message: `code ${code}`, code });
const concern = (code: number): MongoWriteConcernError =>
  new MongoWriteConcernError({ ok: 1, writeConcernError: { code, errmsg: `code ${code}` } });
const bulk = (writes: readonly number[], concernCode?: number): MongoBulkWriteError => {
  const getWriteConcernError = (): object | undefined =>
    concernCode === undefined ? undefined : { code: concernCode, errmsg: '' };
  const writeErrors = writes.map((code, index) => ({ code, index, errmsg: `code ${code}` }));
  return new MongoBulkWriteError(
    { message: 'bulk', code: writes[0] ?? concernCode ?? 0, writeErrors } as never,
    { getWriteConcernError } as BulkWriteResult,
  );
};

describe('an error of the driver', () => {
  it.each([
    ['a connection lost', new MongoNetworkError('lost')],
    ['a connection lost in a bulk write', new MongoBulkWriteError(new MongoNetworkError('lost') as never, {} as never)],
    ['a primary that stepped down', server(189)],
    ['a shutdown', server(91)],
    ['a majority that did not acknowledge in time', concern(64)],
    ['a majority that did not acknowledge a bulk write', bulk([], 64)],
    ['the same beside documents that were there already', bulk([11000, 11000], 64)],
  ])('that is %s is tried again and counts as no success', (_, error) => {
    expect(isTransient(error)).toBe(true);
    expect(isDuplicateKey(error)).toBe(false);
    expect(asViewStoreError(error, 'mongodb://h / d')).toMatchObject({ code: 'unavailable', cause: error });
  });

  it('that only says the documents are there already is told from one that says more', () => {
    expect(isDuplicateKey(server(11000))).toBe(true);
    expect(isDuplicateKey(bulk([11000, 11000]))).toBe(true);
    expect(isDuplicateKey(bulk([11000, 14031]))).toBe(false);
    expect(isTransient(bulk([11000]))).toBe(false);
    expect(isDuplicateKey(new Error('E11000'))).toBe(false);
  });

  it.each([
    [server(18), 'access-denied', /用户名、密码/],
    [server(13), 'access-denied', /读写权限/],
    [bulk([11000, 14031]), 'full', /腾出空间/],
    [server(371), 'read-only', /解除写入限制/],
    [server(366), 'corrupt', /重建/],
    [server(46), 'locked', /稍后重试/],
    [server(2), 'bad-query', /改正后再试/],
    [server(1), 'unavailable', /code 1/],
    [new Error('strange'), 'unavailable', /strange/],
  ])('%s becomes %s with a sentence that says what to do', (error, code, sentence) => {
    const seen = asViewStoreError(error, 'mongodb://h / d');
    expect(seen).toMatchObject({ name: 'ViewStoreError', code, cause: error });
    expect(seen.message).toMatch(sentence);
    expect(seen.message).toContain('mongodb://h / d');
  });
});

describe('attempts', () => {
  const failing = (error: Error, times: number): { work: () => Promise<string>; tried: () => number } => {
    let tried = 0;
    const work = (): Promise<string> => (++tried <= times ? Promise.reject(error) : Promise.resolve('done'));
    return { work, tried: () => tried };
  };

  it('go on over what passes by itself', async () => {
    const { work, tried } = failing(new MongoNetworkError('lost'), 2);
    expect(await new Attempts('h', 60_000).run(work)).toBe('done');
    expect(tried()).toBe(3);
  });

  it('end when the patience is used up', async () => {
    const { work, tried } = failing(new MongoNetworkError('lost'), Infinity);
    await expect(new Attempts('h', 0).run(work)).rejects.toMatchObject({ code: 'unavailable' });
    expect(tried()).toBe(1);
  });

  it('end at once where trying again is no use', async () => {
    const { work, tried } = failing(server(18), 1);
    await expect(new Attempts('h', 60_000).run(work)).rejects.toMatchObject({ code: 'access-denied' });
    expect(tried()).toBe(1);
  });

  it('do not begin once closed', async () => {
    const { work, tried } = failing(server(18), 0);
    const attempts = new Attempts('h', 60_000);
    attempts.close();
    await expect(attempts.run(work)).rejects.toMatchObject({ code: 'unavailable' });
    expect(tried()).toBe(0);
  });
});
