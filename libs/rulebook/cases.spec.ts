import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { endOfDay } from '../calendar/index.js';
import { readDataFile, schemaOf } from './data-file.js';
import type { DataFile } from './data-file.js';
import { RULEBOOK_DATA, loadRulebook } from './loader.js';
import { obligationsOf } from './obligations/index.js';
import { worldOf } from './testing/case-world.js';
import type { CaseRows } from './testing/case-world.js';
import type { Obligation } from './world.js';

interface Case {
  readonly name: string;
  readonly on: string;
  readonly quarter?: string;
  readonly input?: CaseRows;
  readonly only?: Partial<Pick<Obligation, 'subject' | 'period'>>;
  readonly expect: {
    readonly in_force?: boolean;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly obligations?: readonly Partial<Obligation>[];
  };
}

const folder = RULEBOOK_DATA();
const rulebook = loadRulebook();
const validate = schemaOf(join(folder, 'cases.schema.json'));
const rosterFile = readDataFile(
  join(folder, 'cases-roster.yaml'),
  'cases-roster.yaml',
  schemaOf(join(folder, 'cases-roster.schema.json')),
);
const roster = rosterFile.data as CaseRows;
const files: readonly DataFile[] = globSync('*/*.cases.yaml', { cwd: folder })
  .sort()
  .map((name) => readDataFile(join(folder, name), name, validate));
const contentOf = (file: DataFile) => file.data as { readonly rule: string; readonly cases: readonly Case[] };

/** The obligations of the rule in the case's quarter, with the keys that the case speaks of. */
const obligationsIn = (rule: string, example: Case): readonly Partial<Obligation>[] => {
  const world = worldOf({ ...roster, ...example.input }, endOfDay(example.on));
  return obligationsOf(world, example.quarter ?? '', rulebook)
    .filter((obligation) => obligation.rule === rule)
    .filter(({ subject }) => example.only?.subject === undefined || subject.join() === example.only.subject.join())
    .filter(({ period }) => example.only?.period === undefined || period === example.only.period)
    .map((obligation, index) => {
      const keys = Object.keys(example.expect.obligations?.[index] ?? { subject: [], due: '', status: '' });
      return Object.fromEntries(Object.entries(obligation).filter(([key]) => keys.includes(key)));
    });
};

describe('the case files', () => {
  it('keep to their schema', () => expect([rosterFile, ...files].flatMap(({ faults }) => faults)).toEqual([]));

  it('are named after their rule and stand beside it', () => {
    for (const file of files) {
      const { rule } = contentOf(file);
      expect(basename(file.file)).toBe(`${rule}.cases.yaml`);
      expect(rulebook.has(rule)).toBe(true);
    }
  });

  it('are there for every rule that has an obligation or a number', () => {
    const withCases = new Set(files.map((file) => contentOf(file).rule));
    const needing = rulebook
      .rules()
      .filter(
        ({ obligation, parameters }) =>
          obligation !== null ||
          Object.values(parameters)
            .flat()
            .some(({ value }) => typeof value === 'number'),
      )
      .map(({ id }) => id);
    expect(needing.filter((id) => !withCases.has(id))).toEqual([]);
  });
});

describe.each(files.map((file) => [contentOf(file).rule, contentOf(file).cases] as const))('%s', (rule, cases) => {
  it.each(cases.map((example) => [`${example.on}：${example.name}`, example] as const))('%s', (_, example) => {
    const { in_force, parameters, obligations } = example.expect;
    if (in_force !== undefined) expect(rulebook.ruleInForce(rule, example.on) !== undefined).toBe(in_force);
    for (const [name, value] of Object.entries(parameters ?? {}))
      expect(rulebook.parameter(rule, name, example.on)).toEqual(value);
    if (obligations !== undefined) expect(obligationsIn(rule, example)).toEqual(obligations);
  });
});
