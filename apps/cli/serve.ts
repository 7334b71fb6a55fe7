import { Command } from 'commander';
import { startApi } from '../../libs/composition/index.js';

export const serveCommand = (): Command =>
  new Command('serve').description('启动 GraphQL 服务（HOST、PORT 指定监听地址），直到中断').action(async () => {
    await startApi({ sample: false });
  });
