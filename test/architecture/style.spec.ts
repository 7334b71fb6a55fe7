import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isSpec, root, sources } from './sources.js';

const code = sources('libs', 'apps').filter(({ path }) => !isSpec(path));

describe('the style of the house', () => {
  it('keeps files within a few hundred lines', () => {
    const long = code
      .filter(({ path }) => !path.includes('/data/'))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > 450)
      .map(({ path, lines }) => `${path} has ${lines} lines: is it still about one thing? Split it`);
    expect(long).toEqual([]);
  });

  it('silences no types and leaves no work undone', () => {
    const patterns: readonly [RegExp, string, inProse?: true][] = [
      [/\bas any\b|: any\b|<any>/, 'give it its type'],
      [/@ts-(ignore|nocheck|expect-error)/, 'mend the type instead', true],
      [/\b(TODO|FIXME|XXX|HACK)\b/, 'do it, or say it in the notes', true],
    ];
    const wrong = sources('libs', 'apps', 'test', 'bench')
      .filter(({ path }) => path !== 'test/architecture/style.spec.ts')
      .flatMap(({ path, text }) =>
        patterns
          .filter(([pattern, , inProse]) => pattern.test(inProse ? text : withoutComments(text)))
          .map(([pattern, fix]) => `${path} has ${pattern.source}: ${fix}`),
      );
    expect(wrong).toEqual([]);
  });

  it('names things by what they are', () => {
    const wrong = code.flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:class|interface|type)\s+(\w*(?:Manager|Helper|Util|Utils|Base))\b/g)].map(
        (match) => `${path}: ${match[1]} says nothing; name it by what it does`,
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('switches off no test', () => {
    const wrong = sources('libs', 'apps', 'test')
      .filter(({ path }) => path.endsWith('.spec.ts') && path !== 'test/architecture/style.spec.ts')
      .filter(({ text }) => /\b(?:it|test|describe)\.(?:only|todo)\b|\bx(?:it|describe)\(/.test(text))
      .map(({ path }) => `${path} switches tests off: mend or delete them`);
    expect(wrong).toEqual([]);
  });

  it('has no file that nobody imports', () => {
    const entries = /^(apps\/[^/]+\/main\.ts|libs\/[^/]+\/index\.ts|libs\/contexts\/[^/]+\/index\.ts)$/;
    const imported = new Set(
      sources('libs', 'apps', 'test', 'bench').flatMap(({ imports }) =>
        imports.map((target) => target.replace(/\.js$/, '.ts')),
      ),
    );
    const dead = code
      .filter(({ path }) => !entries.test(path) && !imported.has(path))
      .map(({ path }) => `${path} is imported by nobody: wire it in or delete it`);
    expect(dead).toEqual([]);
  });

  it('speaks of itself alone', () => {
    const words = [
      /\/work\/(main|shared)/,
      /\/tmp\/bash_jobs/,
      /registry\.npmjs/,
      /\b[Ii]ssue #?\d+\b/,
      /\b[Ss]ession \d+\b/,
    ];
    const files = ['README.md', 'README.zh-CN.md', 'CHANGELOG.md', ...markdown('docs')];
    const texts = [
      ...files.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
      ...sources('libs', 'apps', 'test', 'bench').filter(({ path }) => path !== 'test/architecture/style.spec.ts'),
    ];
    const wrong = texts.flatMap(({ path, text }) =>
      words
        .filter((word) => word.test(text))
        .map((word) => `${path} has ${word.source}: nothing of the workshop belongs into the product`),
    );
    expect(wrong).toEqual([]);
  });
});

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

const markdown = (folder: string): readonly string[] =>
  readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(root, path)).isDirectory()) return markdown(path);
    return name.endsWith('.md') ? [path] : [];
  });
