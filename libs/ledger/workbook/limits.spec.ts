import { REGISTERS } from '../testing/registers.js';
import { MAX_ROWS } from './limits.js';
import { readWorkbooks } from './read.js';

describe('a ledger of very many rows', () => {
  const csvOf = (rows: number): Uint8Array =>
    new TextEncoder().encode(`编号,进展\n${Array.from({ length: rows }, (_, index) => `J${index},x`).join('\n')}\n`);

  it('is read up to the bound, and refused as a whole beyond it', async () => {
    const read = await readWorkbooks([{ name: '事项进展.csv', bytes: csvOf(MAX_ROWS) }], REGISTERS);
    expect(read.rows).toHaveLength(MAX_ROWS);
    const beyond = readWorkbooks([{ name: '事项进展.csv', bytes: csvOf(MAX_ROWS + 1) }], REGISTERS);
    await expect(beyond).rejects.toMatchObject({ code: 'too-many-rows' });
  });
});
