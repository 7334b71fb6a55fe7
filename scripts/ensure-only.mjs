// Brings the dependencies up to date and nothing else: for continuous integration, before lint and types.
import { ensureDependencies } from './ensure.mjs';

ensureDependencies();
