import { join } from 'node:path';
import ts from 'typescript';
import { isSpec, root, sources } from './sources.js';

/**
 * The code as the compiler understands it: which codes and facts stand behind a call, also where they are a variable, a union or the outcome
 * of a condition. What the tests of the stable codes look at.
 */
export interface Call {
  /** `libs/contexts/office-affairs/leave.ts:117`. */
  readonly place: string;
  readonly callee: string;
  /** Of each argument the strings that it may be; undefined where it may be any. */
  readonly words: readonly (readonly string[] | undefined)[];
  /** Of each argument the names of its members. */
  readonly members: readonly (readonly string[])[];
}

export interface Code {
  /** Calls and constructions of what the file declares under the name. */
  calls(file: string, name: string): readonly Call[];
  /** The words of a union of strings, a parameter's of a class included: `FileError.code`. */
  union(file: string, name: string): readonly string[];
  /** Words that stand written behind a member's name, for example `code: 'internal'`, in the files under a folder. */
  memberWords(folder: string, member: string): readonly string[];
}

export const readCode = (): Code => {
  const files = sources('libs', 'apps')
    .filter(({ path }) => !isSpec(path))
    .map(({ path }) => join(root, path));
  const program = ts.createProgram(files, { ...compilerOptions(), noEmit: true });
  const checker = program.getTypeChecker();
  const own = files.flatMap((file) => program.getSourceFile(file) ?? []);
  return {
    calls: (file, name) =>
      own.flatMap((source) =>
        nodesOf(source)
          .filter((node) => ts.isCallExpression(node) || ts.isNewExpression(node))
          .filter((node) => declares(checker, node.expression, file, name))
          .map((node) => callOf(checker, source, node, name)),
      ),
    union: (file, name) => unionOf(program, checker, file, name),
    memberWords: (folder, member) =>
      own
        .filter((source) => pathOf(source).startsWith(`${folder}/`))
        .flatMap(nodesOf)
        .filter(ts.isPropertyAssignment)
        .filter((node) => node.name.getText() === member)
        .flatMap(({ initializer }) => (ts.isStringLiteral(initializer) ? [initializer.text] : [])),
  };
};

const compilerOptions = (): ts.CompilerOptions => {
  const file = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile) as { readonly config: unknown };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
};

const pathOf = (source: ts.SourceFile): string => source.fileName.slice(root.length + 1).replaceAll('\\', '/');

const nodesOf = (source: ts.SourceFile): readonly ts.Node[] => {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
};

const declares = (checker: ts.TypeChecker, expression: ts.Expression, file: string, name: string): boolean => {
  const found = checker.getSymbolAtLocation(expression);
  if (found === undefined) return false;
  const symbol = (found.flags & ts.SymbolFlags.Alias) === 0 ? found : checker.getAliasedSymbol(found);
  return symbol.name === name && symbol.declarations?.some((node) => pathOf(node.getSourceFile()) === file) === true;
};

const callOf = (
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  node: ts.CallExpression | ts.NewExpression,
  callee: string,
): Call => {
  const types = (node.arguments ?? []).map((argument) => checker.getTypeAtLocation(argument));
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return {
    place: `${pathOf(source)}:${line + 1}`,
    callee,
    words: types.map(wordsOf),
    members: types.map((type) => checker.getPropertiesOfType(type).map((member) => member.name)),
  };
};

const wordsOf = (type: ts.Type): readonly string[] | undefined => {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral())
    ? parts.map((part) => (part as ts.StringLiteralType).value)
    : undefined;
};

const unionOf = (program: ts.Program, checker: ts.TypeChecker, file: string, name: string): readonly string[] => {
  const source = program.getSourceFile(join(root, file));
  const [outer, member] = name.split('.');
  const symbol = source && checker.getSymbolAtLocation(source);
  const found = symbol && checker.getExportsOfModule(symbol).find((exported) => exported.name === outer);
  if (found === undefined) throw new Error(`${file} exports no ${outer}`);
  const type = checker.getDeclaredTypeOfSymbol(found);
  const property = member === undefined ? undefined : type.getProperty(member);
  const words = wordsOf(property === undefined ? type : checker.getTypeOfSymbol(property));
  if (words === undefined) throw new Error(`${name} of ${file} is no union of strings`);
  return words;
};
