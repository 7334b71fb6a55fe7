import { Command, CommanderError } from 'commander';
import { ConfigError, isForPeople } from '../../libs/composition/index.js';
import { accountCommand } from './account.js';
import { copyCommand } from './copy.js';
import { dutyCommand } from './duty.js';
import { explainCommand } from './explain.js';
import { exportCommand } from './export.js';
import { importCommand } from './import.js';
import { obligationsCommand } from './obligations.js';
import { CommandRefused, jsonAsked } from './output.js';
import { rankingCommand } from './ranking.js';
import { rebuildCommand } from './rebuild.js';
import { serveCommand } from './serve.js';
import { statusCommand } from './status.js';
import { templateCommand } from './template.js';
import { inChinese } from './usage.js';
import { verifyCommand } from './verify.js';

/**
 * The command `five-ones`. Exit status: 0 done · 1 refused, or rows refused under --strict, or an outage · 2 wrong usage. With --json
 * one document stands on stdout and nothing else; everything for people goes to stderr then.
 */
export const runCli = async (argv: readonly string[]): Promise<number> => {
  const program = new Command('five-ones')
    .description('五个一：台账、履职义务与季度排名')
    .helpOption('-h, --help', '显示帮助')
    .helpCommand('help [command]', '显示某个命令的帮助')
    .showHelpAfterError('（用 --help 查看用法）')
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(inChinese(message)) })
    .addHelpText(
      'after',
      '\n环境变量：EVENT_STORE_URL（默认 sqlite:data/events.db）、VIEW_STORE_URL（默认 sqlite:data/views.db）、HOST（127.0.0.1）、PORT（3000）。\n退出状态：0 完成；1 不予办理或出错；2 用法有误。',
    );
  for (const command of [
    importCommand,
    templateCommand,
    exportCommand,
    obligationsCommand,
    rankingCommand,
    explainCommand,
    statusCommand,
    rebuildCommand,
    verifyCommand,
    copyCommand,
    accountCommand,
    dutyCommand,
    serveCommand,
  ]) {
    program.addCommand(command().copyInheritedSettings(program).helpOption('-h, --help', '显示帮助'));
  }
  try {
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, jsonAsked(argv));
  }
};

const report = (error: unknown, json: boolean): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const refused = refusedOf(error);
  if (refused === undefined) throw error;
  if (json) process.stdout.write(`${JSON.stringify({ refused })}\n`);
  process.stderr.write(`${refused.message}\n`);
  return error instanceof ConfigError ? 2 : 1;
};

const refusedOf = (error: unknown): { code: string; rule: string | null; message: string } | undefined => {
  if (error instanceof CommandRefused) return { code: error.code, rule: error.rule, message: error.message };
  if (error instanceof ConfigError) return { code: 'bad-configuration', rule: null, message: error.message };
  if (isForPeople(error)) return { code: error.code ?? error.name, rule: null, message: error.message };
  return undefined;
};
