import type { DimensionRank, Ranking, WorkstreamRank } from '../rulebook/index.js';
import { table } from './table.js';

const DIMENSIONS = [
  ['party', '党建'],
  ['business', '业务'],
  ['publicity', '宣传'],
  ['retirees', '老干部'],
] as const;

const WORKSTREAMS: Readonly<Record<string, string>> = {
  N1: '党建工作',
  N2: '代表工作',
  N3: '宣传工作',
  N4: '老干部工作',
  N5: '信息化',
  M1: '省人大重点工作',
  M2: '市委中心工作',
  M3: '立法工作',
  M4: '监督工作',
  M5: '法定事项承办督办',
  M6: '机关管理',
};

/** The ranking for people: three tables, with the policy and the instant it is told for. */
export const rankingTable = (ranking: Ranking): string =>
  [
    `${ranking.quarter} 排名（截至 ${ranking.knownAt}，评分办法 ${ranking.policy}）`,
    '',
    table([
      ['名次', '代码', '委室', '总分', ...DIMENSIONS.map(([, name]) => name), '扣分', ''],
      ...ranking.offices.map((office) => [
        office.rank === null ? '—' : String(office.rank),
        office.code,
        office.name,
        office.total ?? '—',
        ...DIMENSIONS.map(([dimension]) => scoreIn(office.dimensions, dimension)),
        deductionsOf(office.dimensions),
        office.complete ? '' : '不完整',
      ]),
    ]),
    '',
    '五大格局',
    workstreams(ranking.patterns),
    '',
    '六项机制',
    workstreams(ranking.mechanisms),
  ].join('\n');

const scoreIn = (dimensions: readonly DimensionRank[], name: string): string =>
  dimensions.find(({ dimension }) => dimension === name)?.score ?? '—';

/** Each dimension's deductions as they were taken, where there are any. */
const deductionsOf = (dimensions: readonly DimensionRank[]): string =>
  dimensions
    .filter(({ deductions }) => deductions !== '0.00')
    .map(
      ({ dimension, deductions }) =>
        `${DIMENSIONS.find(([name]) => name === dimension)?.[1] ?? dimension}−${deductions}`,
    )
    .join(' ');

const workstreams = (ranks: readonly WorkstreamRank[]): string =>
  table([
    ['名次', '代码', '名称', '得分', '客观分', '评分'],
    ...ranks.map(({ rank, code, score, objective, review }) => [
      rank === null ? '—' : String(rank),
      code,
      WORKSTREAMS[code] ?? code,
      score ?? '—',
      objective ?? '—',
      review ?? '—',
    ]),
  ]);
