import fc from 'fast-check';
import { WrittenIds } from './written-ids.js';

describe('the ids a build may hold', () => {
  it('are never denied', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 500 }), (ids) => {
        const written = new WrittenIds();
        ids.forEach((id) => written.add(id));
        expect(ids.filter((id) => !written.mayHold(id))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('are seldom suspected wrongly, consecutive numbers and long common beginnings too', () => {
    const written = new WrittenIds();
    for (let n = 0; n < 200_000; n += 1) written.add(`deputyContact-LX${n}`);
    const suspected = Array.from({ length: 200_000 }, (_, n) => `deputyContact-LX${200_000 + n}`).filter((id) =>
      written.mayHold(id),
    );
    expect(suspected.length).toBeLessThan(400);
    expect(new WrittenIds().mayHold('deputyContact-LX1')).toBe(false);
  });
});
