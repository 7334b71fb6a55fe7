import { LocalAccounts, readSecret } from '../access/index.js';
import { Answers } from '../contexts/five-ones/index.js';
import { duty, dutyStream } from '../contexts/organisation/index.js';
import { verifyHistory, verifyStore } from '../event-store/index.js';
import {
  type Done,
  type EventStore,
  EventStoreError,
  type Instant,
  type RecordedEvent,
  type Refusal,
  ViewStoreError,
} from '../kernel/index.js';
import type { ImportProgress, ImportReport } from '../ledger/index.js';
import { type Difference, type ProjectionStatus, readStatus } from '../projection/index.js';
import { type Explanation, type Obligation, type Ranking, readPolicy, type Rulebook } from '../rulebook/index.js';
import { readConfig } from './config.js';
import { projections, registers } from './contexts.js';
import { exportLedger, type ExportWish, writeReportFile } from './files.js';
import { type Foundation, layFoundation } from './foundation.js';
import { importLedger } from './ledger-import.js';
import { viewsProgress } from './progress.js';
import { openEventStore } from './stores.js';

/** `read` answers questions, beside a running server too; `write` imports and changes; `look` only looks at the state of things. */
export type Purpose = 'read' | 'write' | 'look';

/** Errors: `ConfigError`, `EventStoreError`, `ViewStoreError`, `RulebookError`. */
export const openHouse = async (
  purpose: Purpose,
  onProgress?: (text: string, done: number, total: number) => void,
): Promise<Tools> => {
  const config = readConfig(process.env);
  const progress = onProgress === undefined ? {} : { onProgress: viewsProgress(onProgress) };
  if (purpose === 'look') return new Tools(await layFoundation(config, 'read', progress));
  const foundation = await layFoundation(config, 'write', progress).catch(async (error: unknown) => {
    if (purpose === 'read' && isLocked(error)) return layFoundation(config, 'read', progress);
    throw error;
  });
  await foundation.catchUp();
  return new Tools(foundation);
};

const isLocked = (error: unknown): boolean =>
  (error instanceof EventStoreError || error instanceof ViewStoreError) && error.code === 'locked';

export interface Rebuilt {
  readonly name: string;
  readonly documents: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** What the command line does with the house: all of it without the api running, and what only reads beside it too. */
export class Tools implements AsyncDisposable {
  private readonly answers: Answers;

  constructor(readonly foundation: Foundation) {
    this.answers = new Answers(registers, foundation.rulebook, foundation.policy);
  }

  get rulebook(): Rulebook {
    return this.foundation.rulebook;
  }

  /** Refused: `policy-not-in-force`. Errors: `RulebookError` where the policy file is wrong. */
  async ranking(quarter: string, knownAt: Instant | undefined, policyFile?: string): Promise<Ranking | Refusal> {
    const policy = policyFile === undefined ? this.foundation.policy : readPolicy(policyFile);
    return this.answers.ranking(await this.foundation.house.entries(), quarter, knownAt ?? this.now(), policy);
  }

  async obligations(
    quarter: string,
    knownAt: Instant | undefined,
    filter: { readonly rule?: string; readonly owner?: string } = {},
  ): Promise<readonly Obligation[]> {
    const all = this.answers.obligations(await this.foundation.house.entries(), quarter, knownAt ?? this.now());
    return all.filter(
      (one) =>
        (filter.rule === undefined || one.rule === filter.rule) &&
        (filter.owner === undefined || one.owner === filter.owner),
    );
  }

  /** Refused: `policy-not-in-force`, `office-not-ranked`. */
  async explain(quarter: string, office: string, knownAt: Instant | undefined): Promise<Explanation | Refusal> {
    return this.answers.explain(await this.foundation.house.entries(), quarter, office, knownAt ?? this.now());
  }

  /** Errors: `WorkbookError`, `EventStoreError`. */
  async import(wish: {
    readonly files: readonly string[];
    readonly dryRun: boolean;
    readonly strict: boolean;
    readonly reason: string | null;
    readonly reportFile: string | null;
    readonly onProgress: (text: string, done: number, total: number) => void;
  }): Promise<ImportReport> {
    const { foundation } = this;
    const source = await foundation.house.entries();
    const result = await importLedger(foundation, source.all.values(), {
      ...wish,
      onProgress: ({ phase, done, total }: ImportProgress) => wish.onProgress(PHASES[phase], done, total),
    });
    if (result.report.written) await foundation.catchUp();
    if (wish.reportFile !== null && result.report.refused.length > 0) await writeReportFile(wish.reportFile, result);
    return result.report;
  }

