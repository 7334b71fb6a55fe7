import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declined, declinedCodes } from '../../libs/contexts/graphql/declined.js';
import { REASONS } from '../../libs/ledger/index.js';
import { loadRulebook } from '../../libs/rulebook/index.js';
import { type Call, type Code, readCode } from './calls.js';
import { root, sources } from './sources.js';

/** Stable codes: what the code says, what people are told, and what `docs/errors.md` lists are the same. */
const code: Code = readCode();
const rulebook = loadRulebook();
const KERNEL = 'libs/kernel/refusal.ts';

interface Said {
  readonly place: string;
  readonly rule: string;
  readonly why: string;
  readonly facts: readonly string[];
}

/** Every combination of rule and code that a call may say. */
const said = ({ place, words: [rules = [], whys = []], members }: Call): readonly Said[] =>
  rules.flatMap((rule) => whys.map((why) => ({ place, rule, why, facts: members[2] ?? [] })));

const placeholders = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

describe('refusals by a rule', () => {
  const calls = code.calls(KERNEL, 'refuse');
  const all = calls.flatMap(said);

  it('are written so that the test can follow their codes', () => {
    const dim = calls.filter(({ words }) => words[0] === undefined || words[1] === undefined);
    expect(dim.map(({ place }) => `${place}: rule and code of refuse(…) must be words or unions of words`)).toEqual([]);
    expect(calls.length).toBeGreaterThan(30);
  });

  it('have their sentence in the rule’s file, filled by the facts that are given', () => {
    const wrong = all.flatMap(({ place, rule, why, facts }) => {
      if (!rulebook.has(rule)) return [`${place} refuses by ${rule}, which the catalogue does not have`];
      const sentence = rulebook.rule(rule).refusals[why];
      if (sentence === undefined) return [`${place}: write the sentence of ${why} under refusals in ${rule}.yaml`];
      return placeholders(sentence)
        .filter((name) => !facts.includes(name))
        .map((name) => `${place}: the sentence of ${rule} ${why} asks for {${name}}, which is not among the facts`);
    });
    expect(wrong).toEqual([]);
  });

  it('use every sentence of a rule by which the house refuses', () => {
    const used = new Set(all.map(({ rule, why }) => `${rule} ${why}`));
    const unused = [...new Set(all.map(({ rule }) => rule))]
      .flatMap((rule) => Object.keys(rulebook.rule(rule).refusals).map((why) => `${rule} ${why}`))
      .filter((sentence) => !used.has(sentence))
      .map((sentence) => `${sentence}: no code says this; use the sentence or delete it`);
    expect(unused).toEqual([]);
  });
});

describe('refusals without a rule', () => {
  const calls = code.calls(KERNEL, 'decline');
  const all = calls.flatMap(({ place, words: [whys], members }) =>
    (whys ?? []).map((why) => ({ place, why, facts: members[1] ?? [] })),
  );

  it('are written so that the test can follow their codes', () => {
    const dim = calls.filter(({ words }) => words[0] === undefined);
    expect(dim.map(({ place }) => `${place}: the code of decline(…) must be a word or a union of words`)).toEqual([]);
  });

  it('have their sentence in libs/contexts/graphql/declined.ts, filled by the facts that are given', () => {
    const wrong = all.flatMap(({ place, why, facts }) => {
      if (!declinedCodes().includes(why))
        return [`${place}: write the sentence of ${why} in libs/contexts/graphql/declined.ts`];
      return factsAsked(why)
        .filter((name) => !facts.includes(name))
        .map((name) => `${place}: the sentence of ${why} asks for {${name}}, which is not among the facts`);
    });
    expect(wrong).toEqual([]);
  });

  it('use every sentence', () => {
    const used = new Set(all.map(({ why }) => why));
    const unused = declinedCodes().filter((why) => !used.has(why));
    expect(unused.map((why) => `${why}: no code declines so; delete the sentence`)).toEqual([]);
  });
});

/** The facts that a sentence asks for while it is filled in. */
const factsAsked = (why: string): readonly string[] => {
  const asked: string[] = [];
  const facts = new Proxy<Record<string, string>>({}, { get: (_, name) => (asked.push(String(name)), '') });
  declined({ refused: true, rule: null, why, facts });
  return asked;
};

/** What the code can say, by the heading under which `docs/errors.md` lists it. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  EventStoreError: code.union('libs/kernel/event-store.ts', 'EventStoreErrorCode'),
  ViewStoreError: code.union('libs/kernel/view-store.ts', 'ViewStoreErrorCode'),
  WorkbookError: code.union('libs/ledger/workbook/workbook-error.ts', 'WorkbookErrorCode'),
  FileError: code.union('libs/composition/files.ts', 'FileError.code'),
  RowRefusal: REASONS,
  GraphQL: [
    ...code.memberWords('libs/composition/api', 'code'),
    ...code.calls('libs/composition/api/guard.ts', 'refuse').flatMap(({ words }) => words[2] ?? []),
  ],
  CommandRefused: [
    ...code.calls('apps/cli/output.ts', 'CommandRefused').flatMap(({ words }) => words[0] ?? []),
    ...code.memberWords('apps/cli', 'code'),
  ],
  Refused: declinedCodes(),
};

describe('docs/errors.md', () => {
  const listed = listedCodes(readFileSync(join(root, 'docs/errors.md'), 'utf8'));

  it.each(Object.keys(CODES))('lists under %s the very codes of the code', (heading) => {
    expect([...(listed.get(heading) ?? [])].sort()).toEqual([...new Set(CODES[heading])].sort());
  });

  it('has no heading that is none of the code’s', () => {
    expect([...listed.keys()].filter((heading) => !(heading in CODES))).toEqual([]);
  });
});

describe('every code that the house can say', () => {
  const specs = sources('libs', 'apps', 'test')
    .filter(({ path }) => path.endsWith('.spec.ts') || path.endsWith('.contract.ts'))
    .map(({ text }) => text)
    .join('\n');

  it.each(Object.keys(CODES))('under %s is named by a spec', (heading) => {
    const missing = [...new Set(CODES[heading])]
      .filter((word) => !specs.includes(`'${word}'`))
      .map((word) => `${word}: no spec asks for this code`);
    expect(missing).toEqual([]);
  });
});

/** `## 事件库 (EventStoreError)` … `| `code` | … |`. */
function listedCodes(text: string): ReadonlyMap<string, readonly string[]> {
  const listed = new Map<string, string[]>();
  let rows: string[] = [];
  for (const line of text.split('\n')) {
    const heading = /^## .*\((\w+)\)$/.exec(line)?.[1];
    if (heading !== undefined) listed.set(heading, (rows = []));
    const row = /^\| `([a-z0-9-]+)` \|/.exec(line)?.[1];
    if (row !== undefined) rows.push(row);
  }
  return listed;
}
