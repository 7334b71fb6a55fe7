import { Command } from 'commander';
import { openHouse, table } from '../../libs/composition/index.js';
import { isRefusal } from '../../libs/kernel/index.js';
import { codeArgument, knownAtArgument, printJson, quarterArgument, refused, say } from './output.js';

const STATUS: Readonly<Record<string, string>> = {
  open: '未到期',
  met: '按时',
  'met-late': '逾期',
  missed: '未履行',
  waived: '免除',
};

export const obligationsCommand = (): Command =>
  new Command('obligations')
    .description('一个季度到期的全部义务及其履行情况')
    .argument('<quarter>', '季度，如 2019Q3', quarterArgument)
    .option('--known-at <time>', '截至何时所知：日期或带时区的时刻；默认现在', knownAtArgument)
    .option('--rule <id>', '只看某条规则，如 PB-13', codeArgument)
    .option('--owner <code>', '只看计入某个委室的，如 WS01', codeArgument)
    .option('--json', '输出 JSON')
    .action(async (quarter: string, options: { knownAt?: string; rule?: string; owner?: string; json?: true }) => {
      await using house = await openHouse('read');
      const all = await house.obligations(quarter, options.knownAt, options);
      if (isRefusal(all)) throw refused(all, house.rulebook);
      if (options.json) {
        printJson(all);
        return;
      }
      const rows = all.map((one) => [
        one.rule,
        one.subject.join('/'),
        one.period ?? (one.trigger === null ? '' : `自 ${one.trigger}`),
        one.due,
        one.owner ?? '—',
        `${STATUS[one.status] ?? one.status}${one.provisional ? '（暂定）' : ''}`,
        one.evidence.join('、'),
      ]);
      say(table([['规则', '对象', '期间', '到期', '计入', '状态', '依据'], ...rows]));
      say(`共 ${all.length} 项。`);
    });
