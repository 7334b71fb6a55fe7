import { EventStoreError } from '../../kernel/index.js';

/**
 * What the client's errors mean. The client throws errors of its own (with `type`), raw gRPC errors (with `code` alone: the first
 * call to a server that is not there), and plain ones (a cluster in which no node answers). All that matters for what to do next
 * is whether the server said no, and if it did not, whether the call can have reached it.
 */
export type Trouble =
  | { readonly kind: 'wrong-revision'; readonly actual: bigint | undefined }
  | { readonly kind: 'stream-not-found' | 'stream-deleted' | 'access-denied' | 'too-large' }
  /** Refused before anything was done. */
  | { readonly kind: 'not-leader' }
  /** Never left this machine, or was turned away at the door. */
  | { readonly kind: 'unreached' }
  /** The server says it does not understand; for a read from a position: that no event starts there. */
  | { readonly kind: 'not-understood' }
  /** Dropped, late, cancelled: it may have been done or not. */
  | { readonly kind: 'unclear' };

/** Our own timer ran out. */
export class TimedOut extends Error {}

/** A stream of answers ended before it was over. */
export class EndedEarly extends Error {}

interface ClientError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly actualVersion?: unknown;
  readonly message?: unknown;
}

export const troubleOf = (error: unknown): Trouble => {
  if (error instanceof TimedOut || error instanceof EndedEarly) return { kind: 'unclear' };
  if (typeof error !== 'object' || error === null) return { kind: 'unclear' };
  const { type, code, actualVersion, message } = error as ClientError;
  switch (type) {
    case 'wrong-expected-version':
      return { kind: 'wrong-revision', actual: typeof actualVersion === 'bigint' ? actualVersion : undefined };
    case 'stream-not-found':
    case 'stream-deleted':
    case 'access-denied':
    case 'not-leader':
      return { kind: type };
    case 'maximum-append-size-exceeded':
      return { kind: 'too-large' };
    default:
      return byCode(code, typeof message === 'string' ? message : '');
  }
};

/** gRPC status codes: 2 unknown, 3 invalid argument, 7 permission denied, 16 unauthenticated. */
const byCode = (code: unknown, message: string): Trouble => {
  switch (code) {
    case 2:
    case 3:
      return { kind: 'not-understood' };
    case 7:
    case 16:
      return { kind: 'access-denied' };
    default:
      return { kind: UNREACHED.test(message) ? 'unreached' : 'unclear' };
  }
};

/**
 * The one place that goes by text, for want of anything else: no connection was ever made, the server turned the call away at the
 * door, or no node of the cluster answered. Where the text should change, the worst is that such a call counts as unclear.
 */
const UNREACHED = /No connection established|Server Is (?:Not Ready|Too Busy)|Failed to discover/;

export const errors = {
  wrongRevision: (stream: string, expected: string, actual: string): EventStoreError =>
    new EventStoreError(
      'wrong-revision',
      `写入“${stream}”时版本不符：预期为 ${spoken(expected)}，实际为 ${spoken(actual)}，说明别人已先写入。请重新读取后再作决定。`,
      { stream, expected, actual },
    ),
  streamDeleted: (stream: string, cause?: unknown): EventStoreError =>
    new EventStoreError(
      'stream-deleted',
      `“${stream}”在 EventStoreDB 服务器上被删除过，本系统从不删除事件，故不能再读写。请联系服务器管理员查明经过，并从备份恢复。`,
      { stream },
      { cause },
    ),
  accessDenied: (cause: unknown): EventStoreError =>
    new EventStoreError(
      'access-denied',
      'EventStoreDB 拒绝了访问：用户名或密码不对，或该用户没有权限。请检查 EVENT_STORE_URL 中的用户名和密码，并请管理员授予读写权限（含读取 $all）。',
      {},
      { cause },
    ),
  tooLarge: (stream: string, cause: unknown): EventStoreError =>
    new EventStoreError(
      'too-large',
      `这次写入“${stream}”的事件超过 EventStoreDB 一次写入 1048576 字节的上限，一条也没有写入。请分成几次写入。`,
      { stream },
      { cause },
    ),
  unavailable: (cause: unknown): EventStoreError =>
    new EventStoreError(
      'unavailable',
      '连不上 EventStoreDB：服务器没有应答，可能尚未启动、地址或证书不对、或网络中断。请检查服务器和 EVENT_STORE_URL 后重试。',
      {},
      { cause },
    ),
  notLeader: (cause: unknown): EventStoreError =>
    new EventStoreError(
      'not-leader',
      '所连的 EventStoreDB 节点不是主节点，转到主节点也没有成功，集群可能正在选举。没有写入；请稍后重试，持续如此请检查集群。',
      {},
      { cause },
    ),
  outcomeUnknown: (stream: string, cause: unknown): EventStoreError =>
    new EventStoreError(
      'outcome-unknown',
      `写入“${stream}”后没有得到 EventStoreDB 的答复，是否已写入尚不清楚。请稍后用同一命令重试：已写入的不会重复。`,
      { stream },
      { cause },
    ),
  corrupt: (stream: string, revision: bigint, why: string): EventStoreError =>
    new EventStoreError(
      'corrupt',
      `“${stream}”第 ${revision} 条不可信：${why}。请停止写入，用 five-ones verify 核查，并与备份比对。`,
      { stream },
    ),
  tooOld: (): EventStoreError =>
    new EventStoreError(
      'unavailable',
      '这个 EventStoreDB 版本太旧，读取流时不给出事件在全部历史中的位置，不能使用。请升级到 23.10 或更新的版本。',
    ),
  closed: (): EventStoreError =>
    new EventStoreError('unavailable', '与 EventStoreDB 的连接已经关闭，程序正在停止。请在重新启动后再试。'),
  badUrl: (cause: unknown): EventStoreError =>
    new EventStoreError(
      'unavailable',
      'EventStoreDB 的地址或证书文件不对，无法连接。请检查 EVENT_STORE_URL，例如 esdb://用户:密码@主机:2113?tls=true&tlsCAFile=ca.crt。',
      {},
      { cause },
    ),
};

const spoken = (revision: string): string => (revision === 'no-stream' ? '尚无此流' : `第 ${revision} 条`);
