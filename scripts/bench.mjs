// `npm run bench [-- --quick] [store] [peer] [views] [house] [growth]`: brings what is needed, also the peer that is measured against (into
// bench/node_modules, never with the product), then measures and prints one table.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureDependencies, root, run } from './ensure.mjs';

ensureDependencies();

const bench = join(root, 'bench');
const stamp = join(bench, 'node_modules', '.five-ones-lock');
const wanted = readFileSync(join(bench, 'package-lock.json'), 'utf8');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  process.stderr.write('正在准备对照组的依赖（bench/）…\n');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'], {
    cwd: bench,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) writeFileSync(stamp, wanted);
  else process.stderr.write('对照组的依赖没有装上，与它的比较从略。\n');
}

run(
  [
    '--disable-warning=ExperimentalWarning',
    '--import',
    pathToFileURL(join(root, 'scripts', 'typescript.mjs')).href,
    join(bench, 'main.ts'),
    ...process.argv.slice(2),
  ],
  { cwd: root },
);
