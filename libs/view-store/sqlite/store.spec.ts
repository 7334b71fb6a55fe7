import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ViewStoreErrorCode } from '../../kernel/index.js';
import { Columns } from './columns.js';
import { openSqliteViewStore } from './store.js';

const failure = (code: ViewStoreErrorCode, text: RegExp): unknown =>
  expect.objectContaining({ name: 'ViewStoreError', code, message: expect.stringMatching(text) as unknown });

describe('the file of the embedded view store', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'view-store-'));
    file = join(folder, 'deeper', 'views.db');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has one writer, and the next one is told who it is', async () => {
    const first = await openSqliteViewStore({ file });
    await expect(openSqliteViewStore({ file })).rejects.toEqual(
      failure('locked', new RegExp(`正由进程 ${process.pid}（机器 `)),
    );
    await first.close();
    const second = await openSqliteViewStore({ file });
    await second.close();
  });

  it('is free again when its writer was killed', async () => {
    await (await openSqliteViewStore({ file })).close();
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      const lock = new DatabaseSync(${JSON.stringify(`${file}-writer`)});
      lock.exec('BEGIN IMMEDIATE');
      console.log('held');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(holder.stdout, 'data');
    await expect(openSqliteViewStore({ file })).rejects.toEqual(failure('locked', /同一时间只能有一个写入者/));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const next = await openSqliteViewStore({ file });
    await next.close();
  });

  it('is read beside its writer', async () => {
    const writer = await openSqliteViewStore({ file });
    const reader = await openSqliteViewStore({ file, mode: 'read' });
    const seen = await reader.collection({ name: 'items', indexes: [['v']] });
    expect(await seen.count()).toBe(0);
    expect(await seen.find({ sort: [{ field: 'v' }] })).toEqual({ documents: [], cursors: [], more: false });
    const written = await writer.collection({ name: 'items', indexes: [['v']] });
    await written.write([{ kind: 'put', document: { id: 'a', v: 1 }, position: 1n }]);
    await writer.shelf.set('k', 'v', 0);
    expect(await seen.get('a')).toEqual({ id: 'a', v: 1 });
    expect(await reader.shelf.get('k')).toEqual({ value: 'v', version: 1 });
    await writer.drop('items');
    expect(await seen.get('a')).toBeUndefined();
    await writer.close();
    await reader.close();
  });

  it('is not written by a reader', async () => {
    await (await openSqliteViewStore({ file })).close();
    const reader = await openSqliteViewStore({ file, mode: 'read' });
    const collection = await reader.collection({ name: 'items', indexes: [] });
    const readOnly = failure('read-only', /只读方式打开/);
    await expect(collection.write([{ kind: 'delete', id: 'a', position: 1n }])).rejects.toEqual(readOnly);
    await expect(reader.shelf.set('k', 1, 0)).rejects.toEqual(readOnly);
    await expect(reader.shelf.delete('k', 1)).rejects.toEqual(readOnly);
    await expect(reader.drop('items')).rejects.toEqual(readOnly);
    await reader.close();
  });

  it('is missed by a reader with a clear word', async () => {
    await expect(openSqliteViewStore({ file, mode: 'read' })).rejects.toEqual(failure('unavailable', /无法打开/));
  });

  it('cannot be made under something that is no directory', async () => {
    writeFileSync(join(folder, 'deeper'), 'a file');
    await expect(openSqliteViewStore({ file })).rejects.toEqual(failure('unavailable', /无法打开/));
  });

  it.each(['write', 'read'] as const)('of a newer format is refused and left as it is (%s)', async (mode) => {
    await (await openSqliteViewStore({ file })).close();
    const later = new DatabaseSync(file);
    later.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 3;');
    later.close();
    const before = readFileSync(file);
    await expect(openSqliteViewStore({ file, mode })).rejects.toEqual(failure('newer-format', /较新程序/));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('of the former format is taken over and goes on without columns, new collections with them', async () => {
    await (await openSqliteViewStore({ file })).close();
    const former = new DatabaseSync(file);
    former.exec(`
      CREATE TABLE "c:items" (key INTEGER PRIMARY KEY, id NOT NULL UNIQUE, position INTEGER NOT NULL, doc TEXT);
      INSERT INTO "c:items" (id, position, doc) VALUES ('a', 1, '{"id":"a","office":"WS01"}');
      PRAGMA user_version = 1;`);
    former.close();
    const reader = await openSqliteViewStore({ file, mode: 'read' });
    expect(await (await reader.collection({ name: 'items', indexes: [['office']] })).count()).toBe(1);
    await reader.close();
    const store = await openSqliteViewStore({ file });
    for (const name of ['items', 'others']) {
      const collection = await store.collection({ name, indexes: [['office']] });
      await collection.write([
        { kind: 'put', document: { id: 'a', office: 'WS01' }, position: 1n },
        { kind: 'put', document: { id: 'b', office: 'WS02' }, position: 2n },
      ]);
      const found = await collection.find({ where: { field: 'office', in: ['WS01', 'WS02'] } });
      expect(found.documents).toEqual([
        { id: 'a', office: 'WS01' },
        { id: 'b', office: 'WS02' },
      ]);
    }
    await store.close();
    const later = new DatabaseSync(file);
    expect(later.prepare('PRAGMA user_version').get()).toEqual({ user_version: 2 });
    expect(Columns.of(later, 'c:items').names).toEqual(['id', 'position', 'doc']);
    expect(Columns.of(later, 'c:others').names).toEqual(['id', 'position', 'doc', '"f:office"']);
    later.close();
  });

  it('of something else is refused and left as it is', async () => {
    file = join(folder, 'events.db');
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE event (id)');
    other.close();
    await expect(openSqliteViewStore({ file })).rejects.toEqual(failure('corrupt', /不是视图库文件/));
    writeFileSync(file, 'not a database at all, but long enough to be looked at by somebody who expects one');
    await expect(openSqliteViewStore({ file })).rejects.toEqual(failure('corrupt', /不是视图库文件/));
    expect(readFileSync(file, 'utf8')).toMatch(/^not a database/);
    rmSync(file);
    await (await openSqliteViewStore({ file })).close();
  });

  it('says so after it was closed', async () => {
    const store = await openSqliteViewStore({ file });
    const collection = await store.collection({ name: 'items', indexes: [] });
    await store.close();
    await store.close();
    await expect(collection.get('a')).rejects.toEqual(failure('unavailable', /已经关闭/));
    await expect(store.shelf.get('k')).rejects.toEqual(failure('unavailable', /已经关闭/));
    await expect(store.collection({ name: 'items', indexes: [] })).rejects.toEqual(failure('unavailable', /已经关闭/));
  });

  it('names a document that another program has spoilt', async () => {
    const store = await openSqliteViewStore({ file });
    const collection = await store.collection({ name: 'items', indexes: [] });
    await collection.write([{ kind: 'put', document: { id: 'a' }, position: 1n }]);
    const other = new DatabaseSync(file);
    other.exec(`UPDATE "c:items" SET doc = '{'`);
    other.close();
    await expect(collection.get('a')).rejects.toEqual(failure('corrupt', /集合 items .*不是 JSON/));
    await store.close();
  });
});
