import iconv from 'iconv-lite';
import { packageOf, textRow } from '../testing/package.js';
import { REGISTERS } from '../testing/registers.js';
import { type ReadLedger, readWorkbooks } from './read.js';

const read = async (name: string, bytes: Uint8Array): Promise<ReadLedger> =>
  readWorkbooks([{ name, bytes }], REGISTERS);
const csv = async (name: string, text: string): Promise<ReadLedger> => read(name, new TextEncoder().encode(text));
const cellsOf = (ledger: ReadLedger): unknown => ledger.rows.map(({ row, cells }) => [row, ...cells]);

const HEADER = ['编号', '事项编号', '日期', '进展', '录入时间'];

describe('a sheet of a workbook', () => {
  it('is found by its name, its columns by theirs, whatever their order', async () => {
    const bytes = await packageOf({
      sheets: {
        说明: textRow(1, ['看看']),
        ' 事项进展\u3000':
          textRow(1, ['进展 °', '序号', '日  期', '编号*', '事项编号＊']) +
          textRow(2, ['一半', '1', '2019-08-01', 'JZ1', 'SX1']),
      },
    });
    const ledger = await read('a.xlsx', bytes);
    expect(cellsOf(ledger)).toEqual([[2, 'JZ1', 'SX1', '2019-08-01', '一半', undefined]]);
    expect(ledger.registers.map(({ sheet }) => sheet)).toEqual(['事项进展']);
    expect(ledger.notes).toEqual([
      '文件“a.xlsx”的工作表“说明”不是台账的表，没有读取。',
      '文件“a.xlsx”的“事项进展”的列“序号”不是台账的列，没有读取。',
      '文件“a.xlsx”的“事项进展”没有这些列：录入时间。',
    ]);
  });

  it('may have title rows above its header, empty rows and rows with nothing but a number', async () => {
    const bytes = await packageOf({
      sheets: {
        事项进展:
          textRow(1, ['事项进展台账']) +
          textRow(2, ['填报单位：办公室', '', '2019年']) +
          textRow(4, ['序号', ...HEADER]) +
          textRow(5, ['1', '', '\u3000', '']) +
          textRow(7, ['2', 'JZ1', 'SX1', '2019-08-01', '一半', '']) +
          textRow(9, ['', 'JZ2']),
      },
    });
    expect(cellsOf(await read('a.xlsx', bytes))).toEqual([
      [7, 'JZ1', 'SX1', '2019-08-01', '一半', undefined],
      [9, 'JZ2', undefined, undefined, undefined, undefined],
    ]);
  });

  it('of a repeated column gives the left one', async () => {
    const bytes = await packageOf({
      sheets: { 事项进展: textRow(1, ['编号', '日期', '日期']) + textRow(2, ['JZ1', '2019-08-01', '2019-08-02']) },
    });
    const ledger = await read('a.xlsx', bytes);
    expect(ledger.rows[0]?.cells[2]).toBe('2019-08-01');
    expect(ledger.notes).toContain('文件“a.xlsx”的“事项进展”有两列“日期”，只读了左边一列。');
  });

  it('without any header we know still has its rows, so that each is refused', async () => {
    const bytes = await packageOf({ sheets: { 事项进展: textRow(1, ['甲', '乙']) + textRow(2, ['1', '2']) } });
    expect((await read('a.xlsx', bytes)).rows).toEqual([]);
    const some = await packageOf({ sheets: { 事项进展: textRow(1, ['甲', '进展']) + textRow(2, ['1', '2']) } });
    expect(cellsOf(await read('a.xlsx', some))).toEqual([[2, undefined, undefined, undefined, '2', undefined]]);
  });

  it('may stand in several files', async () => {
    const bytes = await packageOf({ sheets: { 事项进展: textRow(1, HEADER) + textRow(2, ['JZ1']) } });
    const ledger = await readWorkbooks(
      [
        { name: 'a.xlsx', bytes },
        { name: '事项进展.csv', bytes: new TextEncoder().encode('编号\nJZ2\n') },
      ],
      REGISTERS,
    );
    expect(ledger.rows.map(({ file, row, cells }) => [file, row, cells[0]])).toEqual([
      ['a.xlsx', 2, 'JZ1'],
      ['事项进展.csv', 2, 'JZ2'],
    ]);
  });
});

