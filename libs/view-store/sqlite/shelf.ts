import type { DatabaseSync } from 'node:sqlite';
import type { Shelf, ShelfItem } from '../../kernel/index.js';
import { explained } from './errors.js';
import { Statements } from './statements.js';

/** The shelf is one table; each compare-and-set is one statement, and so atomic. */
export class SqliteShelf implements Shelf {
  readonly #statements: Statements;

  constructor(
    database: DatabaseSync,
    private readonly file: string,
    private readonly assertUsable: (wish: 'read' | 'write') => void,
  ) {
    this.#statements = new Statements(database, 10);
  }

  async get(key: string): Promise<ShelfItem | undefined> {
    return this.#run('read', () => {
      const row = this.#statements.prepare('SELECT key, version, value FROM shelf WHERE key = ?').get(key);
      return row === undefined ? undefined : itemOf(row);
    });
  }

  async list(prefix: string): Promise<readonly ({ readonly key: string } & ShelfItem)[]> {
    return this.#run('read', () =>
      this.#statements
        .prepare(
          'SELECT key, version, value FROM shelf WHERE key >= ?1 AND substr(key, 1, length(?1)) = ?1 ORDER BY key',
        )
        .all(prefix)
        .map((row) => ({ key: String((row as unknown as readonly unknown[])[0]), ...itemOf(row) })),
    );
  }

  async set(key: string, value: unknown, expectedVersion: number): Promise<number | null> {
    return this.#run('write', () => {
      const { changes } =
        expectedVersion === 0
          ? this.#statements
              .prepare('INSERT INTO shelf (key, version, value) VALUES (?, 1, ?) ON CONFLICT DO NOTHING')
              .run(key, JSON.stringify(value))
          : this.#statements
              .prepare('UPDATE shelf SET version = version + 1, value = ? WHERE key = ? AND version = ?')
              .run(JSON.stringify(value), key, expectedVersion);
      return Number(changes) === 1 ? expectedVersion + 1 : null;
    });
  }

  async delete(key: string, expectedVersion: number): Promise<boolean> {
    return this.#run('write', () => {
      const { changes } = this.#statements
        .prepare('DELETE FROM shelf WHERE key = ? AND version = ?')
        .run(key, expectedVersion);
      return Number(changes) === 1;
    });
  }

  #run<T>(wish: 'read' | 'write', work: () => T): T {
    this.assertUsable(wish);
    try {
      return work();
    } catch (error) {
      throw explained(error, this.file);
    }
  }
}

const itemOf = (row: unknown): ShelfItem => {
  const [, version, value] = row as readonly unknown[];
  return { value: JSON.parse(String(value)) as unknown, version: Number(version) };
};
