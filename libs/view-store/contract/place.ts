import type { Change, Collection, Document, Query, ViewStore, ViewStoreErrorCode } from '../../kernel/index.js';

/** An empty place for one store: a file, a database. What is written there is still there when it is opened again after closing. */
export interface Place {
  open(): Promise<ViewStore>;
  /** Called after all its stores were closed. */
  discard(): Promise<void>;
}

export interface Opened {
  readonly store: ViewStore;
  /** Closes the store and opens the place again. */
  reopen(): Promise<ViewStore>;
}

export const put = (id: string, position: number | bigint, fields: Record<string, unknown> = {}): Change<Document> => ({
  kind: 'put',
  document: { id, ...fields },
  position: BigInt(position),
});
export const remove = (id: string, position: number | bigint): Change<Document> => ({
  kind: 'delete',
  id,
  position: BigInt(position),
});
export const ids = (documents: readonly Document[]): readonly string[] => documents.map(({ id }) => id);
export const failure = (code: ViewStoreErrorCode): unknown => expect.objectContaining({ name: 'ViewStoreError', code });

export const items = (
  store: ViewStore,
  indexes: readonly (readonly string[])[] = [['office'], ['office', 'due']],
): Promise<Collection> => store.collection({ name: 'items', indexes });

/** All documents of a query, page by page. */
export const walk = async (
  collection: Collection,
  query: Query,
  between?: () => Promise<void>,
): Promise<readonly Document[]> => {
  const seen: Document[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await collection.find(after === undefined ? query : { ...query, after });
    seen.push(...page.documents);
    if (!page.more) return seen;
    after = page.cursors.at(-1);
    await between?.();
  }
};
