import type { MetBy } from '../rule.js';
import type { Act, RetireeSituation, ReviewOpinion, StatutoryItem, Urging } from '../world.js';
import { actsOfDate } from './evidence.js';
import type { Registers } from './registers.js';

/** Which acts meet an obligation: those of its subject in the sheet that the rule names, by 类型, 方式, 事由, 事项, 对象 or 环节. */

const NONE: readonly never[] = [];

export const activitiesOf = (registers: Registers, metBy: MetBy, organisation: string): readonly Act[] =>
  metBy.sheet === '组织生活'
    ? (registers.activities.get(organisation) ?? NONE).filter((act) => metBy.types.includes(act.kind))
    : mismatch(metBy);

/** `situation`: of the row that starts the clock, for rules that want the same 事由. */
export const servicesOf = (
  registers: Registers,
  metBy: MetBy,
  retiree: string,
  situation: RetireeSituation['situation'] | null,
): readonly Act[] => {
  if (metBy.sheet !== '老干部服务') return mismatch(metBy);
  const { channels, occasions } = metBy;
  return (registers.services.get(retiree) ?? NONE).filter(
    (act) =>
      (channels?.includes(act.channel) ?? true) &&
      (occasions === 'same' ? act.occasion === situation : (occasions?.includes(act.occasion) ?? true)),
  );
};

export const contactsOf = (registers: Registers, metBy: MetBy, pair: string): readonly Act[] =>
  metBy.sheet === '代表联系'
    ? (registers.contacts.get(pair) ?? NONE).filter((act) => metBy.channels?.includes(act.channel) ?? true)
    : mismatch(metBy);

export const progressOf = (registers: Registers, metBy: MetBy, item: string): readonly Act[] =>
  metBy.sheet === '事项进展' ? (registers.progress.get(item) ?? NONE) : mismatch(metBy);

/** `outlet`: as the rule names it, for rules that ask for that 对象或媒体. */
export const publicityOf = (
  registers: Registers,
  metBy: MetBy,
  office: string,
  outlet: string | null,
): readonly Act[] => {
  if (metBy.sheet !== '宣传工作') return mismatch(metBy);
  const outletKey = outlet?.normalize('NFKC');
  return (registers.publicity.get(office) ?? NONE).filter(
    (act) => metBy.matters.includes(act.matter) && (metBy.outlet === undefined || act.outletKey === outletKey),
  );
};

export const reviewStepsOf = (registers: Registers, metBy: MetBy, billKey: string): readonly Act[] =>
  metBy.sheet === '法规审议'
    ? (registers.reviewSteps.get(billKey) ?? NONE).filter((act) => metBy.steps.includes(act.step))
    : mismatch(metBy);

export const datesOfItem = (metBy: MetBy, item: StatutoryItem): readonly Act[] => {
  if (metBy.sheet !== '法定事项') return mismatch(metBy);
  switch (metBy.date) {
    case '方案报送日期':
      return actsOfDate(item.id, item.planSubmitted);
    case '办结日期':
      return actsOfDate(item.id, item.completed);
  }
  return mismatch(metBy);
};

export const datesOfUrging = (metBy: MetBy, urging: Urging): readonly Act[] =>
  metBy.sheet === '催办' && metBy.date === '回复日期' ? actsOfDate(urging.id, urging.answered) : mismatch(metBy);

export const datesOfOpinion = (metBy: MetBy, opinion: ReviewOpinion): readonly Act[] =>
  metBy.sheet === '审议意见' && metBy.date === '报告日期' ? actsOfDate(opinion.id, opinion.reported) : mismatch(metBy);

/** The rule's data ask for what its subject cannot have: a mistake in a file of the rulebook. */
const mismatch = (metBy: MetBy): never => {
  throw new Error(
    `规则库的“履行方式”与“约束对象”不相配：${JSON.stringify(metBy)}。请改正该规则文件的 obligation 一节。`,
  );
};
