import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRulebook } from '../../libs/rulebook/index.js';
import { isSpec, root, sources } from './sources.js';

const ID = /\b(?:PB|DP|PU|RC|MD|LG|SV|ST|OD|TR|F1)-\d{2}i?\b/g;
const catalogue = readFileSync(join(root, 'libs/rulebook/data/catalogue.txt'), 'utf8').match(ID) ?? [];
const rulebook = loadRulebook();

const code = sources('libs', 'apps').filter(({ path }) => !isSpec(path));
const citedInCode = new Set(code.flatMap(({ text }) => text.match(ID) ?? []));

/** Texts of all specs and of the cases that the specs run. */
const specs = [
  ...sources('libs', 'test', 'apps')
    .filter(({ path }) => path.endsWith('.spec.ts') && !path.includes('rule-ids'))
    .map(({ text }) => text),
  ...caseFiles('libs/rulebook/data'),
].join('\n');

describe('the ids of the rules', () => {
  it('are in the catalogue and in the data alike', () => {
    const inData = rulebook.rules().map((rule) => rule.id);
    expect([...inData].sort()).toEqual([...new Set(catalogue)].sort());
  });

  it('are cited in the code only where the catalogue has them', () => {
    const known = new Set(catalogue);
    const wrong = code.flatMap(({ path, text }) =>
      (text.match(ID) ?? [])
        .filter((id) => !known.has(id))
        .map((id) => `${path} cites ${id}, which the catalogue does not have`),
    );
    expect(wrong).toEqual([]);
  });

  it('occur in a spec or a case wherever the software does something by them', () => {
    const wrong = rulebook
      .rules()
      .filter(
        (rule) =>
          rule.obligation !== null ||
          Object.keys(rule.parameters).length > 0 ||
          (Object.keys(rule.refusals).length > 0 && citedInCode.has(rule.id)),
      )
      .filter((rule) => !specs.includes(rule.id))
      .map(
        (rule) =>
          `${rule.id} has an obligation, a refusal or a number, but no spec names it: describe it in a spec or add ${rule.id}.cases.yaml`,
      );
    expect(wrong).toEqual([]);
  });

  it('say why, where the workbook does not feed an obligation yet', () => {
    const wrong = rulebook
      .rules()
      .filter(
        (rule) =>
          (rule.kinds.includes('O') || rule.kinds.includes('T')) &&
          rule.obligation === null &&
          rule.notFed === null &&
          !citedInCode.has(rule.id),
      )
      .map(
        (rule) =>
          `${rule.id} owes something but has neither an obligation nor a not_fed reason, and no code goes by it`,
      );
    expect(wrong).toEqual([]);
  });
});

function caseFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return caseFiles(path);
    return entry.name.endsWith('.cases.yaml') ? [`${entry.name} ${readFileSync(join(root, path), 'utf8')}`] : [];
  });
}
