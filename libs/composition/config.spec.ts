import { ConfigError, readConfig, sqliteFile } from './config.js';

describe('the configuration', () => {
  it('has a default for everything: one machine, this machine only', () => {
    expect(readConfig({})).toEqual({
      eventStoreUrl: 'sqlite:data/events.db',
      viewStoreUrl: 'sqlite:data/views.db',
      viewStorePrefix: '',
      host: '127.0.0.1',
      port: 3000,
      secretFile: 'data/secret.key',
      tokenHours: 12,
    });
  });

  it('takes shared stores', () => {
    const config = readConfig({
      EVENT_STORE_URL: 'esdb://127.0.0.1:2113?tls=false',
      VIEW_STORE_URL: ' mongodb://127.0.0.1:27017/house ',
      VIEW_STORE_PREFIX: 'five-ones_',
      PORT: '0',
    });
    expect(config).toMatchObject({
      eventStoreUrl: 'esdb://127.0.0.1:2113?tls=false',
      viewStoreUrl: 'mongodb://127.0.0.1:27017/house',
      viewStorePrefix: 'five-ones_',
      port: 0,
    });
  });

  it.each([
    ['EVENT_STORE_URL', 'postgres://x'],
    ['EVENT_STORE_URL', 'sqlite:'],
    ['EVENT_STORE_URL', 'esdb:host'],
    ['VIEW_STORE_URL', 'mongodb://'],
    ['VIEW_STORE_PREFIX', 'A.b'],
    ['HOST', 'a b'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['TOKEN_HOURS', '0'],
  ])('names %s where it is %s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(`环境变量 ${name} 的值“${value}”无效`);
  });

  it('names all mistakes at once', () => {
    try {
      readConfig({ PORT: 'x', HOST: '?' });
    } catch (error) {
      expect((error as ConfigError).problems).toHaveLength(2);
      return;
    }
    throw new Error('nothing was refused');
  });

  it.each([
    ['sqlite:data/events.db', 'data/events.db'],
    ['sqlite:/var/lib/events.db', '/var/lib/events.db'],
    ['sqlite:///var/lib/events.db', '/var/lib/events.db'],
  ])('finds the file of %s', (url, file) => {
    expect(sqliteFile(url)).toBe(file);
  });
});
