import { Command } from 'commander';
import { writeTemplateFile } from '../../libs/composition/index.js';
import { say } from './output.js';

export const templateCommand = (): Command =>
  new Command('template')
    .description('生成空白台账工作簿：各表表头、下拉选项和填写说明')
    .argument('<file>', '要写出的 .xlsx 文件')
    .option('--force', '文件已存在时覆盖')
    .action(async (file: string, options: { force?: true }) => {
      await writeTemplateFile(file, options.force ?? false);
      say(`已写出空白台账：${file}`);
    });
