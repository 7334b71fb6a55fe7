import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    if (this.attempts.size >= MOST_WATCHED) this.attempts.clear();
    const failures = (this.attempts.get(person)?.failures ?? 0) + 1;
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

/** Reads the secret, or makes it at the first start: 32 random bytes, readable by the owner alone. Errors: those of the file system. */
export const readSecret = (file: string): Buffer => {
  try {
    return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(file), { recursive: true });
  const secret = randomBytes(32);
  try {
    writeFileSync(file, `${secret.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Another process made it a moment ago: theirs counts.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  }
  chmodSync(file, 0o600);
  return secret;
};
