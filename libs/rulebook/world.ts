import type { Day, Instant } from '../kernel/index.js';

/**
 * What the obligation engine and the scoring policy see: the registers of the house **as known at one instant k**, and nothing
 * that was entered after k or is dated after the day of k. Whoever builds a `World` (the `five-ones` context, from its views) applies
 * k; the engine never sees what was not known. Choice values are the words of the workbook. Codes are folded (NFKC) and trimmed,
 * names and texts as typed.
 */
export interface World {
  readonly knownAt: Instant;
  readonly offices: readonly Office[];
  readonly posts: readonly Post[];
  readonly contactPairs: readonly ContactPair[];
  readonly contacts: readonly DeputyContact[];
  readonly retireeRows: readonly RetireeRow[];
  readonly services: readonly RetireeService[];
  readonly situations: readonly RetireeSituation[];
  readonly branches: readonly Branch[];
  readonly activities: readonly PartyActivity[];
  readonly items: readonly StatutoryItem[];
  readonly progress: readonly ItemProgress[];
  readonly urgings: readonly Urging[];
  readonly opinions: readonly ReviewOpinion[];
  readonly reviewSteps: readonly ReviewStep[];
  readonly leaves: readonly Leave[];
  readonly attendance: readonly Attendance[];
  readonly publicity: readonly PublicityWork[];
  readonly officeMarks: readonly OfficeMark[];
  readonly workstreamMarks: readonly WorkstreamMark[];
  readonly inspections: readonly Inspection[];
  readonly innovations: readonly Innovation[];
  /** 意见建议: they meet no obligation; their 编号 decide where `explain` must name the sheet. */
  readonly suggestions: readonly Row[];
}

/** The sheets whose rows have a 编号 that an inspection may name. */
export type EvidenceSheet =
  | '代表联系'
  | '意见建议'
  | '老干部'
  | '老干部服务'
  | '老干部情况'
  | '组织生活'
  | '法定事项'
  | '事项进展'
  | '催办'
  | '审议意见'
  | '法规审议'
  | '请假'
  | '会议出勤'
  | '宣传工作'
  | '督查';

/** A row of the history: its 编号 (or key) and the events that say so. */
export interface Row {
  readonly id: string;
  /** Ids of the events behind the row as known at k, oldest first. */
  readonly events: readonly string[];
}

/** An act: dated by its day, entered at an instant. `entered` is what decides *on time*. */
export interface Act extends Row {
  readonly on: Day;
  readonly entered: Instant;
}

/** One of the dates of a row whose dates arrive one by one. `at` is the instant where the time of day is known, else 00:00. */
export interface Dated {
  readonly on: Day;
  readonly at: Instant;
  readonly entered: Instant;
  readonly event: string;
}

/** A stretch of a roster. Both ends are inside; no end (yet known) is null. */
export interface InForce {
  readonly from: Day;
  readonly to: Day | null;
}

export interface Office extends Row, InForce {
  readonly name: string;
  readonly duty: '办公室' | '研究室' | '法工委' | '人事代表工委' | '离退休干部处' | '其他';
  readonly category: '领导班子' | '委室' | '党组' | '机关党组' | '机关党委' | '区县' | '镇街' | '承办单位';
  readonly parent: string | null;
}

export interface Post extends Row, InForce {
  readonly person: string;
  readonly name: string;
  readonly office: string;
  readonly title: string;
  readonly role:
    '主任' | '副主任' | '秘书长' | '部门主要负责人' | '部门分管领导' | '部门其他县级干部' | '科长' | '工作人员';
  readonly committeeMember: boolean;
  readonly partyMember: boolean;
}

export interface ContactPair extends Row, InForce {
  readonly member: string;
  readonly deputy: string;
}

export interface DeputyContact extends Act {
  readonly member: string;
  readonly deputy: string;
  readonly channel: '电话' | '短信微信' | '信函' | '走访' | '座谈' | '接待';
}

/** One row of 老干部: who looks after somebody from a day on. Several rows share one `retiree`. */
export interface RetireeRow extends Row, InForce {
  readonly retiree: string;
  readonly name: string;
  readonly born: Day;
  readonly careOffice: string;
}

