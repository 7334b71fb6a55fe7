import { readConfig } from './config.js';
import { layFoundation } from './foundation.js';
import { withoutSecrets } from './house-tools.js';
import { isShared } from './moving.js';
import { reportTrouble, told } from './start-api.js';

/**
 * Starts a worker: it carries its share of the projections until it is told to stop (SIGINT, SIGTERM). Any number may run beside each other where both stores are
 * shared; a house of one machine needs none. Errors: `ConfigError`, `EventStoreError`, `ViewStoreError`.
 */
export const startWorker = async (): Promise<void> => {
  const config = readConfig(process.env);
  if (!isShared(config)) {
    process.stderr.write(
      '单机方式由服务进程自己建立视图，不需要另开 worker。要分开运行，请把 EVENT_STORE_URL 设为 esdb://…，VIEW_STORE_URL 设为 mongodb://…。\n',
    );
    process.exitCode = 2;
    return;
  }
  const foundation = await layFoundation(config, 'write', { role: 'worker', onTrouble: reportTrouble });
  const stopping = new AbortController();
  try {
    process.stdout.write(
      `worker 已启动：事件库 ${withoutSecrets(config.eventStoreUrl)}，视图库 ${withoutSecrets(config.viewStoreUrl)}\n`,
    );
    const following = foundation.follow(stopping.signal);
    await Promise.race([told(), following]);
    stopping.abort();
    await following;
  } finally {
    stopping.abort();
    await foundation.close();
  }
};
