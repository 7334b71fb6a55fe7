import { isRefusal, type Instant, type Refusal, type Rules } from '../../kernel/index.js';
import type { EntryCommand, Fields, Register, RowRule } from '../register/index.js';
import type { LedgerRow } from '../workbook/read.js';
import type { KnownLedger } from './known-ledger.js';
import { type MarkRule, marksOf, rostersOf } from './marks.js';
import { isFault, type ReadRow, readRow, valueIn } from './read-row.js';
import { codesOf, inspected, isEvidence, isInspection, referencesOf, spelledName } from './references.js';
import { type Fault, fault, placeOf, type RowRefusal } from './refusal.js';

/**
 * Which rows of an import go in. It is pure: the rows, what the history says, the moment and the rules are handed in.
 *
 * Rows of one key make a group; rows of a group whose cells mean the same make a version of it. In each group the first version that is not
 * refused goes in, and its copies count once. Whether it is refused may depend on other rows: a row holds only if what it refers to is
 * accepted, and rows that name each other hold each other. So we begin by taking every version for good that has no fault of its own, and take
 * away whatever refers to nothing until nothing changes: what is left is the largest set of rows that hold each other. A group introduces its
 * code as long as any version of it is left, whichever that is, so that the order in which versions fall away does not matter. What nobody
 * refers to, marks and inspections, is judged when all else is settled, for it looks at the rosters and the numbers that were accepted.
 */
export interface Judging {
  readonly registers: readonly Register[];
  readonly ledger: KnownLedger;
  readonly now: Instant;
  readonly rules: Rules;
  /** What a context forbids a row to say, by the register's name (DP-07, OD-11). */
  readonly rowRules: Readonly<Record<string, RowRule>>;
  /** F1-03. */
  readonly markRule: MarkRule;
  /** The sentence for a refusal by a rule: what the rule is, why it forbids the row. */
  readonly explain: (refusal: Refusal) => string;
  /** Whether changed cells of known rows go in as corrections. */
  readonly correct: boolean;
}

/** What becomes of a row. A row that is `unchanged` says nothing new, or says again what another row of the import says. */
export type Outcome =
  | {
      readonly status: 'new' | 'updated' | 'corrected';
      readonly row: LedgerRow;
      readonly read: ReadRow;
      readonly command: EntryCommand;
    }
  | { readonly status: 'unchanged'; readonly row: LedgerRow }
  | { readonly status: 'refused'; readonly row: LedgerRow; readonly refusal: RowRefusal };

/** One outcome a row, in the order of the rows. */
export const judge = (rows: readonly LedgerRow[], judging: Judging): readonly Outcome[] => {
  const outcomes = new Map<LedgerRow, Outcome>();
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const read = readRow(row, judging.ledger, judging.now);
    if (isFault(read)) outcomes.set(row, refused(row, read));
    else addTo(groups, read);
  }
  const settled = settle([...groups.values()], judging);
  for (const group of groups.values()) conclude(group, settled, outcomes, judging);
  return rows.flatMap((row) => outcomes.get(row) ?? []);
};

/** Rows of one key whose cells mean the same. */
interface Version {
  readonly read: ReadRow;
  readonly copies: ReadRow[];
}

interface Group {
  readonly register: Register;
  readonly key: readonly string[];
  readonly known: boolean;
  /** By their content, in the order in which they stand in the files. */
  readonly versions: Map<string, Version>;
}

const addTo = (groups: Map<string, Group>, read: ReadRow): void => {
  const { register, key, stream, known, content } = read;
  const group = groups.get(stream) ?? { register, key, known: known !== undefined, versions: new Map() };
  groups.set(stream, group);
  const version = group.versions.get(content);
  if (version === undefined) group.versions.set(content, { read, copies: [read] });
  else version.copies.push(read);
};

/** Which codes are introduced and what the rosters say when all is settled. */
interface Settled {
  readonly has: (code: string) => boolean;
  readonly rosters: ReturnType<typeof rostersOf>;
}

const settle = (groups: readonly Group[], judging: Judging): Settled => {
  const has = introducedCodes(groups, judging);
  const posts = groups
    .filter((group) => group.register.name === 'post')
    .flatMap((group) => accepted(group, has, judging) ?? []);
  return { has, rosters: rostersOf(judging.ledger.rowsOf('post'), posts) };
};

