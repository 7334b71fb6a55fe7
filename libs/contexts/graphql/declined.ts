import type { Refusal } from '../../kernel/index.js';

/**
 * Sentences for refusals that rest on no rule of the catalogue: what happened, why, and what to do next. Each code of `decline(…)`
 * stands here once; a test compares the two lists.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  'not-signed-in': '尚未登录，不能办理。请先用 signIn 取得令牌，并在请求头 Authorization 中带上“Bearer 令牌”。',
  'sign-in-to-read': '尚未登录，不能查看。请先用 signIn 取得令牌，并在请求头 Authorization 中带上“Bearer 令牌”。',
  'audit-for-inspectors': '审计记录由督查人员和领导班子查看，{person} 现任职务不能查看。请联系督查人员。',
  'own-branch-only':
    '{person} 的任职不在机关之内，只能查看本单位及所属单位的档案。如需其他资料，请与市人大常委会办公室联系。',
  'wrong-password': '工号或口令不对。本机口令可由管理员用 five-ones account 工号 查得。',
  'too-many-attempts': '连续输错次数过多，请 {seconds} 秒后再试。',
  'bad-known-at': 'knownAt“{value}”不是有效的日期或时刻。请写成 2019-10-08，或 2019-10-08T12:00:00+08:00。',
  'bad-quarter': '“{value}”不是季度。请写成 2019Q3 这样的形式。',
  'bad-cursor': '游标无效或已过期。请从第一页重新查询。',
  'policy-not-in-force':
    '评分办法自 {inForceFrom} 起施行，{quarter} 没有排名。该季度的履职义务仍可用 obligations 查询。',
  'office-not-ranked': '{office} 在 {quarter} 不参加排名（排名的是季度末在册的委室）。请核对代码。',
  'inspector-writes-nothing': '督查人员可以查看全部记录，但不能登记或审批。请由有相应职务的人员办理。',
  'not-permitted': '{person} 现任职务无权办理此事。可以办理的人员：{whoMay}。',
  'already-there': '编号 {id} 已经登记过，不能重复登记。如需更正，请通过台账更正并说明理由。',
  'date-ahead': '日期 {date} 晚于今天，尚未发生的事不能登记。请核对日期。',
  'not-found': '没有找到 {what} {id}。请核对编号；刚登记的可稍候再试。',
  conflict: '与已登记的内容不一致：{columns}。如确需更正，请用更正方式登记并说明理由。',
  'nothing-to-correct': '没有可更正的记录：编号尚未登记过。请先登记。',
  'office-not-in-force': '单位 {office} 在 {on} 不在册或已停用，不能登记。请核对单位代码和日期。',
  'not-in-post': '{person} 在 {on} 没有任职，不能登记为服务人。请核对工号和日期。',
  'no-post-in-house': '{person} 在机关没有任职，不能在此请假。请核对“人员”台账中的任职。',
  'nobody-to-decide': '目前没有其他人担任“{role}”及其上级职务，无人可办。请先在“人员”台账中补登任职。',
  'agreements-complete': '应有的同意都已齐备，下一步由{expected}批准。请改用批准，或等待批准。',
  'leave-already-approved': '请假 {id} 已经批准，不必再办。如需变更，请另行请假或更正。',
  'leave-already-declined': '请假 {id} 已由 {person} 不予同意，不能再办。请本人重新申请。',
};

export const declinedCodes = (): readonly string[] => Object.keys(SENTENCES);

/** Errors: throws on a code that has no sentence (a mistake of ours; a test finds it). */
export const declined = (refusal: Refusal): string => {
  const sentence = SENTENCES[refusal.why];
  if (sentence === undefined) throw new Error(`没有为代码 ${refusal.why} 写说明文字`);
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(refusal.facts[name] ?? ''));
};
