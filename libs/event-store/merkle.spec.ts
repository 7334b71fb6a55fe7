import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { MerkleFrontier } from './merkle.js';

const sm3 = (...parts: readonly Buffer[]): Buffer =>
  createHash('sm3')
    .update(Buffer.concat([...parts]))
    .digest();

/** RFC 6962 § 2.1 as it is written there: recursively. */
const treeHash = (hashes: readonly Buffer[]): Buffer => {
  const [first] = hashes;
  if (first === undefined) return sm3();
  if (hashes.length === 1) return sm3(Buffer.of(0), first);
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return sm3(Buffer.of(1), treeHash(hashes.slice(0, split)), treeHash(hashes.slice(split)));
};

const hashesOf = (count: number): readonly Buffer[] =>
  Array.from({ length: count }, (_, index) => sm3(Buffer.from(String(index))));

const rootOf = (hashes: readonly Buffer[]): string => {
  const frontier = new MerkleFrontier();
  for (const hash of hashes) frontier.append(hash.toString('hex'));
  return frontier.root();
};

describe('the root over a history', () => {
  it('is the tree hash of RFC 6962 for every size', () => {
    for (let size = 0; size <= 70; size += 1)
      expect(rootOf(hashesOf(size))).toBe(treeHash(hashesOf(size)).toString('hex'));
  });

  it('changes with any event', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (size, which) => {
        const hashes = hashesOf(size);
        const changed = hashes.map((hash, index) => (index === which % size ? sm3(hash) : hash));
        expect(rootOf(changed)).not.toBe(rootOf(hashes));
      }),
      { numRuns: 50 },
    );
  });
});
