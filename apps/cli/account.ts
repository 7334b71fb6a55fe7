import { Command } from 'commander';
import { openHouse } from '../../libs/composition/index.js';
import { codeArgument, CommandRefused, printJson, say } from './output.js';

export const accountCommand = (): Command =>
  new Command('account')
    .description('查看某人的本机登录口令（由本机密钥文件推出）')
    .argument('<person>', '工号', codeArgument)
    .option('--json', '输出 JSON')
    .action(async (person: string, options: { json?: true }) => {
      await using house = await openHouse('read');
      const account = await house.account(person);
      if (account === null) {
        throw new CommandRefused('not-found', null, `今天的名册中没有工号 ${person}。请核对工号，或先导入人员表。`);
      }
      if (options.json) printJson(account);
      else say(`${account.name}（${account.person}） 口令 ${account.password}`);
    });
