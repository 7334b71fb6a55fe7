import { InvalidArgumentError } from 'commander';
import { endOfDay, isValidDay, parseInstant, parseQuarter } from '../../libs/calendar/index.js';
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

/** `2019Q3`; wrong usage otherwise. */
export const quarterArgument = (text: string): string => {
  if (parseQuarter(text) === undefined) throw new InvalidArgumentError('季度应写成 2019Q3 这样的形式。');
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

/** Columns padded by display width, so that Chinese and Latin line up in a terminal. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))));
  return rows
    .map((row) =>
      row
        .map((cell, index) =>
          index === row.length - 1 ? cell : cell + ' '.repeat((widths[index] ?? 0) - displayWidth(cell)),
        )
        .join('  '),
    )
    .join('\n');
};

export const displayWidth = (text: string): number => {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
};

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** A line of progress that overwrites itself in a terminal, and is one line a tenth elsewhere. Always on stderr. */
export const progressLine = (): ((text: string, done: number, total: number) => void) => {
  let lastTenth = -1;
  let lastText = '';
  return (text, done, total) => {
    const line = total > 0 ? `${text} ${done}/${total}` : `${text} ${done}`;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${line}${total > 0 && done >= total ? '\n' : ''}`);
      return;
    }
    const tenth = total > 0 ? Math.floor((done * 10) / total) : 0;
    if (text === lastText && tenth === lastTenth) return;
    lastText = text;
    lastTenth = tenth;
    process.stderr.write(`${line}\n`);
  };
};
