import { Command } from 'commander';
import { openHouse, progressLine, table } from '../../libs/composition/index.js';
import { note, printJson, say } from './output.js';

interface Options {
  readonly dryRun?: true;
  readonly strict?: true;
  readonly correct?: true;
  readonly reason?: string;
  readonly report?: string;
  readonly json?: true;
}

export const importCommand = (): Command =>
  new Command('import')
    .description('导入台账（.xlsx 或 .csv，可多个）：好的行入库，不能理解的行逐行说明原因')
    .argument('<files...>', '台账文件')
    .option('--dry-run', '只检查，不写入')
    .option('--strict', '有一行不合格就都不写入')
    .option('--correct', '与已登记内容不一致的行作为更正登记（须写明 --reason）')
    .option('--reason <text>', '更正理由')
    .option('--report <file>', '把未导入的行写成工作簿（带“导入结果”列），改正后可再导入')
    .option('--json', '输出 JSON')
    .action(async (files: string[], options: Options, command: Command) => {
      if (options.correct && !options.reason?.trim())
        command.error('更正须写明理由：--correct --reason "……"', { exitCode: 2 });
      if (!options.correct && options.reason !== undefined)
        command.error('--reason 与 --correct 一起使用', { exitCode: 2 });
      await using house = await openHouse('write');
      const progress = progressLine();
      const report = await house.import({
        files,
        dryRun: options.dryRun ?? false,
        strict: options.strict ?? false,
        reason: options.correct ? (options.reason ?? '') : null,
        reportFile: options.report ?? null,
        onProgress: progress,
      });
      if (options.json) printJson(report);
      else {
        say(
          table([
            ['工作表', '行数', '新增', '补充', '未变', '更正', '未导入'],
            ...report.sheets.map((sheet) => [
              sheet.sheet,
              String(sheet.rows),
              String(sheet.new),
              String(sheet.updated),
              String(sheet.unchanged),
              String(sheet.corrected),
              String(sheet.refused),
            ]),
          ]),
        );
        for (const row of report.refused) {
          say(`${row.sheet} 第 ${row.row} 行 ${row.column}“${row.value ?? ''}”：${row.message}`);
        }
        if (options.dryRun) say('以上只是检查，没有写入。');
      }
      if (options.report !== undefined && report.refused.length > 0)
        note(`未导入的行已写入 ${options.report}，改正后可再导入。`);
      if (options.strict && report.refused.length > 0) {
        note(`有 ${report.refused.length} 行不合格，按 --strict 未写入任何内容。`);
        process.exitCode = 1;
      }
    });
