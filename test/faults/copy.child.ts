import { writeSync } from 'node:fs';
import { copyStore } from '../../libs/composition/index.js';

/** Copies a history and says so after each page: `page POSITION`, and in the end `copied`. */
const { from, to } = JSON.parse(process.argv[2] ?? '') as { readonly from: string; readonly to: string };
const outcome = await copyStore(from, to, (position) => void writeSync(1, `page ${position}\n`));
writeSync(1, `${outcome.kind} ${JSON.stringify(outcome)}\n`);