  /** Writes the rows known now; answers how many. Errors: `FileError`. */
  async export(target: string, wish: ExportWish): Promise<number> {
    const source = await this.foundation.house.entries();
    return exportLedger(target, [...source.all.values()], wish);
  }

  async status(): Promise<{
    readonly eventStore: string;
    readonly viewStore: string;
    readonly tail: bigint;
    readonly projections: readonly ProjectionStatus[];
  }> {
    const { config, events, viewStore } = this.foundation;
    return {
      eventStore: withoutSecrets(config.eventStoreUrl),
      viewStore: withoutSecrets(config.viewStoreUrl),
      tail: await events.tail(),
      projections: await readStatus(events, viewStore, projections),
    };
  }

  /** Rebuilds one view or all beside the live ones and swaps them in; says how the new differ from the old. */
  async rebuild(name: string | undefined): Promise<readonly Rebuilt[]> {
    const { runner, house } = this.foundation;
    if (runner === null) return [];
    const names = name === undefined ? projections.map((projection) => projection.name) : [name];
    for (const one of names) await runner.rebuild(one);
    await this.foundation.catchUp();
    const status = await runner.status();
    return Promise.all(
      names.map(async (one) => {
        const difference: Difference | null = status.find((projection) => projection.name === one)?.difference ?? null;
        return {
          name: one,
          documents: await house.view(one).count(),
          added: difference?.added ?? 0,
          removed: difference?.removed ?? 0,
          changed: difference?.changed ?? 0,
        };
      }),
    );
  }

  /** False where no former build is kept. */
  async stepBack(name: string): Promise<boolean> {
    return (await this.foundation.runner?.stepBack(name)) ?? false;
  }

  hasView(name: string): boolean {
    return projections.some((projection) => projection.name === name);
  }

  /** Name and local password of somebody in today's rosters; null where they are not there. */
  async account(
    person: string,
  ): Promise<{ readonly person: string; readonly name: string; readonly password: string } | null> {
    const principal = await this.foundation.house.principal(person);
    if (principal === null) return null;
    const { config } = this.foundation;
    const accounts = new LocalAccounts(readSecret(config.secretFile), config.tokenHours);
    return { person, name: principal.name, password: accounts.password(person) };
  }

  /** Assigns or ends the duty of an inspector. Refused: `not-found`. */
  async setDuty(person: string, assign: boolean, reason: string): Promise<Done | Refusal> {
    const { house, execution } = this.foundation;
    const known = (await house.principal(person)) !== null;
    const done = await house.perform(
      duty,
      dutyStream(person),
      { kind: assign ? 'assign' : 'end', person, known },
      { commandId: `duty-${person}-${execution.clock.now()}`, actor: OPERATOR, reason },
    );
    await this.foundation.catchUp();
    return done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.foundation.close();
  }

  private now(): Instant {
    return this.foundation.execution.clock.now();
  }
}

export interface VerifyAnswer {
  readonly ok: boolean;
  readonly events: number;
  readonly streams: number;
  readonly digest: 'sm3';
  /** Over the whole history, in the shape of RFC 6962: 64 hex digits. */
  readonly root: string;
  readonly findings: readonly {
    readonly kind: string;
    readonly position: number;
    readonly stream: string;
    readonly message: string;
  }[];
}

/** Walks the chain of a history: of the file that is named, else of the configured store. Beside a running server too. Errors: `EventStoreError`. */
export const verifyChain = async (file: string | undefined): Promise<VerifyAnswer> => {
  const url = file === undefined ? readConfig(process.env).eventStoreUrl : `sqlite:${file}`;
  const store = await openEventStore(url, 'read');
  try {
    const { events, streams, root, findings } = url.startsWith('sqlite:')
      ? await verifyStore(store)
      : await verifyHistory(wholeHistory(store), { dense: false });
    return {
      ok: findings.length === 0,
      events,
      streams,
      digest: 'sm3',
      root,
      findings: findings.map((finding) => ({ ...finding, position: Number(finding.position) })),
    };
  } finally {
    await store.close();
  }
};

async function* wholeHistory(store: EventStore): AsyncGenerator<RecordedEvent> {
  for (let position = 0n; ;) {
    const page = await store.readAll(position);
    yield* page.events;
    if (page.end) return;
    position = page.position;
  }
}

/** Who runs the program at the machine itself. */
const OPERATOR = { person: 'operator', post: '系统管理', office: '' };

const PHASES: Readonly<Record<ImportProgress['phase'], string>> = {
  reading: '读取文件',
  judging: '核对各行',
  writing: '写入事件',
};

/** A store's URL without user name and password. */
export const withoutSecrets = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');
