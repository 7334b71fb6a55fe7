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

/** F1-04: the ranking of the offices is told inside the house only. */
export const mayReadOfficeRanking = (reader: Reader): Refusal | null => {
  const refusal = mayRead(reader);
  if (refusal !== null || reader.principal === null) return refusal;
  const inside =
    reader.principal.duties.includes('inspector') || reader.principal.posts.some((post) => !OUTSIDE.has(post.category));
  return inside ? null : refuse('F1-04', 'offices-inside-only', { person: reader.principal.person });
};

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
