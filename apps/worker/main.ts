import { runMain, startWorker } from '../../libs/composition/index.js';

await runMain(() => startWorker());
