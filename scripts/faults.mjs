// `npm run faults`: the fault tests in their long form (a thousand kills) and those of the stores, then the table of what was done how often,
// with the seeds to repeat it by. FAULTS_SEED=n repeats a run, FAULTS_TIMES=n sets how often. With Go on the machine MongoDB's are run too.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDependencies, node, root } from './ensure.mjs';

ensureDependencies();
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
  '--runInBand',
  ...(process.argv.length > 2
    ? process.argv.slice(2)
    : [
        'test/faults',
        'libs/event-store/.*(crash|chaos|faults)',
        'libs/view-store/.*faults',
        'libs/projection/(replay|recovery|poison)',
      ]),
];
const go = spawnSync('go', ['version']).status === 0;
const command = go ? [join(root, 'test', 'mongodb-server', 'start.mjs'), node(), ...jest] : jest;
const child = spawn(node(), command, {
  cwd: root,
  stdio: ['inherit', 'inherit', 'pipe'],
  env: { ...process.env, FAULTS: 'long' },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));

let rest = '';
const told = [];
child.stderr.setEncoding('utf8').on('data', (text) => {
  process.stderr.write(text);
  const lines = (rest + text).split('\n');
  rest = lines.pop() ?? '';
  told.push(...lines.filter((line) => line.startsWith('faults · ')).map((line) => line.slice('faults · '.length)));
});
child.on('close', (code) => {
  process.stdout.write(`\n${told.map((line) => `  ${line}`).join('\n')}\n`);
  process.exitCode = code ?? 1;
});
