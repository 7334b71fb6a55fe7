import { isAtMachine, isCalledByItsName, isFromOwnPage } from './locality.js';

describe('who sits at the machine', () => {
  it('is whoever calls directly, where the server listens on this machine only', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1']) expect(isAtMachine(host, {})).toBe(true);
    for (const host of ['0.0.0.0', '10.0.0.1', 'rd.example.cn', '::']) expect(isAtMachine(host, {})).toBe(false);
  });

  it('is nobody whose request was passed on by a proxy', () => {
    for (const header of ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']) {
      expect([header, isAtMachine('127.0.0.1', { [header]: '' })]).toEqual([header, false]);
    }
  });
});

describe('the name a server is called by', () => {
  it('is one of this machine, with any port', () => {
    for (const host of ['127.0.0.1:3000', 'localhost', 'LOCALHOST:80', '[::1]:3000']) {
      expect([host, isCalledByItsName('127.0.0.1', { host })]).toEqual([host, true]);
    }
  });

  it('is not a stranger’s that was made to point here, nor none', () => {
    for (const host of ['evil.example:3000', '127.0.0.1.evil.example', 'localhost.evil.example', '']) {
      expect([host, isCalledByItsName('127.0.0.1', { host })]).toEqual([host, false]);
    }
    expect(isCalledByItsName('127.0.0.1', {})).toBe(false);
  });

  it('may be any where a proxy passes on, or where the server listens beyond this machine', () => {
    expect(isCalledByItsName('127.0.0.1', { host: 'rd.example.cn', 'x-forwarded-for': '10.0.0.8' })).toBe(true);
    expect(isCalledByItsName('0.0.0.0', { host: 'rd.example.cn' })).toBe(true);
  });
});

describe('a page that opens a WebSocket', () => {
  it('is ours where its site is the one it calls; what is no page has no site', () => {
    expect(isFromOwnPage({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' })).toBe(true);
    expect(isFromOwnPage({ origin: 'https://rd.example.cn', host: 'rd.example.cn' })).toBe(true);
    expect(isFromOwnPage({ host: '127.0.0.1:3000' })).toBe(true);
  });

  it('is not ours on another site, on another port, or in a frame without a site', () => {
    for (const origin of ['http://evil.example', 'http://127.0.0.1:3001', 'null', 'nonsense']) {
      expect([origin, isFromOwnPage({ origin, host: '127.0.0.1:3000' })]).toEqual([origin, false]);
    }
  });
});
