import { Command } from 'commander';
import { openHouse, rankingTable } from '../../libs/composition/index.js';
import { isRefusal } from '../../libs/kernel/index.js';
import { knownAtArgument, printJson, quarterArgument, refused, say } from './output.js';

export const rankingCommand = (): Command =>
  new Command('ranking')
    .description('季度排名：各委室、五大格局、六项机制')
    .argument('<quarter>', '季度，如 2019Q3', quarterArgument)
    .option('--known-at <time>', '截至何时所知：日期或带时区的时刻；默认现在', knownAtArgument)
    .option('--policy <file>', '另用一份评分办法（YAML），只作试算')
    .option('--json', '输出 JSON')
    .action(async (quarter: string, options: { knownAt?: string; policy?: string; json?: true }) => {
      await using house = await openHouse('read');
      const ranking = await house.ranking(quarter, options.knownAt, options.policy);
      if (isRefusal(ranking)) throw refused(ranking, house.rulebook);
      if (options.json) printJson(ranking);
      else say(rankingTable(ranking));
    });
