import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { getComplexity, simpleEstimator, type ComplexityEstimator } from 'graphql-query-complexity';

/**
 * Bounds on what one request may ask. Depth is checked by the GraphQL engine; cost here, before execution: every field costs one, and a
 * page costs what is inside it times the items asked for.
 */
export const MOST_DEPTH = 16;
export const MOST_COST = 50_000;
export const MOST_BODY_BYTES = 100_000;

/** Errors: `GraphQLError` with the code `too-costly`, saying how much was asked and how much may be. */
export const refuseCostly = (schema: GraphQLSchema, query: DocumentNode, variables: Record<string, unknown>): void => {
  const cost = getComplexity({
    schema,
    query,
    variables,
    estimators: [pages, simpleEstimator({ defaultComplexity: 1 })],
  });
  if (cost > MOST_COST) {
    throw new GraphQLError(`查询代价 ${cost} 超过上限 ${MOST_COST}：请减少每页条数（first）或所查字段，分几次查询。`, {
      extensions: { code: 'too-costly', cost, most: MOST_COST },
    });
  }
};

const pages: ComplexityEstimator = ({ args, childComplexity }) => {
  const first: unknown = args['first'];
  return typeof first === 'number' && first > 0 ? 1 + first * childComplexity : undefined;
};
