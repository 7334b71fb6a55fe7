import type { IndexDescription } from 'mongodb';
import type { CollectionDeclaration } from '../../kernel/index.js';
import { arrayPath, scalarPath } from './document.js';

/** Indexes whose name begins so are ours; any other was made by an operator and is left alone. */
const OURS = 'view ';

export interface IndexChanges {
  readonly add: readonly IndexDescription[];
  readonly drop: readonly string[];
}

interface ExistingIndex {
  readonly name: string;
  readonly key: object;
}

/** What is to be made and dropped so that the collection has the indexes of its declaration. */
export const indexChanges = (
  declared: CollectionDeclaration['indexes'],
  existing: readonly ExistingIndex[],
): IndexChanges => {
  const wanted = new Map(declared.flatMap(indexesFor).map((index) => [keyText(index.key), index]));
  const present = new Set(existing.map(({ key }) => keyText(key)));
  return {
    add: [...wanted].filter(([key]) => !present.has(key)).map(([, index]) => index),
    drop: existing
      .filter(({ name, key }) => name.startsWith(OURS) && !wanted.has(keyText(key)))
      .map(({ name }) => name),
  };
};

const keyText = (key: object): string => JSON.stringify(Object.entries(key));

/**
 * For a list of fields: the index that equality, ranges and sorting use, which starts with `live` and ends with the id,
 * as every order does; and, since a declaration does not say whether its first field holds arrays, one for `has`, which
 * is sparse and so costs nothing where there are none.
 */
const indexesFor = (fields: readonly string[]): readonly Required<Pick<IndexDescription, 'name' | 'key'>>[] => {
  const [first = 'id'] = fields;
  if (first === 'id') return [];
  const until = fields.indexOf('id');
  const sorted = until < 0 ? fields : fields.slice(0, until);
  const paths = ['live', ...sorted.map(scalarPath), '_id'];
  const scalars = { name: OURS + sorted.join(' '), key: Object.fromEntries(paths.map((path) => [path, 1 as const])) };
  const arrays = { name: `${OURS}has ${first}`, key: { [arrayPath(first)]: 1 as const }, sparse: true };
  return [scalars, arrays];
};
