import { ViewStoreError } from '../../kernel/index.js';
import type { Collection, CollectionDeclaration, Document, Shelf, ViewStore } from '../../kernel/index.js';
import { checkDeclaration, checkName } from '../query.js';
import { SqliteCollection, declare, tableOf } from './collection.js';
import { explained } from './errors.js';
import { openFile } from './file.js';
import type { Mode, OpenFile } from './file.js';
import { SqliteShelf } from './shelf.js';
import { quoted } from './sql.js';

export interface SqliteViewStoreOptions {
  /** Path of the database file; missing directories are made when it is opened to write. */
  readonly file: string;
  /** `write` (default) is exclusive; any number may `read` beside a writer. */
  readonly mode?: Mode;
}

/**
 * Opens the embedded view store. Errors: locked (another writer; the message says who), newer-format, corrupt, unavailable,
 * access-denied, read-only.
 */
export const openSqliteViewStore = async ({ file, mode = 'write' }: SqliteViewStoreOptions): Promise<ViewStore> =>
  new SqliteViewStore(openFile(file, mode), file, mode);

class SqliteViewStore implements ViewStore {
  readonly shelf: Shelf;
  #closed = false;

  constructor(
    private readonly opened: OpenFile,
    private readonly file: string,
    private readonly mode: Mode,
  ) {
    this.shelf = new SqliteShelf(opened.database, file, this.#assertUsable);
  }

  async collection<D extends Document = Document>(declaration: CollectionDeclaration): Promise<Collection<D>> {
    checkDeclaration(declaration);
    this.#assertUsable('read');
    try {
      // A reader cannot declare; what the writer has not made yet reads as empty.
      if (this.mode === 'write') declare(this.opened.database, declaration);
    } catch (error) {
      throw explained(error, this.file);
    }
    return new SqliteCollection<D>(this.opened.database, this.file, declaration.name, this.#assertUsable);
  }

  async drop(name: string): Promise<void> {
    checkName(name);
    this.#assertUsable('write');
    try {
      this.opened.database.exec(`DROP TABLE IF EXISTS ${quoted(tableOf(name))}`);
    } catch (error) {
      throw explained(error, this.file);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.opened.close();
  }

  readonly #assertUsable = (wish: 'read' | 'write'): void => {
    if (this.#closed) {
      throw new ViewStoreError('unavailable', `视图库 ${this.file} 已经关闭，不能再读写。请重新打开后再试。`);
    }
    if (wish === 'write' && this.mode === 'read') {
      throw new ViewStoreError(
        'read-only',
        `视图库 ${this.file} 是以只读方式打开的，不能写入。请由写入视图的程序来做。`,
      );
    }
  };
}
