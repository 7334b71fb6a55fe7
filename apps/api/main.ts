import { runMain, startApi } from '../../libs/composition/index.js';

await runMain(() => startApi({ sample: true }));
