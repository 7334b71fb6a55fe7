import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Prepared statements by their text; the ones not used for longest go first when there are too many. */
export class Statements {
  readonly #prepared = new Map<string, StatementSync>();

  constructor(
    private readonly database: DatabaseSync,
    private readonly most: number,
  ) {}

  /** Rows come as arrays, in the order of the columns. */
  prepare(text: string): StatementSync {
    const known = this.#prepared.get(text);
    if (known !== undefined) {
      this.#prepared.delete(text);
      this.#prepared.set(text, known);
      return known;
    }
    const statement = this.database.prepare(text);
    statement.setReturnArrays(true);
    this.#prepared.set(text, statement);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > this.most && oldest !== undefined) this.#prepared.delete(oldest);
    return statement;
  }
}

/** Runs `work` in one transaction: all of it or nothing. */
export const inTransaction = <T>(database: DatabaseSync, begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T => {
  database.exec(begin);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors (a full disk) have rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
};
