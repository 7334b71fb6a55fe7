import { Command } from 'commander';
import { openHouse } from '../../libs/composition/index.js';
import { note, printJson, progressLine, say } from './output.js';

export const rebuildCommand = (): Command =>
  new Command('rebuild')
    .description('从第一个事件起重建视图：在旁边建好后再替换，并说明有多少文档不同')
    .argument('[projection]', '视图名称（见 five-ones status）；不填为全部')
    .option('--step-back', '退回替换前的上一版')
    .option('--json', '输出 JSON')
    .action(async (projection: string | undefined, options: { stepBack?: true; json?: true }) => {
      await using house = await openHouse('write');
      if (options.stepBack) {
        if (projection === undefined) {
          note('退回上一版须写明视图名称，例如 five-ones rebuild audit-trail --step-back。');
          process.exitCode = 2;
          return;
        }
        const back = await house.stepBack(projection);
        if (options.json) printJson(back);
        else say(`视图 ${projection} 已退回上一版。`);
        return;
      }
      const progress = progressLine();
      const rebuilt = await house.rebuild(projection, (name, position, tail) =>
        progress(`重建 ${name}`, position, tail),
      );
      if (options.json) printJson(rebuilt);
      else {
        for (const one of rebuilt) {
          say(
            `${one.name}：${one.documents} 个文档；与原视图相比新增 ${one.added}、减少 ${one.removed}、不同 ${one.changed}。`,
          );
        }
      }
    });