describe('the cells of a workbook', () => {
  const STYLES =
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs>';
  const inRow = async (
    cells: string,
    more: { workbookPr?: string; strings?: string } = {},
  ): Promise<readonly unknown[]> => {
    const bytes = await packageOf({
      sheets: { 事项进展: textRow(1, HEADER) + `<row r="2">${cells}</row>` },
      styles: STYLES,
      ...more,
    });
    return (await read('a.xlsx', bytes)).rows[0]?.cells ?? [];
  };

  it('are numbers, dates by their format, Booleans, errors', async () => {
    expect(
      await inRow(
        '<c r="A2"><v>20190801</v></c><c r="B2" s="1"><v>43678</v></c><c r="C2" s="2"><v>43678.5</v></c><c r="D2" t="b"><v>1</v></c><c r="E2" t="e"><v>#N/A</v></c>',
      ),
    ).toEqual([
      20190801,
      { kind: 'date', value: '2019-08-01', number: 43678 },
      { kind: 'date', value: '2019-08-01T12:00:00.000+08:00', number: 43678.5 },
      true,
      { kind: 'error', text: '#N/A' },
    ]);
  });

  it('count from 1904 where the workbook says so', async () => {
    expect(await inRow('<c r="A2" s="1"><v>42216</v></c>', { workbookPr: '<workbookPr date1904="1"/>' })).toMatchObject(
      [{ value: '2019-08-01' }],
    );
  });

  it('are shared and rich texts without their phonetic guides, and escaped characters', async () => {
    const strings =
      '<si><r><t>一</t></r><r><t xml:space="preserve"> 二</t></r><rPh><t>er</t></rPh></si><si><t>a_x000D_b_x005F_x0041_</t></si>';
    expect(await inRow('<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>', { strings })).toEqual([
      '一 二',
      'a\rb_x0041_',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of a formula are its saved result, and empty without one', async () => {
    expect(
      await inRow(
        '<c r="A2" t="str"><f>HYPERLINK("http://x","y")</f><v>JZ1</v></c><c r="B2"><f>WEBSERVICE("http://x")</f></c><c r="D2"><f>1+1</f><v>2</v></c>',
      ),
    ).toEqual(['JZ1', undefined, undefined, 2, undefined]);
  });

  it('are read where elements bear a prefix and cells no place', async () => {
    const sheet = `<x:row><x:c t="inlineStr"><x:is><x:t>编号</x:t></x:is></x:c></x:row><x:row><x:c t="inlineStr"><x:is><x:t>JZ1</x:t></x:is></x:c></x:row>`;
    const bytes = await packageOf({ sheets: { 事项进展: sheet.replaceAll('<x:row>', '<x:row xmlns:x="m">') } });
    expect(cellsOf(await read('a.xlsx', bytes))).toEqual([[2, 'JZ1', undefined, undefined, undefined, undefined]]);
  });
});

describe('a CSV file', () => {
  it.each([
    ['UTF-8', (text: string) => Buffer.from(text, 'utf8')],
    ['UTF-8 with a mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf8')],
    ['GB18030', (text: string) => iconv.encode(text, 'gb18030')],
  ])('is read in %s', async (_, encode) => {
    const ledger = await read('/home/me/事项进展.csv', encode('编号,进展\r\nJZ1,已完成㐀成\r\n'));
    expect(cellsOf(ledger)).toEqual([[2, 'JZ1', undefined, undefined, '已完成㐀成', undefined]]);
  });

  it('counts rows as Excel does: empty lines, and a cell of several lines as one row', async () => {
    const ledger = await csv('事项进展.csv', '事项进展台账\n\n编号,进展\nJZ1,"一\n二"\n\n,\nJZ2,"说""好"""\n');
    expect(ledger.rows.map(({ row, cells }) => [row, cells[0], cells[3]])).toEqual([
      [4, 'JZ1', '一\n二'],
      [7, 'JZ2', '说"好"'],
    ]);
  });

  it('takes off the apostrophe that keeps a text from being run', async () => {
    const ledger = await csv('事项进展.csv', "编号,进展\nJZ1,'=1+1\nJZ2,''-x\nJZ3,'引文\n");
    expect(ledger.rows.map(({ cells }) => cells[3])).toEqual(['=1+1', "'-x", "'引文"]);
  });

  it('has Booleans only where there is 是/否', async () => {
    const ledger = await csv('党支部.csv', '代码,名称,设支委会\nZB1,TRUE,TRUE\nZB2,x,FALSE\n');
    expect(ledger.rows.map(({ cells }) => [cells[1], cells[5]])).toEqual([
      ['TRUE', true],
      ['x', false],
    ]);
  });

  it('of no sheet is passed over with a note', async () => {
    const ledger = await csv('杂项.csv', 'a\n1\n');
    expect(ledger.rows).toEqual([]);
    expect(ledger.notes).toEqual(['文件“杂项.csv”没有读取：CSV 文件应以表名命名，台账没有“杂项”这张表。']);
  });
});
