import { Command } from 'commander';
import { verifyChain } from '../../libs/composition/index.js';
import { printJson, say } from './output.js';

const KIND: Readonly<Record<string, string>> = {
  changed: '被改动',
  removed: '被删除',
  inserted: '被插入',
  truncated: '被截断',
  reordered: '被调换',
};

export const verifyCommand = (): Command =>
  new Command('verify')
    .description('逐个核对事件的 SM3 摘要链，查明有无改动、删除、插入、调换')
    .argument('[file]', '事件库文件；不填为当前配置的事件库')
    .option('--json', '输出 JSON')
    .action(async (file: string | undefined, options: { json?: true }) => {
      const verified = await verifyChain(file);
      if (options.json) printJson(verified);
      else {
        for (const finding of verified.findings) {
          say(`位置 ${finding.position}（${finding.stream}）${KIND[finding.kind] ?? finding.kind}：${finding.message}`);
        }
        say(
          verified.ok
            ? `核对完毕：${verified.events} 个事件、${verified.streams} 个流，摘要链完好。`
            : `核对完毕：${verified.events} 个事件中发现 ${verified.findings.length} 处异常。请保留该文件，并与备份和已公布的封存摘要比对。`,
        );
      }
      if (!verified.ok) process.exitCode = 1;
    });
