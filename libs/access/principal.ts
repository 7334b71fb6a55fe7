import { type Actor, type Day, decline, type Refusal } from '../kernel/index.js';

/**
 * Who somebody is on a day, and by which posts. Authority comes from posts held at that time (events of `organisation`), so that the
 * audit can say by which authority an old act was done. Built anew for every request from the rosters; nothing of it is in a token.
 */
export interface Principal {
  readonly person: string;
  readonly name: string;
  /** The day in Asia/Shanghai for which the posts are told. */
  readonly day: Day;
  /** Posts in force that day, the latest begun first, then by office code. */
  readonly posts: readonly HeldPost[];
  /** Duties beside the posts. An inspector reads everything and writes nothing. */
  readonly duties: readonly Duty[];
}

export type Duty = 'inspector' | 'clerk';

export interface HeldPost {
  readonly office: string;
  readonly officeName: string;
  readonly category: string;
  /** 职责 of the office: 办公室, 研究室, … */
  readonly officeDuty: string;
  readonly title: string;
  /** 岗位: 主任, 副主任, 秘书长, 部门主要负责人, 部门分管领导, 部门其他县级干部, 科长, 工作人员. */
  readonly role: string;
  readonly committeeMember: boolean;
}

/** What somebody wishes to do, as far as permission goes; each context lists its own in `<context>.access.ts`. */
export interface Permission {
  /** kebab-case, for example `record-deputy-contact`. */
  readonly action: string;
  /** In Chinese, for the refusal: who may. */
  readonly whoMay: string;
  /** True for a post that carries the right; pure. */
  allows(post: HeldPost, principal: Principal): boolean;
}

/**
 * The actor of a granted wish: the first post that carries the right. Refused (`not-permitted`) where none does, and always for an
 * inspector, who writes nothing.
 */
export const actAs = (principal: Principal | null, permission: Permission): Actor | Refusal => {
  if (principal === null) return decline('not-signed-in', { action: permission.action });
  if (principal.duties.includes('inspector')) return decline('inspector-writes-nothing', { action: permission.action });
  const post = principal.posts.find((held) => permission.allows(held, principal));
  if (post === undefined) {
    return decline('not-permitted', { action: permission.action, person: principal.person, whoMay: permission.whoMay });
  }
  return { person: principal.person, post: post.title, office: post.office };
};
