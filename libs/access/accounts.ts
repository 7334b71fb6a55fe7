import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { jwtVerify, SignJWT } from 'jose';
import { decline, type Refusal } from '../kernel/index.js';

/**
 * Local accounts for a first look, before an identity provider is there. Everybody in the rosters has one; the password is derived
 * from a secret file that lies beside the history, readable by its owner alone, so that nothing need be stored for a person and whoever
 * may read the file may tell somebody their password (`five-ones account 工号`). A token names the person and nothing else: which post
 * they hold is looked up afresh at every request.
 */
export class LocalAccounts {
  private readonly attempts = new Map<string, { failures: number; until: number }>();

  constructor(
    private readonly secret: Buffer,
    private readonly tokenHours: number,
    /** Milliseconds; only for tokens' and locks' lifetimes. */
    private readonly milliseconds: () => number = Date.now,
  ) {}

  /** Twelve letters and digits that are easily told apart. */
  password(person: string): string {
    const digest = createHmac('sha256', this.secret).update(`password:${person}`).digest();
    return [...digest.subarray(0, 12)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  }

  /**
   * Refused: `wrong-password` (the same for somebody unknown), and `too-many-attempts` for a minute after five failures in a row.
   */
  async signIn(
    person: string,
    password: string,
  ): Promise<{ readonly token: string; readonly expiresAt: number } | Refusal> {
    const now = this.milliseconds();
    const attempt = this.attempts.get(person);
    if (attempt !== undefined && attempt.failures >= MOST_FAILURES && attempt.until > now) {
      return decline('too-many-attempts', { seconds: Math.ceil((attempt.until - now) / 1000) });
    }
    const given = createHmac('sha256', this.secret).update(password).digest();
    const wanted = createHmac('sha256', this.secret).update(this.password(person)).digest();
    if (!timingSafeEqual(given, wanted)) {
      this.noteFailure(person, now);
      return decline('wrong-password');
    }
    this.attempts.delete(person);
    const expiresAt = Math.floor(now / 1000) + this.tokenHours * 3600;
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(person)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(expiresAt)
      .sign(this.tokenKey());
    return { token, expiresAt: expiresAt * 1000 };
  }

  /** The person of a token; null where it is forged, expired, of another algorithm or issuer. */
  async personOf(token: string): Promise<string | null> {
    try {
      const { payload } = await jwtVerify(token, this.tokenKey(), {
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: ISSUER,
        currentDate: new Date(this.milliseconds()),
        requiredClaims: ['sub', 'exp'],
      });
      return payload.sub ?? null;
    } catch {
      return null;
    }
  }

  private noteFailure(person: string, now: number): void {
    const failures = (this.attempts.get(person)?.failures ?? 0) + 1;
    // Set anew, so that whoever failed longest ago comes first and is forgotten first: made-up names cannot lift a lock in a moment.
    this.attempts.delete(person);
    if (this.attempts.size >= MOST_WATCHED) this.attempts.delete(this.attempts.keys().next().value ?? '');
    this.attempts.set(person, { failures, until: now + LOCK_MILLISECONDS });
  }

  private tokenKey(): Uint8Array {
    return createHmac('sha256', this.secret).update('token').digest();
  }
}

const ISSUER = 'five-ones';
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const MOST_FAILURES = 5;
const LOCK_MILLISECONDS = 60_000;
/** Bounds the memory that guesses at made-up names can take. */
const MOST_WATCHED = 10_000;

/** The secret cannot be read, or is none: nobody could sign in, or anybody could. `message` is Chinese and says what to do. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly code = 'bad-secret';
}

const SECRET_SHAPE = /^[0-9a-f]{64}$/;

/** Reads the secret, or makes it at the first start: 32 random bytes in hex, readable by the owner alone. Errors: `SecretError`. */
export const readSecret = (file: string): Buffer => {
  try {
    return existing(file) ?? made(file);
  } catch (error) {
    if (error instanceof SecretError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? '原因不明';
    throw new SecretError(
      `密钥文件 ${file} 不能读取或生成（${code}）。请检查它所在的文件夹和权限，或用环境变量 SECRET_FILE 另指一个。`,
      {
        cause: error,
      },
    );
  }
};

const existing = (file: string): Buffer | undefined => {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').trim();
  if (SECRET_SHAPE.test(text)) return Buffer.from(text, 'hex');
  throw new SecretError(
    `密钥文件 ${file} 的内容不对：应为 64 个十六进制字符。请从备份恢复；若要重新生成，删除它再启动，所有本机口令随之改变。`,
  );
};

/** Written beside its place and put there whole: of two processes that make one at the same time, the first one's counts for both. */
const made = (file: string): Buffer => {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(beside, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(beside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside);
  }
  const secret = existing(file);
  if (secret === undefined)
    throw new SecretError(`密钥文件 ${file} 刚生成又不见了。请检查有没有别的程序在清理这个文件夹。`);
  return secret;
};
