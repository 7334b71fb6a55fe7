import { databaseOf, withoutSecrets } from './connection.js';
import { openMongoViewStore } from './index.js';

const refusalOf = (url: string): Promise<unknown> =>
  openMongoViewStore({ url, patience: 200 }).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the address of a MongoDB', () => {
  it.each([
    ['mongodb://127.0.0.1:27017', undefined],
    ['mongodb://127.0.0.1:27017/', undefined],
    ['mongodb://127.0.0.1:27017/?tls=true', undefined],
    ['mongodb://a,b:27018/views?replicaSet=rs0', 'views'],
    ['mongodb://u:p%2Fw@h/five%2Dones', 'five-ones'],
    ['mongodb+srv://cluster.example/views', 'views'],
  ])('%s names the database %s', (url, database) => {
    expect(databaseOf(url)).toBe(database);
  });

  it.each([
    ['mongodb://clerk:secret@h:27017/views?tlsCertificateKeyFilePassword=secret', 'mongodb://h:27017'],
    ['mongodb+srv://clerk:sec@ret@h,g/views', 'mongodb+srv://h,g'],
    ['mongodb://h', 'mongodb://h'],
    ['clerk:secret@h', 'h'],
  ])('%s is shown as %s', (url, shown) => {
    expect(withoutSecrets(url)).toBe(shown);
  });

  it('is unavailable where nothing listens, says where and keeps the password to itself', async () => {
    const refusal = await refusalOf('mongodb://clerk:secret@127.0.0.1:1/views');
    expect(refusal).toMatchObject({ name: 'ViewStoreError', code: 'unavailable' });
    expect(String(refusal)).toContain('mongodb://127.0.0.1:1 / views');
    expect(String(refusal)).toContain('请确认 MongoDB 已启动');
    expect(String(refusal)).not.toContain('secret');
  });

  it.each(['mongo://127.0.0.1/', 'mongodb://', 'mongodb://h/?no-such-option=1', 'mongodb://h/a%ZZ'])(
    '%s is refused as malformed',
    async (url) => {
      const refusal = await refusalOf(url);
      expect(refusal).toMatchObject({ name: 'ViewStoreError', code: 'unavailable' });
      expect(String(refusal)).toContain('写得不对');
    },
  );

  it('is refused with a database name that MongoDB does not take', async () => {
    expect(await refusalOf('mongodb://127.0.0.1:1/a.b')).toMatchObject({ name: 'ViewStoreError', code: 'bad-query' });
  });
});
