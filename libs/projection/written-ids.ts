/**
 * Which documents a build that began empty may hold: a Bloom filter over their ids, of one size whatever the build grows to. "No" is
 * certain and saves looking the document up; "perhaps" is looked up as ever. Of a million ids one in two hundred is asked for in
 * vain; of many millions most are, which costs time and nothing else.
 */
export class WrittenIds {
  readonly #bits = new Uint8Array(BITS / 8);

  add(id: string): void {
    const [first, step] = hashesOf(id);
    for (let n = 0; n < HASHES; n += 1) {
      const bit = placeOf(first, step, n);
      this.#bits[bit >>> 3] = (this.#bits[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  mayHold(id: string): boolean {
    const [first, step] = hashesOf(id);
    for (let n = 0; n < HASHES; n += 1) {
      const bit = placeOf(first, step, n);
      if (((this.#bits[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }
}

/** 2 MB. A power of two. */
const BITS = 2 ** 24;
const HASHES = 3;

const placeOf = (first: number, step: number, n: number): number => (first + n * step) & (BITS - 1);

/** FNV-1a over the UTF-16 units, then mixed once more for the second. */
const hashesOf = (id: string): readonly [number, number] => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return [(hash ^ (hash >>> 15)) >>> 0, ((mixed ^ (mixed >>> 16)) | 1) >>> 0];
};
