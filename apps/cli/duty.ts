import { Command } from 'commander';
import { openHouse } from '../../libs/composition/index.js';
import { isRefusal } from '../../libs/kernel/index.js';
import { codeArgument, refused, say } from './output.js';

export const dutyCommand = (): Command =>
  new Command('duty')
    .description('指定或解除督查职责：督查人员可查看全部记录，但不能登记或审批')
    .argument('<person>', '工号', codeArgument)
    .option('--end', '解除')
    .requiredOption('--reason <text>', '依据，如“机关纪委 2019 年第 3 号通知”')
    .action(async (person: string, options: { end?: true; reason: string }) => {
      await using house = await openHouse('write');
      const done = await house.setDuty(person, !options.end, options.reason);
      if (isRefusal(done)) throw refused(done, house.rulebook);
      if (done.events.length === 0) say(options.end ? `${person} 本来就没有督查职责。` : `${person} 已经有督查职责。`);
      else say(options.end ? `已解除 ${person} 的督查职责。` : `已指定 ${person} 为督查人员。`);
    });