/** The greatest set of codes that hold each other: whatever loses its last support is taken away, then whatever leant on that. */
const introducedCodes = (groups: readonly Group[], judging: Judging): ((code: string) => boolean) => {
  const support = new Map<string, number>();
  const leaning = new Map<string, NewGroup[]>();
  const has = (code: string): boolean => judging.ledger.has(code) || (support.get(code) ?? 0) > 0;
  const fresh = groups
    .filter(({ known, register }) => !known && !isInspection(register))
    .map((group) => newGroup(group, judging));
  for (const group of fresh) {
    for (const code of group.codes) support.set(code, (support.get(code) ?? 0) + 1);
    for (const code of new Set(group.needs.flat(2))) {
      const others = leaning.get(code);
      if (others === undefined) leaning.set(code, [group]);
      else others.push(group);
    }
  }
  const waiting = [...fresh];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    if (group.fallen > group.needs.length || holds(group, has)) continue;
    group.fallen = group.needs.length + 1;
    for (const code of group.codes) {
      support.set(code, (support.get(code) ?? 0) - 1);
      if (!has(code)) waiting.push(...(leaning.get(code) ?? []));
    }
  }
  return has;
};

interface NewGroup {
  readonly codes: readonly string[];
  /** Of each version that no rule forbids: what it refers to, each by any of some codes. */
  readonly needs: readonly (readonly (readonly string[])[])[];
  /** How many of the versions have fallen, from the first; one more than there are once the group itself is gone. */
  fallen: number;
}

/** What has fallen stays so, since codes only go: the search goes on from the version that stood last. */
const holds = (group: NewGroup, has: (code: string) => boolean): boolean => {
  for (; group.fallen < group.needs.length; group.fallen += 1) {
    if (group.needs[group.fallen]?.every((anyOf) => anyOf.some(has)) === true) return true;
  }
  return false;
};

const newGroup = (group: Group, judging: Judging): NewGroup => ({
  codes: codesOf(group.register, group.key),
  needs: [...group.versions.values()]
    .filter(({ read }) => rowRuleFault(read, judging) === undefined)
    .map(({ read }) => referencesOf(read.register, read.fields).map((reference) => reference.anyOf)),
  fallen: 0,
});

/** The version of a post that goes in. */
const accepted = ({ versions }: Group, has: (code: string) => boolean, judging: Judging): ReadRow | undefined => {
  for (const { read } of versions.values()) {
    if (read.saysNothingNew || (conflictFault(read, judging.correct) ?? fallsAlone(read, has, judging)) === undefined)
      return read;
  }
  return undefined;
};

/** What is wrong with a row in the light of what else was accepted, marks and inspections aside. */
const fallsAlone = (read: ReadRow, has: (code: string) => boolean, judging: Judging): Fault | undefined =>
  referenceFault(read, has) ?? rowRuleFault(read, judging);

const conclude = (group: Group, settled: Settled, outcomes: Map<LedgerRow, Outcome>, judging: Judging): void => {
  let first: ReadRow | undefined;
  for (const { read, copies } of group.versions.values()) {
    // Beside a correction of the row, its former content is another version like any other.
    const corrected = first !== undefined && first.conflicts.length > 0;
    if (read.saysNothingNew && !corrected) {
      copies.forEach(({ row }) => outcomes.set(row, { status: 'unchanged', row }));
      first ??= read;
      continue;
    }
    const found = versionFault(read, first, settled, judging);
    if (found !== undefined) {
      copies.forEach(({ row }) => outcomes.set(row, refused(row, found)));
      continue;
    }
    copies.forEach(({ row }) => outcomes.set(row, { status: 'unchanged', row }));
    outcomes.set(read.row, goingIn(read, settled, judging));
    first = read;
  }
};

const goingIn = (read: ReadRow, { has }: Settled, { registers }: Judging): Outcome => {
  const { row, enteredAt } = read;
  const fields = spelledOut(read, has, registers);
  if (read.conflicts.length > 0) return { status: 'corrected', row, read, command: { kind: 'correct', fields } };
  return {
    status: read.known === undefined ? 'new' : 'updated',
    row,
    read,
    command: { kind: 'enter', fields, enteredAt },
  };
};

/** What 督查 names, with its sheet: a later row of the same 编号 elsewhere must not make it ambiguous. */
const spelledOut = (
  { register, fields }: ReadRow,
  has: (code: string) => boolean,
  registers: readonly Register[],
): Fields => {
  const field = register.fields.find(({ refers }) => refers === 'evidence');
  const target = field === undefined ? undefined : fields[field.name];
  if (field === undefined || target === undefined) return fields;
  const [found] = inspected(registers, String(target), has);
  return found === undefined ? fields : { ...fields, [field.name]: spelledName(registers, found, String(target)) };
};

