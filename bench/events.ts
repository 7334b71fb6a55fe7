import { createHash } from 'node:crypto';
import type { NewEvent } from '../libs/kernel/index.js';

/** The n-th event of the measurements, about 500 bytes of JSON as the contexts write them. The same n gives the same event. */
export const eventOf = (n: number): NewEvent => {
  const hex = createHash('sha256').update(String(n)).digest('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return {
    id,
    type: n % 2 === 0 ? 'statutory-items.ProgressReported' : 'deputies.ContactRecorded',
    schema: 1,
    occurredAt: `2019-0${1 + (n % 9)}-1${n % 10}`,
    data: {
      item: `ST2019-${n % 2_000}`,
      title: '关于城区义务教育学校校车安全管理的审议意见',
      office: `WS${String(n % 12).padStart(2, '0')}`,
      due: '2019-10-10',
      minutes: n % 90,
    },
    meta: {
      commandId: id,
      correlationId: id,
      causationId: id,
      actor: { person: `P${String(n % 300).padStart(4, '0')}`, post: '主任', office: 'WS01' },
      ruleSet: 'zibo-2019',
    },
  };
};

export const batchOf = (from: number, count: number): readonly NewEvent[] =>
  Array.from({ length: count }, (_, n) => eventOf(from + n));
