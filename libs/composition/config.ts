/**
 * Configuration from the environment, validated before anything opens. A wrong value is named with what it may be; all mistakes at once.
 */
export interface Config {
  /** `sqlite:<file>` or `esdb://…`; default `sqlite:data/events.db`. */
  readonly eventStoreUrl: string;
  /** `sqlite:<file>` or `mongodb://…`; default `sqlite:data/views.db`. */
  readonly viewStoreUrl: string;
  /** What the names of our collections begin with in a shared MongoDB; default none. */
  readonly viewStorePrefix: string;
  /** Address to listen on; default 127.0.0.1, this machine only. */
  readonly host: string;
  /** 0 … 65535, 0 for any free one; default 3000. */
  readonly port: number;
  /** File of the secret from which local accounts and tokens are derived; made at the first start, readable by its owner alone. */
  readonly secretFile: string;
  /** Hours that a sign-in lasts; default 12. */
  readonly tokenHours: number;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`配置有误：\n${problems.map((problem) => `  · ${problem}`).join('\n')}`);
  }
}

/** Errors: `ConfigError` naming every wrong variable, its value, and what it may be. */
export const readConfig = (environment: Readonly<Record<string, string | undefined>>): Config => {
  const problems: string[] = [];
  const read = <T>(name: string, fallback: string, parse: (text: string) => T | null, mayBe: string): T => {
    const text = environment[name]?.trim() || fallback;
    const value = parse(text);
    if (value !== null) return value;
    problems.push(`环境变量 ${name} 的值“${text}”无效：应为${mayBe}。`);
    return parse(fallback) as T;
  };
  const config: Config = {
    eventStoreUrl: read(
      'EVENT_STORE_URL',
      'sqlite:data/events.db',
      url(['sqlite:', 'esdb:', 'esdb+discover:']),
      ' sqlite:文件路径 或 esdb://主机:端口',
    ),
    viewStoreUrl: read(
      'VIEW_STORE_URL',
      'sqlite:data/views.db',
      url(['sqlite:', 'mongodb:', 'mongodb+srv:']),
      ' sqlite:文件路径 或 mongodb://主机:端口/库名',
    ),
    viewStorePrefix: read(
      'VIEW_STORE_PREFIX',
      '',
      (text) => (/^[a-z0-9_-]{0,32}$/.test(text) ? text : null),
      '至多 32 个小写字母、数字、_ 或 -',
    ),
    host: read(
      'HOST',
      '127.0.0.1',
      (text) => (/^[A-Za-z0-9.:-]+$/.test(text) ? text : null),
      '主机名或 IP 地址，例如 127.0.0.1',
    ),
    port: read('PORT', '3000', wholeNumber(0, 65_535), ' 0–65535 的整数'),
    secretFile: read('SECRET_FILE', 'data/secret.key', (text) => text, '文件路径'),
    tokenHours: read('TOKEN_HOURS', '12', wholeNumber(1, 744), ' 1–744 的整数（小时）'),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
};

const url =
  (schemes: readonly string[]) =>
  (text: string): string | null => {
    const scheme = schemes.find((candidate) => text.startsWith(candidate));
    if (scheme === undefined || text.length === scheme.length) return null;
    if (scheme === 'sqlite:') return text;
    return text.startsWith(`${scheme}//`) && text.length > scheme.length + 2 ? text : null;
  };

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number | null => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= least && value <= most ? value : null;
  };

/** The file of a `sqlite:` URL: `sqlite:data/events.db`, `sqlite:/abs/path`, `sqlite:///abs/path`. */
export const sqliteFile = (storeUrl: string): string => {
  const rest = storeUrl.slice('sqlite:'.length);
  return rest.startsWith('//') ? rest.slice(2) : rest;
};
