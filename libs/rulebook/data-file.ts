import { readFileSync } from 'node:fs';
import { LineCounter, isMap, isNode, isPair, isScalar, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { faultsOfSchema } from './schema-faults.js';
import type { Path } from './schema-faults.js';

/**
 * Reads one YAML file of the rulebook, checks it against its JSON Schema, and says what is wrong with the line it is on. Nothing is
 * thrown here: whoever reads many files gathers the faults of all of them first.
 */
export interface DataFile {
  readonly file: string;
  /** The content as plain data; undefined where the file cannot be read or has faults. */
  readonly data: unknown;
  readonly faults: readonly Fault[];
  /** The line (from 1) on which a path begins; of the nearest thing above it where it is not there. */
  lineOf(path: Path): number;
}

/** A mistake in a file of the rulebook, in Chinese, with what to write instead. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Thrown with all faults at once; the message lists them, one a line, as `file:line message`. */
export class RulebookError extends Error {
  override readonly name = 'RulebookError';
  constructor(readonly faults: readonly Fault[]) {
    const list = faults.map(({ file, line, message }) => `${file}:${line} ${message}`);
    super([`规则库有${faults.length}处错误，没有载入。请逐处改正后重试：`, ...list].join('\n'));
  }
}

/** `file` is where to read, `shown` how messages name it. */
export const readDataFile = (file: string, shown: string, validate: ValidateFunction): DataFile => {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const lineOf = (path: Path): number => lineOfPath(document, lines, path);
  const syntax = document.errors.map(({ code, message, pos }) => ({
    file: shown,
    line: lines.linePos(pos[0]).line,
    message: SYNTAX[code] ?? `不是正确的 YAML（${message}）。请检查这一行的缩进、冒号和引号。`,
  }));
  if (syntax.length > 0) return { file: shown, data: undefined, faults: syntax, lineOf };
  const data: unknown = document.toJS();
  if (validate(data)) return { file: shown, data, faults: [], lineOf };
  const faults = faultsOfSchema(validate.errors ?? []).map(({ path, message }) => ({
    file: shown,
    line: lineOf(path),
    message,
  }));
  return { file: shown, data: undefined, faults, lineOf };
};

/** Compiles a JSON Schema (draft 2020-12) kept as a file. */
export const schemaOf = (file: string): ValidateFunction =>
  new Ajv2020({ allErrors: true, verbose: true, discriminator: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(file, 'utf8')) as object,
  );

const SYNTAX: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: '同一个项写了两次。请只留一个。',
  TAB_AS_INDENT: '用了制表符缩进。请改用空格。',
  BAD_INDENT: '缩进不对。同一层的各项请对齐。',
};

/** Walks down as far as the document goes; a key's own line counts, not that of its value. */
const lineOfPath = (document: Document, lines: LineCounter, path: Path): number => {
  let node: unknown = document.contents;
  let offset = isNode(node) ? startOf(node) : 0;
  for (const step of path) {
    const child: unknown = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))
      : itemOf(node, step);
    if (child === undefined) break;
    if (isPair(child)) {
      offset = isNode(child.key) ? startOf(child.key) : offset;
      node = child.value;
    } else {
      node = child;
      offset = isNode(child) ? startOf(child) : offset;
    }
  }
  return lines.linePos(offset).line;
};

const itemOf = (node: unknown, step: string | number): unknown =>
  typeof node === 'object' && node !== null && 'items' in node && Array.isArray(node.items)
    ? node.items[Number(step)]
    : undefined;

const startOf = (node: Node): number => node.range?.[0] ?? 0;
