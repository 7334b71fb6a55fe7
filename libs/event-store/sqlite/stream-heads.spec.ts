import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { NO_HASH } from '../../kernel/index.js';
import { markOf, StreamHeads } from './stream-heads.js';

/** A table with what the heads read of it. */
const database = (): DatabaseSync => {
  const made = new DatabaseSync(':memory:');
  made.exec(`CREATE TABLE streams (no INTEGER PRIMARY KEY, name TEXT UNIQUE);
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream INTEGER, revision INTEGER, id BLOB, hash BLOB)`);
  return made;
};

describe('the heads of the streams written last', () => {
  test('law: whatever was forgotten in between, a head is what the table says', () => {
    const streams = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 120 });
    fc.assert(
      fc.property(streams, fc.integer({ min: 0, max: 150 }), fc.nat(120), (writes, limit, rollback) => {
        using tables = database();
        const heads = new StreamHeads(tables, limit);
        const addStream = tables.prepare('INSERT INTO streams (name) VALUES (?)');
        const addEvent = tables.prepare(
          'INSERT INTO events (stream, revision, id, hash) VALUES (?, ?, unhex(?), unhex(?))',
        );
        const written = new Map<number, string[]>();
        for (const [n, stream] of writes.entries()) {
          if (n === rollback) heads.forget();
          const name = `s${stream}`;
          const ids = written.get(stream) ?? [];
          const head = heads.of(name) ?? heads.begin(name, BigInt(addStream.run(name).lastInsertRowid), NO_HASH);
          expect(head.revision).toBe(BigInt(ids.length - 1));
          expect(head.hash).toBe(ids.length === 0 ? NO_HASH : hashOf(last(ids)));
          expect([...head.marks].sort()).toEqual(ids.map(markOf).sort());
          const id = ((n + 1) * 4).toString(16).padStart(8, '0').padEnd(32, '0');
          addEvent.run(head.no, head.revision + 1n, id, hashOf(id));
          heads.advance(head, id, hashOf(id));
          written.set(stream, [...ids, id]);
        }
      }),
    );
  });
});

const last = (ids: readonly string[]): string => ids.at(-1) ?? '';

const hashOf = (id: string): string => id + id;
