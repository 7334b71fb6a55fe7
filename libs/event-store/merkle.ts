import { createHash } from 'node:crypto';

/**
 * The root over a whole history, in the shape of RFC 6962 § 2.1 with SM3 for the hash: a leaf is SM3(0x00 ‖ h) of an event's hash h (32 bytes), a node is
 * SM3(0x01 ‖ left ‖ right), and a tree of n leaves is split at the largest power of two below n. The frontier keeps one root for each full subtree, so
 * that a history of any length is walked once in constant memory. An empty history has the hash of nothing.
 */
export class MerkleFrontier {
  /** Roots of full subtrees from the left, each at most half as large as the one before it. */
  private readonly roots: { readonly size: number; readonly root: Buffer }[] = [];

  /** Takes up the next event's hash: 64 hex digits. */
  append(hash: string): void {
    let node = { size: 1, root: sm3(LEAF, Buffer.from(hash, 'hex')) };
    for (let last = this.roots.at(-1); last !== undefined && last.size === node.size; last = this.roots.at(-1)) {
      this.roots.pop();
      node = { size: last.size * 2, root: sm3(NODE, last.root, node.root) };
    }
    this.roots.push(node);
  }

  /** 64 hex digits. */
  root(): string {
    const [last, ...rest] = [...this.roots].reverse();
    if (last === undefined) return sm3().toString('hex');
    return rest.reduce((right, { root }) => sm3(NODE, root, right), last.root).toString('hex');
  }
}

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sm3 = (...parts: readonly Buffer[]): Buffer => {
  const hash = createHash('sm3');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
