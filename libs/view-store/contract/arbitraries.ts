import fc from 'fast-check';
import type { Document, Query, Scalar, Where } from '../../kernel/index.js';

/** Few values, so that ties, hits and misses are all frequent. */
const scalar: fc.Arbitrary<Scalar> = fc.constantFrom(
  null,
  true,
  false,
  -1,
  0,
  0.5,
  1,
  10,
  '',
  '1',
  '10',
  'a',
  'ab',
  '一',
  '～',
  '😀',
);
const bound = {
  number: fc.constantFrom(-1, 0, 0.25, 1, 9),
  string: fc.constantFrom('', '1', 'a', 'aa', '一', '～', '😀'),
};
const path = fc.constantFrom('a', 'b', 'c.d', 'missing');

export const documentsArbitrary: fc.Arbitrary<readonly Document[]> = fc.uniqueArray(
  fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', 'Z', '一', '😀', '～', '-') }),
      a: scalar,
      b: scalar,
      c: fc.record({ d: scalar }, { requiredKeys: [] }),
      tags: fc.array(scalar, { maxLength: 3 }),
    },
    { requiredKeys: ['id'] },
  ),
  { selector: ({ id }) => id, maxLength: 25 },
);

const range = (of: fc.Arbitrary<string | number>): fc.Arbitrary<Where> =>
  fc
    .record({ field: path, low: of, high: of, kind: fc.integer({ min: 0, max: 5 }) })
    .map(({ field, low, high, kind }) => {
      switch (kind) {
        case 0:
          return { field, gt: low };
        case 1:
          return { field, gte: low };
        case 2:
          return { field, lt: high };
        case 3:
          return { field, lte: high };
        case 4:
          return { field, gt: low, lte: high };
        default:
          return { field, gte: low, lt: high };
      }
    });

const comparison: fc.Arbitrary<Where> = fc.oneof(
  fc.record({ field: path, eq: scalar }),
  fc.record({ field: path, in: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({ field: fc.constant('tags'), has: scalar }),
  range(bound.number),
  range(bound.string),
);

const { where } = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.record({ and: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('where'), { maxLength: 3 }) }),
  ),
}));

const sort = fc.uniqueArray(fc.record({ field: fc.constantFrom('a', 'b', 'c.d', 'id'), descending: fc.boolean() }), {
  selector: ({ field }) => field,
  maxLength: 3,
});

export const queryArbitrary: fc.Arbitrary<Query> = fc.record(
  { where, sort, limit: fc.integer({ min: 1, max: 30 }) },
  { requiredKeys: ['sort'] },
);
