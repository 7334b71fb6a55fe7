// `npm test`: brings what is needed, compiles (journeys use the program as users have it), then runs the whole suite, or what is named.
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, root, run } from './ensure.mjs';

ensureDependencies();
ensureBuild();
run(
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    ...process.argv.slice(2),
  ],
  { cwd: root },
);
