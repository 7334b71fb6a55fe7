import { Command } from 'commander';
import { openHouse } from '../../libs/composition/index.js';
import { say } from './output.js';

export const exportCommand = (): Command =>
  new Command('export')
    .description('导出台账工作簿；再导入不会引起任何变化')
    .argument('<file>', '要写出的 .xlsx 文件，或放置 CSV 的文件夹（配合 --csv）')
    .option('--csv', '导出为 CSV（每张表一个文件）')
    .option('--sheet <name...>', '只导出这些工作表')
    .option('--force', '文件已存在时覆盖')
    .action(async (file: string, options: { csv?: true; sheet?: string[]; force?: true }) => {
      await using house = await openHouse('read');
      const rows = await house.export(file, {
        csv: options.csv ?? false,
        sheets: options.sheet ?? null,
        force: options.force ?? false,
      });
      say(`已导出 ${rows} 行：${file}`);
    });
