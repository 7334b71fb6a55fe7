import { Command } from 'commander';
import { openHouse, progressLine } from '../../libs/composition/index.js';
import { CommandRefused, note, printJson, say } from './output.js';

export const rebuildCommand = (): Command =>
  new Command('rebuild')
    .description('从第一个事件起重建视图：在旁边建好后再替换，并说明有多少文档不同')
    .argument('[projection]', '视图名称（见 five-ones status）；不填为全部')
    .option('--step-back', '退回替换前的上一版')
    .option('--json', '输出 JSON')
    .action(async (projection: string | undefined, options: { stepBack?: true; json?: true }) => {
      await using house = await openHouse('write', progressLine());
      if (projection !== undefined && !house.hasView(projection)) {
        throw new CommandRefused('not-found', null, `没有名为 ${projection} 的视图。可用的名称见 five-ones status。`);
      }
      if (options.stepBack) {
        if (projection === undefined) {
          note('退回上一版须写明视图名称，例如 five-ones rebuild audit-trail --step-back。');
          process.exitCode = 2;
          return;
        }
        if (!(await house.stepBack(projection))) {
          throw new CommandRefused('no-former-build', null, `视图 ${projection} 没有保留上一版，没有可退回的。`);
        }
        if (options.json) printJson({ name: projection, steppedBack: true });
        else say(`视图 ${projection} 已退回上一版。`);
        return;
      }
      const rebuilt = await house.rebuild(projection);
      if (options.json) printJson(rebuilt);
      else {
        for (const one of rebuilt) {
          say(
            `${one.name}：${one.documents} 个文档；与原视图相比新增 ${one.added}、减少 ${one.removed}、不同 ${one.changed}。`,
          );
        }
      }
    });
