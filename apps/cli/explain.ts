import { Command } from 'commander';
import { openHouse, table } from '../../libs/composition/index.js';
import { isRefusal } from '../../libs/kernel/index.js';
import { codeArgument, knownAtArgument, printJson, quarterArgument, refused, say } from './output.js';

const KIND: Readonly<Record<string, string>> = {
  rule: '规则',
  review: '述职评分',
  deduction: '扣分',
  bonus: '加分',
  cap: '封顶',
};
const DIMENSION: Readonly<Record<string, string>> = {
  party: '党建',
  business: '业务',
  publicity: '宣传',
  retirees: '老干部',
};

export const explainCommand = (): Command =>
  new Command('explain')
    .description('逐项说明一个委室的得分，各项之和恰为总分')
    .argument('<quarter>', '季度，如 2019Q3', quarterArgument)
    .argument('<office>', '委室代码，如 WS01', codeArgument)
    .option('--known-at <time>', '截至何时所知：日期或带时区的时刻；默认现在', knownAtArgument)
    .option('--json', '输出 JSON')
    .action(async (quarter: string, office: string, options: { knownAt?: string; json?: true }) => {
      await using house = await openHouse('read');
      const explanation = await house.explain(quarter, office, options.knownAt);
      if (isRefusal(explanation)) throw refused(explanation, house.rulebook);
      if (options.json) {
        printJson(explanation);
        return;
      }
      const rows = explanation.parts.map((part) => [
        part.dimension === null ? '' : (DIMENSION[part.dimension] ?? part.dimension),
        KIND[part.kind] ?? part.kind,
        part.rule ?? '',
        part.points,
        part.evidence.join('、'),
      ]);
      say(table([['维度', '类别', '规则', '分值', '依据'], ...rows]));
      say(`总分 ${explanation.total ?? '—'}。`);
    });
