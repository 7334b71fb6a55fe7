import { Command } from 'commander';
import { openHouse, table } from '../../libs/composition/index.js';
import { printJson, say } from './output.js';

export const statusCommand = (): Command =>
  new Command('status')
    .description('事件与各视图的状况：位置、落后多少、有无受阻')
    .option('--json', '输出 JSON')
    .action(async (options: { json?: true }) => {
      await using house = await openHouse('look');
      const status = await house.status();
      if (options.json) printJson(status);
      else {
        say(`事件库 ${status.eventStore}：共到位置 ${status.tail}`);
        say(`视图库 ${status.viewStore}`);
        say(
          table([
            ['视图', '版本', '位置', '落后', '状态', '受阻'],
            ...status.projections.map((one) => [
              one.name,
              String(one.version),
              String(one.position),
              String(one.lag),
              one.state,
              one.poison === null
                ? ''
                : `事件 ${one.poison.eventId}（${one.poison.type}，位置 ${one.poison.position}）：${one.poison.message}`,
            ]),
          ]),
        );
      }
      if (status.projections.some((one) => one.poison !== null)) process.exitCode = 1;
    });
