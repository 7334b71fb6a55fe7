import { MongoClient } from 'mongodb';
import { ViewStoreError } from '../../kernel/index.js';

/**
 * Longer than any single command should take: a server that is silent for so long is taken for gone. In milliseconds.
 */
const LONGEST_SILENCE = 60_000;

/**
 * A client for the URL, not connected yet. Of what the URL says, the timeouts stand; that writes are acknowledged by
 * the majority and that reads come from the primary and from what the majority has does not depend on it.
 */
export const makeClient = (url: string, patience: number, place: string): MongoClient => {
  const said = new URLSearchParams(url.split('?')[1]?.toLowerCase());
  const unlessSaid = (name: string, value: number): Record<string, number> =>
    said.has(name.toLowerCase()) ? {} : { [name]: value };
  try {
    return new MongoClient(url, {
      appName: 'five-ones',
      ...unlessSaid('serverSelectionTimeoutMS', patience),
      ...unlessSaid('connectTimeoutMS', patience),
      ...unlessSaid('socketTimeoutMS', LONGEST_SILENCE),
      writeConcern: { w: 'majority', wtimeoutMS: patience },
      readConcern: { level: 'majority' },
      readPreference: 'primary',
      ignoreUndefined: true,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `视图库的地址 ${place} 写得不对：${reason}。请按 mongodb://主机:端口/数据库名 的形式改正 VIEW_STORE_URL，再启动。`;
    throw new ViewStoreError('unavailable', message, { cause });
  }
};

/** The database named in the URL's path, if one is. */
export const databaseOf = (url: string): string | undefined => {
  const path = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]*)/.exec(url)?.[1];
  if (path === undefined || path === '') return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // The driver will refuse the URL and say so.
  }
};

/** Scheme and hosts alone: the rest may hold passwords. */
export const withoutSecrets = (url: string): string => {
  const [, scheme = '', rest = ''] = /^(mongodb(?:\+srv)?:\/\/)?([^/?]*)/.exec(url) ?? [];
  return scheme + rest.slice(rest.lastIndexOf('@') + 1);
};

const PREFIX = /^([A-Za-z0-9_][A-Za-z0-9_.-]{0,39})?$/;

export const checkPrefix = (prefix: string): void => {
  if (PREFIX.test(prefix) && !prefix.startsWith('system.')) return;
  const message = `集合名前缀“${prefix}”不合规：只能用字母、数字、_、- 和点，以字母、数字或 _ 开头，至多 40 个字符，不以 system. 开头。请改正后再启动。`;
  throw new ViewStoreError('bad-query', message);
};
