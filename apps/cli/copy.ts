import { Command, InvalidArgumentError } from 'commander';
import { copyStore, progressLine, withoutSecrets } from '../../libs/composition/index.js';
import { CommandRefused, printJson, say } from './output.js';

export const copyCommand = (): Command =>
  new Command('copy')
    .description('把全部历史按顺序复制到另一个事件库：逐条核对摘要，可中断后继续；目标须为空，或是来源的开头部分')
    .requiredOption('--from <url>', '来源，如 sqlite:data/events.db 或 esdb://主机:2113', storeArgument)
    .requiredOption('--to <url>', '目标，写法同上', storeArgument)
    .option('--json', '输出 JSON')
    .action(async (options: { from: string; to: string; json?: true }, command: Command) => {
      if (options.from === options.to)
        command.error('来源与目标相同：--from 与 --to 须是两个事件库。', { exitCode: 2 });
      const progress = progressLine();
      const outcome = await copyStore(options.from, options.to, (position, tail) =>
        progress('复制到位置', Number(position), Number(tail)),
      );
      if (outcome.kind === 'not-a-prefix') throw new CommandRefused('not-a-prefix', null, outcome.message);
      const { events, streams, copied, resumed } = outcome;
      const [from, to] = [withoutSecrets(options.from), withoutSecrets(options.to)];
      if (options.json) printJson({ events, streams, copied, from, to, resumed });
      else {
        say(
          `${resumed ? '接着上次的复制：' : ''}本次复制 ${copied} 个事件；目标 ${to} 现有 ${events} 个事件、${streams} 个流，与来源一致。`,
        );
        say('来源若还在使用，请停下后再执行一次，补齐其间的事件；然后把 EVENT_STORE_URL 指向目标。');
      }
    });

const storeArgument = (text: string): string => {
  if (/^(?:sqlite:|esdb:\/\/|esdb\+discover:\/\/)./.test(text)) return text;
  throw new InvalidArgumentError('应为 sqlite:文件路径 或 esdb://主机:端口。');
};
