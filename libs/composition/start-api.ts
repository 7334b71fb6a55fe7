import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LocalAccounts, readSecret } from '../access/index.js';
import type { Trouble } from '../projection/index.js';
import { isRefusal } from '../kernel/index.js';
import { packageRoot } from '../rulebook/index.js';
import { createServer } from './api/server.js';
import { readConfig } from './config.js';
import { type Foundation, layFoundation } from './foundation.js';
import { Tools, withoutSecrets } from './house-tools.js';
import { progressLine, viewsProgress } from './progress.js';
import { rankingTable } from './ranking-table.js';

export interface StartOptions {
  /** Take in the sample ledger where the history is empty, and show its ranking: for a first look. */
  readonly sample: boolean;
}

const SAMPLE_QUARTER = '2019Q3';

/**
 * Starts the house in this process: stores, views, GraphQL. Returns when it has been told to stop (SIGINT, SIGTERM). Errors: `ConfigError`,
 * `EventStoreError`, `ViewStoreError`; an address in use is said as such.
 */
export const startApi = async ({ sample }: StartOptions): Promise<void> => {
  const config = readConfig(process.env);
  const progress = progressLine();
  const views = viewsProgress(progress);
  let catchingUp = true;
  const foundation = await layFoundation(config, 'write', {
    onProgress: (told) => (catchingUp ? views(told) : undefined),
    role: 'api',
    onTrouble: reportTrouble,
  });
  const stopping = new AbortController();
  try {
    say(`事件库 ${withoutSecrets(config.eventStoreUrl)}，视图库 ${withoutSecrets(config.viewStoreUrl)}`);
    await foundation.catchUp();
    if (sample) await takeInSample(foundation, progress);
    catchingUp = false;
    const following = foundation.follow(stopping.signal);
    const server = await createServer(foundation);
    try {
      await listen(server, config.host, config.port);
      say(`\nGraphQL 已启动：${await server.getUrl()}/graphql（浏览器打开 ${await server.getUrl()} 即为 GraphiQL）`);
      if (sample) await sayHowToSignIn(foundation);
      say('按 Ctrl+C 停止。');
      // Outages are sat out; what ends the following by itself is a fault of ours, and nobody should be served stale rows for it.
      await Promise.race([told(), following]);
    } finally {
      say('正在停止 …');
      foundation.house.close();
      await server.close();
    }
    stopping.abort();
    await following;
  } finally {
    stopping.abort();
    await foundation.close();
  }
};

/** The sample ledger goes into an empty history only; the ranking is shown where the history has its quarter. */
const takeInSample = async (foundation: Foundation, progress: ReturnType<typeof progressLine>): Promise<void> => {
  const tools = new Tools(foundation);
  const file = join(packageRoot(), 'examples', 'ledger-small.xlsx');
  if ((await foundation.events.tail()) === 0n && existsSync(file)) {
    say('事件库还是空的，先导入示例台账 examples/ledger-small.xlsx（数据均为虚构）。');
    const report = await tools.import({
      files: [file],
      dryRun: false,
      strict: false,
      reason: null,
      reportFile: null,
      onProgress: progress,
    });
    const rows = report.sheets.reduce((sum, sheet) => sum + sheet.new, 0);
    say(`示例台账：${rows} 行成为 ${await foundation.events.tail()} 个事件，${report.refused.length} 行未导入。`);
    await tools.setDuty(SAMPLE_INSPECTOR, true, '示例：指定一名督查人员');
  }
  const ranking = await tools.ranking(SAMPLE_QUARTER, undefined);
  if (!isRefusal(ranking) && ranking.offices.length > 0) say(`\n${rankingTable(ranking)}`);
};

const SAMPLE_INSPECTOR = 'P0047';
/** People of the sample whose posts show the difference: a clerk, a head of office, an inspector. */
const SAMPLE_PEOPLE = [
  ['P0009', '台账员（办公室科长）'],
  ['P0007', '委室负责人（办公室主任）'],
  [SAMPLE_INSPECTOR, '督查人员'],
] as const;

const sayHowToSignIn = async ({ house, config }: Foundation): Promise<void> => {
  const accounts = new LocalAccounts(readSecret(config.secretFile), config.tokenHours);
  const lines: string[] = [];
  for (const [person, what] of SAMPLE_PEOPLE) {
    const principal = await house.principal(person);
    if (principal !== null)
      lines.push(`  ${what} ${principal.name}：person "${person}"，password "${accounts.password(person)}"`);
  }
  if (lines.length === 0) return;
  say('\n登录（其他人的口令用 npx five-ones account 工号 查看）：');
  say(lines.join('\n'));
  say(
    '  mutation { signIn(input: { person: "…", password: "…" }) { ... on SignedIn { token } ... on Refused { message } } }',
  );
  say('  然后把令牌放在请求头：{"Authorization": "Bearer 令牌"}');
};

const listen = async (server: Awaited<ReturnType<typeof createServer>>, host: string, port: number): Promise<void> => {
  try {
    await server.listen(port, host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortInUse(
      `地址 ${host}:${port} 已被占用，服务没有启动。请停掉占用它的程序，或用环境变量 PORT 换一个端口，例如 PORT=3001 npm start。`,
    );
  }
};

export class PortInUse extends Error {
  override readonly name = 'PortInUse';
}

export const reportTrouble = (trouble: Trouble): void => {
  switch (trouble.kind) {
    case 'outage':
      process.stderr.write(`存储暂时不可用（${trouble.error.message}），${trouble.retryInMilliseconds} 毫秒后再试。\n`);
      return;
    case 'poison':
      process.stderr.write(
        `视图 ${trouble.projection} 停在事件 ${trouble.poison.eventId}（${trouble.poison.type}，位置 ${trouble.poison.position}）：${trouble.poison.message}。其他视图不受影响；修正后重启即可继续。\n`,
      );
  }
};

/** Resolves when the process is told to stop. */
export const told = async (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
