import type { EvidenceSheet, Row, World } from '../world.js';

/** How an 编号 is written where no rule says its sheet: `工作表/编号` where another sheet has the same one, else as it is. */
export type NameOf = (sheet: EvidenceSheet | null, id: string) => string;

export const namesIn = (world: World): NameOf => {
  const sheets = new Map<string, Set<EvidenceSheet>>();
  for (const [sheet, rows] of rowsBySheet(world)) {
    for (const id of rows) {
      const known = sheets.get(id);
      if (known === undefined) sheets.set(id, new Set([sheet]));
      else known.add(sheet);
    }
  }
  return (sheet, id) => (sheet !== null && (sheets.get(id)?.size ?? 0) > 1 ? `${sheet}/${id}` : id);
};

const rowsBySheet = (world: World): readonly (readonly [EvidenceSheet, readonly string[]])[] => [
  ['代表联系', idsOf(world.contacts)],
  ['意见建议', idsOf(world.suggestions)],
  ['老干部', world.retireeRows.map(({ retiree }) => retiree)],
  ['老干部服务', idsOf(world.services)],
  ['老干部情况', idsOf(world.situations)],
  ['组织生活', idsOf(world.activities)],
  ['法定事项', idsOf(world.items)],
  ['事项进展', idsOf(world.progress)],
  ['催办', idsOf(world.urgings)],
  ['审议意见', idsOf(world.opinions)],
  ['法规审议', idsOf(world.reviewSteps)],
  ['请假', idsOf(world.leaves)],
  ['会议出勤', idsOf(world.attendance)],
  ['宣传工作', idsOf(world.publicity)],
  ['督查', idsOf(world.inspections)],
];

const idsOf = (rows: readonly Row[]): readonly string[] => rows.map(({ id }) => id);
