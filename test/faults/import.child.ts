import { writeSync } from 'node:fs';
import { importLedger, layFoundation, readConfig, Tools } from '../../libs/composition/index.js';

/** Imports a ledger into a house, builds the views, and answers with a ranking and its obligations: `answer JSON`. */
interface Options {
  readonly environment: Readonly<Record<string, string>>;
  readonly ledger: string;
}
const { environment, ledger } = JSON.parse(process.argv[2] ?? '') as Options;
const say = (line: string): void => void writeSync(1, `${line}\n`);

await using tools = new Tools(await layFoundation(readConfig(environment), 'write'));
await tools.foundation.catchUp();
say('open');
const { all } = await tools.foundation.house.entries();
const { report } = await importLedger(tools.foundation, all.values(), {
  files: [ledger],
  dryRun: false,
  strict: false,
  reason: null,
  onProgress: ({ phase, done }) => say(`${phase} ${done}`),
});
await tools.foundation.catchUp();
const knownAt = '2020-01-31T23:59:59.999+08:00';
const answers = [await tools.ranking('2019Q3', knownAt), await tools.obligations('2019Q3', knownAt)];
say(`refused ${report.refused.length}`);
say(`answer ${JSON.stringify(answers)}`);
