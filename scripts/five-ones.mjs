#!/usr/bin/env node
// The command `five-ones`: brings the program up to date, then runs it in the folder it was called from.
import { join } from 'node:path';
import { ensureBuild, ensureDependencies, root, run } from './ensure.mjs';

ensureDependencies();
ensureBuild();
run(['--disable-warning=ExperimentalWarning', join(root, 'dist', 'apps', 'cli', 'main.js'), ...process.argv.slice(2)]);
