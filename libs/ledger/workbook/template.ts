import { ENTRY_TIME_HEADER, type Field, type FieldKind, hasEntryTime, type Register } from '../register/index.js';
import { columnsOf } from './ledger-sheet.js';
import { type OutCell, type OutSheet, writeXlsx } from './write-xlsx.js';

/** An empty ledger: every sheet with its headers, drop-downs and formats, and a sheet that explains each column. */
export const writeTemplate = (registers: readonly Register[]): AsyncIterable<Uint8Array> =>
  writeXlsx([
    helpSheet(registers),
    ...registers.map((register) => ({ name: register.sheet, columns: columnsOf(register), rows: [] })),
  ]);

export const HELP_SHEET = '说明';

/** 说明: what stands in each column. Its name is no sheet of the ledger, so an import passes it over. */
export const helpSheet = (registers: readonly Register[]): OutSheet => ({
  name: HELP_SHEET,
  columns: [
    { header: '工作表', kind: 'text', width: 16, required: false },
    { header: '列', kind: 'text', width: 20, required: false },
    { header: '是否必填', kind: 'text', width: 12, required: false },
    { header: '填写内容', kind: 'wrapped', width: 60, required: false },
    { header: '提示', kind: 'wrapped', width: 50, required: false },
  ],
  rows: [...GENERAL.map((line) => ['通用', undefined, undefined, line]), ...registers.flatMap(helpRows)],
});

const GENERAL = [
  '每行一条记录，表头不要改名；列的顺序可以调整，可以另加自己的列，空行和表头上方的标题行不影响导入。',
  '表头底色较深（黄色）的列必须填写，其他列可以留空。',
  '日期可写成 2019-08-01、2019/8/1、2019.8.1、2019年8月1日或 20190801，后面可带时间，如 9:05、09:05:30、9时5分。',
  '同一行再次导入不会重复；以后把空格补上再导入即为补充；改动已导入的内容须加 --correct --reason "原因"。',
  '没有收下的行会列在报告工作簿中，改正后可直接再次导入。',
] as const;

const helpRows = (register: Register): readonly (readonly OutCell[])[] => [
  ...register.fields.map((field) => [register.sheet, field.header, need(field), contentOf(field), field.help]),
  ...(hasEntryTime(register)
    ? [[register.sheet, ENTRY_TIME_HEADER, '可空', '日期或时间', '原台账记下这一行的时间；空着表示导入的时刻']]
    : []),
];

const need = ({ key, required }: Field): string => (key ? '必填，主键' : required ? '必填' : '可空');

const contentOf = (field: Field): string => {
  const refers = field.refers === undefined ? '' : `，须是${REFERS[field.refers]}`;
  return field.kind === 'choice' ? (field.words ?? []).join('、') : CONTENT[field.kind] + refers;
};

const CONTENT: Readonly<Record<Exclude<FieldKind, 'choice'>, string>> = {
  code: '编号或代码',
  codes: '编号或代码，可填多个，按先后以“、”分隔',
  text: '文字',
  'folded-text': '文字（全角半角视为相同）',
  day: '日期',
  moment: '日期，可带时间',
  count: '不带小数的数字',
  mark: '0至100的分数，最多两位小数',
  flag: '是或否，空着即为否',
  quarter: '季度，如 2019Q3',
};

const REFERS: Readonly<Record<NonNullable<Field['refers']>, string>> = {
  office: '“机构”中的代码',
  person: '“人员”中的工号',
  deputy: '“代表”中的代表证号',
  retiree: '“老干部”中的编号',
  branch: '“党支部”中的代码',
  item: '“法定事项”中的编号',
  organisation: '“机构”或“党支部”中的代码',
  evidence: '其他任一张表中的编号',
};
