import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../architecture/sources.js';
import type { TestServer } from './house.js';

/** What is asked again and again. */
export const REFUSED = '... on Refused { why message rule title clause facts { name value } }';

const RULES = 'rules { rule n onTime late missed waived }';
export const RANKING = `query($quarter: String!, $knownAt: String) {
  ranking(quarter: $quarter, knownAt: $knownAt) {
    ... on Ranking {
      quarter knownAt policy incompleteSince
      offices { rank code name total complete dimensions { dimension weight objective review deductions bonuses score ${RULES} } }
      patterns { rank code score objective review ${RULES} }
      mechanisms { rank code score objective review ${RULES} }
    }
    ${REFUSED}
  }
}`;

export const ARCHIVE = `query($subject: ArchiveSubject!, $code: ID!, $knownAt: String, $first: Int! = 50, $after: String) {
  archive(subject: $subject, code: $code, knownAt: $knownAt, first: $first, after: $after) {
    ... on Archive {
      code name knownAt incompleteSince
      roster { sheet code cells { name value } }
      rows { edges { cursor node { sheet code stream saidByLedger enteredAt events cells { header name value entered } } } pageInfo { hasNextPage endCursor } }
    }
    ${REFUSED}
  }
}`;

export const AUDIT = `query($filter: AuditFilter, $order: AuditOrder! = ENTERED_NEWEST_FIRST, $knownAt: String, $first: Int! = 20, $after: String) {
  auditTrail(filter: $filter, order: $order, knownAt: $knownAt, first: $first, after: $after) {
    ... on AuditTrail {
      knownAt incompleteSince
      entries {
        edges { cursor node {
          id position type schema stream revision person post office about rules occurredAt enteredAt saidByLedger recordedAt reason commandId
          correlationId causationId ruleSet prevHash hash data
        } }
        pageInfo { hasNextPage endCursor }
      }
    }
    ${REFUSED}
  }
}`;

export const example = (name: string): string => join(root, 'examples', name);
export const expected = (name: string): unknown => JSON.parse(readFileSync(example(name), 'utf8'));

/** One answer, all pages of it: the nodes in their order. Fails where a page is longer than asked for. */
export const allPages = async <N>(
  page: (after: string | undefined) => Promise<{
    readonly edges: readonly { readonly node: N }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  }>,
): Promise<readonly N[]> => {
  const nodes: N[] = [];
  for (let after: string | undefined; ;) {
    const { edges, pageInfo } = await page(after);
    nodes.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return nodes;
    after = pageInfo.endCursor ?? undefined;
  }
};

export interface AuditNode {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly type: string;
  readonly position: string;
  readonly enteredAt: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
}

/** The audit trail under a condition, as the person of the token (or whoever sits at the machine) sees it. */
export const audit = async (
  server: TestServer,
  variables: Readonly<Record<string, unknown>>,
  token?: string,
): Promise<readonly AuditNode[]> => {
  const answer = await server.ask(AUDIT, { first: 200, ...variables }, token);
  if (answer.data?.auditTrail?.entries === undefined) throw new Error(JSON.stringify(answer));
  return answer.data.auditTrail.entries.edges.map((edge: { readonly node: AuditNode }) => edge.node);
};

export interface ArchiveRow {
  readonly sheet: string;
  readonly code: string;
  readonly saidByLedger: boolean;
  readonly enteredAt: string;
  readonly cells: readonly { readonly name: string; readonly value: string }[];
}

export const archive = async (
  server: TestServer,
  subject: 'OFFICE' | 'MEMBER' | 'DEPUTY' | 'RETIREE',
  code: string,
  more: Readonly<Record<string, unknown>> = {},
  token?: string,
): Promise<readonly ArchiveRow[]> =>
  allPages(async (after) => {
    const answer = await server.ask(
      ARCHIVE,
      { subject, code, ...more, ...(after === undefined ? {} : { after }) },
      token,
    );
    if (answer.data?.archive?.rows === undefined) throw new Error(JSON.stringify(answer));
    return answer.data.archive.rows;
  });

/** Rank and score of every office, pattern and mechanism of a quarter as known now, by code. */
export const scores = async (server: TestServer, quarter: string): Promise<ReadonlyMap<string, string>> => {
  const { data } = await server.ask(RANKING, { quarter });
  const { offices, patterns, mechanisms } = data.ranking;
  return new Map(
    [...offices, ...patterns, ...mechanisms].map(({ code, rank, total, score }) => [code, `${rank} ${total ?? score}`]),
  );
};

export const changedBetween = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] => [...after.keys()].filter((code) => before.get(code) !== after.get(code)).sort();
