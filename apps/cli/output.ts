import { InvalidArgumentError } from 'commander';
import { endOfDay, isValidDay, parseInstant, parseQuarter } from '../../libs/calendar/index.js';
import { fold } from '../../libs/ledger/index.js';
import type { Rulebook } from '../../libs/rulebook/index.js';
import { declined } from '../../libs/contexts/graphql/declined.js';
import type { Instant, Refusal } from '../../libs/kernel/index.js';

/** A whole command that is refused: exit status 1, and with --json the document `{ "refused": … }`. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
  constructor(
    readonly code: string,
    readonly rule: string | null,
    message: string,
  ) {
    super(message);
  }
}

export const refused = (refusal: Refusal, rulebook: Rulebook): CommandRefused =>
  new CommandRefused(
    refusal.why,
    refusal.rule,
    refusal.rule === null
      ? declined(refusal)
      : `${rulebook.refusalText(refusal)}（${refusal.rule} ${rulebook.clause(refusal.rule)}）`,
  );

export const jsonAsked = (argv: readonly string[]): boolean => argv.includes('--json');

export const printJson = (document: unknown): void => {
  process.stdout.write(
    `${JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value), 1)}\n`,
  );
};

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** 工号, 代码, 编号 as the workbook takes them: folded (NFKC) and trimmed, so that `Ｔ００３` finds T003. */
export const codeArgument = (text: string): string => fold(text);

/** `2019Q3`; wrong usage otherwise. */
export const quarterArgument = (text: string): string => {
  if (parseQuarter(text) === undefined || !/^(19|20|21)/.test(text))
    throw new InvalidArgumentError('季度应写成 2019Q3 这样的形式。');
  return text;
};

/** A day (its end in Asia/Shanghai) or an instant with offset; wrong usage otherwise. */
export const knownAtArgument = (text: string): Instant => {
  if (text.length === 10 && isValidDay(text)) return endOfDay(text);
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw new InvalidArgumentError('应写成日期 2019-10-08，或带时区的时刻 2019-10-08T12:00:00+08:00。');
  }
  return instant;
};