const refused = (row: LedgerRow, found: Fault): Outcome => ({
  status: 'refused',
  row,
  refusal: { ...found, file: row.file, sheet: row.register.sheet, row: row.row, value: valueIn(row, found.column) },
});

const versionFault = (
  read: ReadRow,
  first: ReadRow | undefined,
  settled: Settled,
  judging: Judging,
): Fault | undefined =>
  (first === undefined ? undefined : duplicateFault(read, first)) ??
  conflictFault(read, judging.correct) ??
  (isInspection(read.register) ? inspectionFault(read, settled.has, judging.registers) : undefined) ??
  fallsAlone(read, settled.has, judging) ??
  markFault(read, settled, judging);

const keyHeader = (register: Register): string => register.fields.find((field) => field.key)?.header ?? '';

const duplicateFault = (read: ReadRow, first: ReadRow): Fault =>
  fault(
    'duplicate',
    keyHeader(read.register),
    `${placeOf(first.row)}已有“${read.key.join('，')}”而内容不同，这次导入只收了那一行。请核对哪一行对，删去另一行${
      isEvidence(read.register) ? '；若是两件事，请改用不同的编号' : ''
    }。`,
  );

/** Changed cells of a known row go in as a correction only. */
const conflictFault = (read: ReadRow, correct: boolean): Fault | undefined =>
  read.conflicts.length === 0 || correct
    ? undefined
    : fault(
        'conflict',
        keyHeader(read.register),
        `台账已有“${read.key.join('，')}”，这一行的“${read.conflicts.join('”、“')}”与已记录的不同，没有收。` +
          '如确属更正，请加 --correct --reason "更正原因" 重新导入；否则请改回原来的内容。',
      );

const referenceFault = (read: ReadRow, has: (code: string) => boolean): Fault | undefined => {
  const missing = referencesOf(read.register, read.fields).find((reference) => !reference.anyOf.some(has));
  return missing === undefined
    ? undefined
    : fault(
        'reference',
        missing.field.header,
        `“${missing.field.header}”中的“${missing.name}”在台账和本次导入收下的行中都没有，这一行没有收。请核对编号，或先补上（改正）那一行再导入。`,
      );
};

/** 督查: what was inspected first, for it stands left of who inspected. */
const inspectionFault = (
  read: ReadRow,
  has: (code: string) => boolean,
  registers: readonly Register[],
): Fault | undefined => {
  for (const field of read.register.fields) {
    const target = read.fields[field.name];
    if (field.refers !== 'evidence' || target === undefined) continue;
    const found = inspected(registers, String(target), has);
    if (found.length === 1) continue;
    const sheets = found.map((register) => `${register.sheet}/${String(target)}`).join('、');
    return fault(
      'reference',
      field.header,
      found.length === 0
        ? `“${field.header}”中的“${String(target)}”在台账和本次导入收下的行中都没有，这一行没有收。请核对编号，或先补上（改正）那一行再导入。`
        : `几张表都有“${String(target)}”，分不清查的是哪一行，这一行没有收。请写明工作表：${sheets}。`,
    );
  }
  return undefined;
};

const wholeRow = (read: ReadRow): Fields => ({ ...read.known?.fields, ...read.fields });

const rowRuleFault = (read: ReadRow, { rowRules, now, rules, explain }: Judging): Fault | undefined => {
  const refusal = rowRules[read.register.name]?.(wholeRow(read), { now, rules }) ?? null;
  return refusal === null ? undefined : ruleFault(read.register, refusal, explain);
};

const markFault = (read: ReadRow, { rosters }: Settled, { markRule, explain }: Judging): Fault | undefined => {
  const marks = marksOf(read.register, wholeRow(read));
  const refusal = marks === null ? null : markRule(rosters(marks));
  return refusal === null ? undefined : ruleFault(read.register, refusal, explain);
};

const ruleFault = (
  register: Register,
  refusal: Refusal & { readonly column?: string },
  explain: (refusal: Refusal) => string,
): Fault => {
  if (!isRefusal(refusal)) throw new Error(`台账“${register.sheet}”的规则判断没有给出理由`);
  const named = register.fields.find((field) => field.name === refusal.column || field.header === refusal.column);
  return {
    reason: 'rule',
    column: named?.header ?? keyHeader(register),
    rule: refusal.rule,
    message: `${explain(refusal)}这一行没有收。请核对后改正。`,
  };
};
