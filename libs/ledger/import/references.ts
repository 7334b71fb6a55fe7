import { type Field, type Fields, keyFields, type ReferenceTarget, type Register } from '../register/index.js';

/**
 * What rows call each other by. A row of a roster introduces a code (`office/WS01`), a row of a sheet with 编号 a number (`编号/deputyContact/LX0001`),
 * by which 督查 names what was inspected. A reference holds where some accepted row, of these files or of the history, introduces what it names.
 */

/** Registers whose rows introduce what others refer to by the first column of their key. */
const INTRODUCED: Readonly<Record<string, ReferenceTarget>> = {
  office: 'office',
  post: 'person',
  deputy: 'deputy',
  retireeCare: 'retiree',
  branch: 'branch',
  statutoryItem: 'item',
};

const NUMBER_HEADER = '编号';

/** Whether 督查 can name a row of the register: it has 编号, and is not 督查 itself. */
export const isEvidence = (register: Register): boolean =>
  keyFields(register)[0]?.header === NUMBER_HEADER && !isInspection(register);

/** Whether rows of the register name a row of any other sheet. */
export const isInspection = (register: Register): boolean =>
  register.fields.some((field) => field.refers === 'evidence');

/** What a row with this key introduces. */
export const codesOf = (register: Register, key: readonly string[]): readonly string[] => {
  const [first = ''] = key;
  const target = INTRODUCED[register.name];
  return [
    ...(target === undefined ? [] : [`${target}/${first}`]),
    ...(isEvidence(register) ? [numberCode(register.name, first)] : []),
  ];
};

const numberCode = (register: string, number: string): string => `编号/${register}/${number}`;

export interface Reference {
  readonly field: Field;
  /** As typed in the cell, one of several perhaps. */
  readonly name: string;
  /** It holds where one of these is introduced. */
  readonly anyOf: readonly string[];
}

/** What a row refers to, by column; what 督查 names is asked for by `inspected`. */
export const referencesOf = (register: Register, fields: Fields): readonly Reference[] => {
  const references: Reference[] = [];
  for (const field of register.fields) {
    const value = fields[field.name];
    if (field.refers === undefined || field.refers === 'evidence' || value === undefined) continue;
    const targets = field.refers === 'organisation' ? ['office', 'branch'] : [field.refers];
    for (const name of Array.isArray(value) ? value : [value]) {
      references.push({ field, name: String(name), anyOf: targets.map((target) => `${target}/${String(name)}`) });
    }
  }
  return references;
};

/**
 * The registers in which a row with what 督查 names stands: one where it holds, none or several where it does not.
 */
export const inspected = (
  registers: readonly Register[],
  target: string,
  has: (code: string) => boolean,
): readonly Register[] => {
  const { sheet, number } = namedBy(registers, target);
  return registers.filter(
    (register) =>
      (sheet === undefined || register === sheet) && isEvidence(register) && has(numberCode(register.name, number)),
  );
};

/** `工作表/编号` of a row of the register, however the cell that names it was typed. */
export const spelledName = (registers: readonly Register[], register: Register, target: string): string =>
  `${register.sheet}/${namedBy(registers, target).number}`;

/** `工作表/编号` names the sheet; only a sheet's name before the slash is read as one, any other slash belongs to the 编号. */
const namedBy = (
  registers: readonly Register[],
  target: string,
): { readonly sheet: Register | undefined; readonly number: string } => {
  const slash = target.indexOf('/');
  const sheet = slash === -1 ? undefined : registers.find(({ sheet }) => sheet === target.slice(0, slash).trim());
  return { sheet, number: sheet === undefined ? target : target.slice(slash + 1).trim() };
};
