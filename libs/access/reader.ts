import { decline, type Refusal, refuse } from '../kernel/index.js';
import type { Principal } from './principal.js';

/**
 * Who reads. `local` is somebody at the machine itself, where the server listens on this machine only: they could read the files
 * anyway. Everybody else must be signed in to read anything.
 */
export interface Reader {
  readonly principal: Principal | null;
  readonly local: boolean;
}

/** Null where the reader may read what is open to the whole house. */
export const mayRead = (reader: Reader): Refusal | null =>
  reader.principal !== null || reader.local ? null : decline('sign-in-to-read');

/** 区县, 镇街 and 承办单位 stand outside the standing committee's own house. */
const OUTSIDE: ReadonlySet<string> = new Set(['区县', '镇街', '承办单位']);

const isInside = ({ duties, posts }: Principal): boolean =>
  duties.includes('inspector') || posts.some((post) => !OUTSIDE.has(post.category));

/** F1-04: the ranking of the offices is told inside the house only. */
export const mayReadOfficeRanking = (reader: Reader): Refusal | null => {
  const refusal = mayRead(reader);
  if (refusal !== null || reader.principal === null) return refusal;
  return isInside(reader.principal)
    ? null
    : refuse('F1-04', 'offices-inside-only', { person: reader.principal.person });
};

/**
 * Whoever is outside the house sees their own branch of the tree: what belongs to an office that they hold a post in, or to one below it.
 * `branches` are the offices that the subject belongs to, each with all above it.
 */
export const mayReadArchive = (reader: Reader, branches: readonly string[]): Refusal | null => {
  const refusal = mayRead(reader);
  const { principal } = reader;
  if (refusal !== null || principal === null || isInside(principal)) return refusal;
  return principal.posts.some((post) => branches.includes(post.office))
    ? null
    : decline('own-branch-only', { person: principal.person });
};

/** A leave is read by whom it concerns, by the leadership, the Office where the forms are filed (11 §二(二)), and inspectors. */
export const mayReadLeave = ({ principal, local }: Reader, about: readonly string[]): boolean =>
  principal === null
    ? local
    : about.includes(`person/${principal.person}`) ||
      principal.duties.includes('inspector') ||
      principal.posts.some(
        (post) => post.category === '领导班子' || (post.category === '委室' && post.officeDuty === '办公室'),
      );

/** The whole audit trail is read by inspectors, by the leaders, and at the machine itself. */
export const mayReadAuditTrail = (reader: Reader): Refusal | null => {
  const refusal = mayRead(reader);
  if (refusal !== null || reader.principal === null) return refusal;
  const { duties, posts } = reader.principal;
  const leads = posts.some((post) => post.category === '领导班子' && ['主任', '副主任', '秘书长'].includes(post.role));
  return duties.includes('inspector') || leads
    ? null
    : decline('audit-for-inspectors', { person: reader.principal.person });
};
