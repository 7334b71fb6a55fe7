import { MongoInvalidArgumentError, MongoNetworkError, MongoParseError, MongoServerError } from 'mongodb';
import { MongoBulkWriteError, MongoServerSelectionError, MongoWriteConcernError } from 'mongodb';
import { ViewStoreError } from '../../kernel/index.js';
import type { ViewStoreErrorCode } from '../../kernel/index.js';

/** The server refuses a second document of the same id. */
export const DUPLICATE_KEY = 11000;

/**
 * Server errors that pass by themselves: a primary that steps down or shuts down, a member that cannot be reached, an
 * acknowledgement by the majority that did not come in time. Numbers and names are those of MongoDB's
 * `error_codes.yml`.
 */
const TRANSIENT: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  46, // LockBusy
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern
  112, // WriteConflict
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** Server errors that stay until somebody acts, by what they mean at the port. What is not listed is `unavailable`. */
const MEANING: ReadonlyMap<number, ViewStoreErrorCode> = new Map([
  [11, 'access-denied'], // UserNotFound
  [13, 'access-denied'], // Unauthorized
  [18, 'access-denied'], // AuthenticationFailed
  [8000, 'access-denied'], // AtlasError, which is how MongoDB's own hosting says AuthenticationFailed
  [371, 'read-only'], // UserWritesBlocked
  [14031, 'full'], // OutOfDiskSpace
  [366, 'corrupt'], // DataCorruptionDetected
  [24, 'locked'], // LockTimeout
  [46, 'locked'], // LockBusy
  [2, 'bad-query'], // BadValue
  [9, 'bad-query'], // FailedToParse
  [14, 'bad-query'], // TypeMismatch
  [67, 'bad-query'], // CannotCreateIndex
  [73, 'bad-query'], // InvalidNamespace
  [10334, 'bad-query'], // BSONObjectTooLarge
]);

/** True where a later try may succeed with nothing else changed. */
export const isTransient = (thrown: unknown): boolean => {
  const error = unwrapped(thrown);
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  return codesOf(error).some((code) => TRANSIENT.has(code));
};

/** True where nothing is wrong but that documents of these ids are there already. */
export const isDuplicateKey = (error: unknown): boolean => {
  const codes = codesOf(error);
  return codes.length > 0 && codes.every((code) => code === DUPLICATE_KEY);
};

/** For `catch`: the value to go on with where the server answers with this code; any other error is thrown on. */
export const fallback =
  <T>(code: number, value: T) =>
  (error: unknown): T => {
    if (codesOf(error).includes(code)) return value;
    throw error;
  };

/**
 * A bulk write that failed as a whole, a connection lost for example, comes as an error of its own around the true one.
 */
const unwrapped = (error: unknown): unknown => {
  if (!(error instanceof MongoBulkWriteError)) return error;
  const response: unknown = error.errorResponse;
  return response instanceof Error ? response : error;
};

/** All codes an error of the server carries: its own, those of the single writes, and that of the write concern. */
const codesOf = (thrown: unknown): readonly number[] => {
  const error = unwrapped(thrown);
  if (error instanceof MongoBulkWriteError) {
    const concern = error.result.getWriteConcernError()?.code;
    const writes = [error.writeErrors].flat().map(({ code }) => code);
    const codes = concern === undefined ? writes : [...writes, concern];
    return codes.length > 0 ? codes : numbers(error.code);
  }
  if (error instanceof MongoWriteConcernError) return numbers(error.result.writeConcernError?.code ?? error.code);
  return error instanceof MongoServerError ? numbers(error.code) : [];
};

const numbers = (code: unknown): readonly number[] => (typeof code === 'number' ? [code] : []);

/** What the port says of an error of the driver; `place` names the server and database, without credentials. */
export const asViewStoreError = (error: unknown, place: string): ViewStoreError => {
  if (error instanceof ViewStoreError) return error;
  const code = meaningOf(error);
  return new ViewStoreError(code, sentence(code, place, reasonOf(error)), { cause: error });
};

const meaningOf = (thrown: unknown): ViewStoreErrorCode => {
  const error = unwrapped(thrown);
  if (error instanceof MongoServerError) {
    const [code] = codesOf(error).filter((each) => each !== DUPLICATE_KEY);
    return (code === undefined ? undefined : MEANING.get(code)) ?? 'unavailable';
  }
  // The driver itself refuses, before it sends anything, for example a database name that cannot be.
  if (error instanceof MongoInvalidArgumentError && !(error instanceof MongoParseError)) return 'bad-query';
  return 'unavailable';
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

const sentence = (code: ViewStoreErrorCode, place: string, reason: string): string => {
  switch (code) {
    case 'unavailable':
      return `视图库 ${place} 现在用不了：${reason}。请确认 MongoDB 已启动、网络通畅、VIEW_STORE_URL 写得对，然后重试。`;
    case 'locked':
      return `视图库 ${place} 被别的操作占着，等不到：${reason}。请稍后重试；若一直如此，请看服务器上有没有长时间的操作。`;
    case 'read-only':
      return `视图库 ${place} 现在只许读、不许写：${reason}。请在服务器上解除写入限制，然后重试。`;
    case 'full':
      return `视图库 ${place} 所在的磁盘满了：${reason}。请腾出空间，然后重试；视图可随时由事件重建。`;
    case 'newer-format':
      return `视图库 ${place} 是更新的版本写的：${reason}。请升级本程序，或换一个数据库名另建视图。`;
    case 'corrupt':
      return `视图库 ${place} 里的数据损坏：${reason}。请用 five-ones rebuild 由事件重建该视图。`;
    case 'bad-query':
      return `视图库 ${place} 不接受这个请求：${reason}。请检查集合、字段和文档大小（一个文档至多 16 MB），改正后再试。`;
    case 'access-denied':
      return `视图库 ${place} 拒绝登录或没有权限：${reason}。请核对 VIEW_STORE_URL 里的用户名、密码和 authSource，并确认该用户有读写权限。`;
  }
};
