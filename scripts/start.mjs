// `npm start`: brings what is needed, then starts the house: the sample ledger where the history is empty, the ranking, the api.
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, root, run } from './ensure.mjs';

ensureDependencies();
ensureBuild();
run(['--disable-warning=ExperimentalWarning', join(root, 'dist', 'apps', 'api', 'main.js'), ...process.argv.slice(2)], {
  cwd: root,
});
