import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own TypeScript, read as text: what the tests of the house's shape look at. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Source {
  /** Path from the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** What it imports: paths from the root for our own files, package names as they stand. */
  readonly imports: readonly string[];
}

export const sources = (...folders: readonly string[]): readonly Source[] =>
  folders.flatMap((folder) => filesBelow(join(root, folder)).map(readSource));

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });

const readSource = (file: string): Source => {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(IMPORT)].map((match) => {
    const target = match[1] ?? match[2] ?? '';
    if (!target.startsWith('.')) return target;
    return relative(root, normalize(join(dirname(file), target))).replaceAll('\\', '/');
  });
  return { path: relative(root, file).replaceAll('\\', '/'), text, imports };
};

const IMPORT = /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/g;

export const isSpec = (path: string): boolean => /\.(spec|contract)\.ts$/.test(path) || path.includes('/testing/');