export interface RetireeService extends Act {
  readonly retiree: string;
  readonly channel: '电话' | '上门' | '座谈' | '医院探望';
  readonly occasion: '日常' | '节日' | '住院' | '家庭变故' | '特殊困难' | '去世' | '生日';
}

export interface RetireeSituation extends Act {
  readonly retiree: string;
  readonly situation: '住院' | '家庭变故' | '特殊困难' | '去世';
}

export interface Branch extends Row, InForce {
  readonly name: string;
  readonly office: string;
  readonly hasCommittee: boolean;
}

export interface PartyActivity extends Act {
  /** Code of a 机构 or of a 党支部. */
  readonly organisation: string;
  readonly kind: string;
}

export interface StatutoryItem extends Row {
  readonly title: string;
  readonly carrier: string;
  readonly handedOver: Dated;
  readonly due: Day;
  readonly planSubmitted: Dated | null;
  readonly completed: Dated | null;
}

export interface ItemProgress extends Act {
  readonly item: string;
}

export interface Urging extends Row {
  readonly item: string;
  readonly document: '催办单' | '责令书';
  readonly issued: Dated | null;
  readonly answered: Dated | null;
}

export interface ReviewOpinion extends Row {
  readonly topic: string;
  /** Null while the hand-over is not known yet: then no clock runs. */
  readonly handedOver: Dated | null;
  readonly reported: Dated | null;
}

export interface ReviewStep extends Act {
  /** As typed; bills are the same when `billKey` is. */
  readonly bill: string;
  /** Folded (NFKC), for comparing. */
  readonly billKey: string;
  readonly lead: string;
  readonly step: string;
  readonly result: '通过' | '修改' | '暂缓' | '否决' | null;
}

export interface Leave extends Row {
  readonly person: string;
  readonly from: Day;
  readonly to: Day;
  readonly approved: Dated | null;
  readonly reportedBack: Dated | null;
}

export interface Attendance extends Act {
  readonly meeting: '党组扩大会议' | '中心组学习' | '常委会会议' | '主任会议' | '党课';
  readonly person: string;
  readonly state: '出席' | '迟到' | '早退' | '请假' | '缺席' | '替会';
}

export interface PublicityWork extends Act {
  readonly office: string;
  readonly matter: '媒体联系' | '年度计划' | '联络会' | '季度通报' | '上级媒体采访' | '稿件';
  /** Folded (NFKC), for comparing; null where the cell was empty. */
  readonly outletKey: string | null;
}

/** Marks as decimal strings with at most two decimals, or null for an empty cell. */
export interface OfficeMark extends Row {
  readonly quarter: string;
  readonly marker: string;
  readonly office: string;
  readonly party: string | null;
  readonly business: string | null;
  readonly publicity: string | null;
  readonly retirees: string | null;
}

export interface WorkstreamMark extends Row {
  readonly quarter: string;
  readonly marker: string;
  readonly code: string;
  readonly mark: string;
}

export interface Inspection extends Act {
  readonly quarter: string;
  readonly target: { readonly sheet: EvidenceSheet; readonly id: string };
  readonly finding: '属实' | '有瑕疵' | '不实';
}

/** An innovation (自选动作) of an office, accepted by the lead group on a day. */
export interface Innovation extends Act {
  readonly office: string;
  readonly dimension: 'party' | 'business' | 'publicity' | 'retirees';
}

/**
 * One line of ANSWERS.md's `obligations`. `trigger` null where no row starts a clock; `period` null for a deadline.
 */
export interface Obligation {
  readonly rule: string;
  readonly subject: readonly string[];
  readonly period: string | null;
  readonly trigger: string | null;
  readonly due: Day;
  readonly owner: string | null;
  readonly counted: boolean;
  readonly status: 'open' | 'met' | 'met-late' | 'missed' | 'waived';
  readonly evidence: readonly string[];
  /** Present only where the due day or the status rests on a year whose paper was not out. */
  readonly provisional?: true;
  /** Ids of the events that say so: of the evidence where there is some, else none. */
  readonly events: readonly string[];
}
