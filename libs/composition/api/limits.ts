import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { getComplexity, simpleEstimator, type ComplexityEstimator } from 'graphql-query-complexity';

/**
 * Bounds on what one request may ask, each checked before the next costs anything: bytes while the body is read, words while the query is
 * parsed, its size with all fragments written out and its depth while it is validated, cost before it is executed.
 */
export const MOST_BODY_BYTES = 100_000;
export const MOST_WORDS = 2_000;
export const MOST_SELECTIONS = 5_000;
export const MOST_DEPTH = 16;
export const MOST_COST = 50_000;
/** Subscriptions of one connection. */
export const MOST_SUBSCRIPTIONS = 20;

/**
 * What an answer costs before any of its fields: a ranking is computed from all rows, a page is looked up, a command is decided and
 * written to disk before it is answered.
 */
const WORK: Readonly<Record<string, number>> = {
  'Query.ranking': 5_000,
  'Query.explain': 5_000,
  'Query.obligations': 5_000,
  'Query.archive': 500,
  'Query.auditTrail': 500,
};
const WORK_OF_A_COMMAND = 5_000;

/** Errors: `GraphQLError` with the code `too-costly`, saying how much was asked and how much may be. */
export const refuseCostly = (schema: GraphQLSchema, query: DocumentNode, variables: Record<string, unknown>): void => {
  const cost = getComplexity({
    schema,
    query,
    variables,
    estimators: [work, simpleEstimator({ defaultComplexity: 1 })],
  });
  if (cost > MOST_COST) {
    throw new GraphQLError(`查询代价 ${cost} 超过上限 ${MOST_COST}：请减少每页条数（first）或所查字段，分几次查询。`, {
      extensions: { code: 'too-costly', cost, most: MOST_COST },
    });
  }
};

/** A field costs one, a page what is inside it times the items asked for. */
const work: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const own = type.name === 'Mutation' ? WORK_OF_A_COMMAND : (WORK[`${type.name}.${field.name}`] ?? 1);
  const first: unknown = args['first'];
  return own + (typeof first === 'number' && first > 0 ? first : 1) * childComplexity;
};

/**
 * Fragments in fragments double with every level, so that a short query may be endless when written out. Counted here once for each
 * fragment.
 */
export const boundedSize: ValidationRule = (context: ValidationContext) => ({
  Document(document) {
    const size = sizeOf(document);
    if (size > MOST_SELECTIONS) {
      context.reportError(
        new GraphQLError(`查询展开后超过 ${MOST_SELECTIONS} 个字段：请减少所查字段或片段，分几次查询。`, {
          extensions: { code: 'too-large', most: MOST_SELECTIONS },
        }),
      );
    }
  },
});

interface Selecting {
  readonly selectionSet?: { readonly selections: DocumentSelections } | undefined;
}
type DocumentSelections = readonly (Selecting & { readonly kind: Kind; readonly name?: { readonly value: string } })[];

const sizeOf = ({ definitions }: DocumentNode): number => {
  const fragments = new Map<string, Selecting>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const sizes = new Map<string, number>();
  const sizeWithin = ({ selectionSet }: Selecting): number =>
    (selectionSet?.selections ?? []).reduce(
      (sum, selection) =>
        sum +
        (selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name?.value ?? '') : 1 + sizeWithin(selection)),
      0,
    );
  const ofFragment = (name: string): number => {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    // A fragment within itself is another rule's to refuse: it counts once.
    sizes.set(name, 1);
    const size = 1 + sizeWithin(fragments.get(name) ?? {});
    sizes.set(name, size);
    return size;
  };
  return definitions.reduce(
    (sum, definition) => sum + (definition.kind === Kind.OPERATION_DEFINITION ? sizeWithin(definition) : 0),
    0,
  );
};

/** Errors: `GraphQLError` for a document that comes as a syntax tree: what is bounded is text. */
export const refuseSyntaxTree = (source: unknown): void => {
  if (typeof source === 'string' && !/^\s*\{\s*"/.test(source)) return;
  throw new GraphQLError('query 应为 GraphQL 查询文本，不接受语法树。请改正后重试。', {
    extensions: { code: 'bad-query' },
  });
};
