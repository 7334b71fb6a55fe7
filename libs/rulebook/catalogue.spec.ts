import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULEBOOK_DATA, loadRulebook } from './loader.js';

describe('the catalogue', () => {
  const catalogue = readFileSync(join(RULEBOOK_DATA(), 'catalogue.txt'), 'utf8').trim().split('\n');
  const ids = loadRulebook()
    .rules()
    .map(({ id }) => id);

  it('has a file for every id (add data/<folder>/<ID>.yaml for those listed)', () => {
    expect(catalogue.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('knows every id that has a file (add those listed to data/catalogue.txt, in order)', () => {
    expect(ids.filter((id) => !catalogue.includes(id))).toEqual([]);
  });

  it('is sorted, each id once', () => expect(catalogue).toEqual([...new Set(catalogue)].sort()));
});
