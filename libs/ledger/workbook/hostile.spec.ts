import { zip } from '@cj-tech-master/excelts/archive';
import { readFile } from 'node:fs/promises';
import { packageOf, textRow } from '../testing/package.js';
import { REGISTERS } from '../testing/registers.js';
import { MAX_CELL_CHARACTERS, MAX_FILE_BYTES, MAX_PARTS, MAX_SHEETS } from './limits.js';
import { readWorkbooks } from './read.js';
import { WorkbookError } from './workbook-error.js';

/** The code of the error, or how many rows were read. */
const outcome = async (bytes: Uint8Array, name = 'a.xlsx'): Promise<string | number> => {
  try {
    return (await readWorkbooks([{ name, bytes }], REGISTERS)).rows.length;
  } catch (error) {
    if (!(error instanceof WorkbookError)) throw error;
    expect(error.message).toMatch(/没有读取|没有读完/);
    return error.code;
  }
};

const HEADER = textRow(1, ['编号', '进展']);
const ROW = textRow(2, ['JZ1', '一半']);
const good = (): Promise<Uint8Array> => packageOf({ sheets: { 事项进展: HEADER + ROW } });
const withSheet = (sheet: string): Promise<Uint8Array> => packageOf({ sheets: { 事项进展: HEADER + sheet } });

describe('a file that is no workbook', () => {
  it.each([
    ['text', new TextEncoder().encode('你好'), 'unknown-format'],
    ['nothing', new Uint8Array(), 'unknown-format'],
    [
      'an old .xls or a workbook with a password',
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
      'old-or-encrypted-workbook',
    ],
    ['the beginning of a package', Uint8Array.of(0x50, 0x4b, 3, 4), 'damaged-workbook'],
  ])('such as %s is refused', async (_, bytes, code) => {
    expect(await outcome(bytes)).toBe(code);
  });

  it('such as another package is refused', async () => {
    expect(await outcome(await zip().add('a.txt', 'x').bytes())).toBe('damaged-workbook');
  });

  it('such as a workbook cut off or changed anywhere is refused or read, and never fails otherwise', async () => {
    const bytes = await good();
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      expect(await outcome(changed)).toBeDefined();
      expect(await outcome(bytes.subarray(0, at))).toBeDefined();
    }
  });
});

describe('a workbook that would take too much', () => {
  it('is refused for the size of the file', async () => {
    const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
    bytes.set([0x50, 0x4b]);
    expect(await outcome(bytes)).toBe('file-too-large');
    expect(await outcome(bytes, '机构.csv')).toBe('file-too-large');
  });

  it('is refused where a part says that it unpacks to far more', async () => {
    expect(await outcome(await withSheet(' '.repeat(20_000_000)))).toBe('zip-bomb');
  });

  it('is refused where a part unpacks to more than it says', async () => {
    const bytes = Buffer.from(await withSheet(ROW + ' '.repeat(100_000)));
    const name = bytes.lastIndexOf('xl/worksheets/s0.xml');
    bytes.writeUInt32LE(1_000, name - 46 + 24);
    expect(await outcome(bytes)).toBe('zip-bomb');
  });

  it('is not unpacked where nobody asks for the part', async () => {
    const bytes = await packageOf({
      sheets: { 事项进展: HEADER + ROW },
      more: { 'xl/media/image1.png': new Uint8Array(30_000_000) },
    });
    expect(await outcome(bytes)).toBe(1);
  });

  it('is refused for its parts and its sheets', async () => {
    const more = Object.fromEntries(Array.from({ length: MAX_PARTS }, (_, n) => [`x/${n}`, '']));
    expect(await outcome(await packageOf({ sheets: { 事项进展: HEADER + ROW }, more }))).toBe('zip-bomb');
    const sheets = Object.fromEntries(Array.from({ length: MAX_SHEETS + 1 }, (_, n) => [`s${n}`, '']));
    expect(await outcome(await packageOf({ sheets }))).toBe('too-many-sheets');
  });

  it('is read without what stands far to the right, and refused beyond the width of Excel', async () => {
    const cells = Array.from({ length: 5_000 }, () => '<c><v>1</v></c>').join('');
    expect(await outcome(await withSheet(`<row r="2">${cells}</row>`))).toBe(1);
    expect(await outcome(await withSheet('<row r="2"><c r="XFD2"><v>1</v></c></row>'))).toBe(0);
    expect(await outcome(await withSheet('<row r="2"><c r="XFE2"><v>1</v></c></row>'))).toBe('damaged-workbook');
    expect(await outcome(await withSheet('<row r="1048577"><c r="A2"><v>1</v></c></row>'))).toBe('damaged-workbook');
  });

  it('is refused for a cell longer than Excel can hold, and read up to there', async () => {
    expect(await outcome(await withSheet(textRow(2, ['字'.repeat(MAX_CELL_CHARACTERS)])))).toBe(1);
    expect(await outcome(await withSheet(textRow(2, ['字'.repeat(MAX_CELL_CHARACTERS + 1)])))).toBe('cell-too-long');
    const csv = new TextEncoder().encode(`编号\n"${'字'.repeat(MAX_CELL_CHARACTERS + 1)}"\n`);
    expect(await outcome(csv, '事项进展.csv')).toBe('cell-too-long');
  });
});

describe('a workbook with something hidden in it', () => {
  it.each(['<!DOCTYPE worksheet [<!ENTITY a "b">]>', '<!doctype worksheet SYSTEM "file:///etc/passwd">'])(
    'is refused for %j',
    async (prolog) => {
      expect(await outcome(await packageOf({ sheets: { 事项进展: HEADER + ROW }, prolog }))).toBe('forbidden-xml');
    },
  );

  it('is refused for broken or endlessly nested XML', async () => {
    expect(await outcome(await withSheet('<row r="2"><c>'))).toBe('damaged-workbook');
    expect(await outcome(await withSheet('<row r="2"><c t="s"><v>7</v></c></row>'))).toBe('damaged-workbook');
    expect(await outcome(await withSheet(`${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`))).toBe('damaged-workbook');
  });

  it('is read past macros, links to other workbooks and names that lead out of the package', async () => {
    const more = {
      'xl/vbaProject.bin': new Uint8Array(100),
      'xl/externalLinks/externalLink1.xml': '<externalLink/>',
      '../../../tmp/five-ones-escaped': 'x',
    };
    expect(await outcome(await packageOf({ sheets: { 事项进展: HEADER + ROW }, more }))).toBe(1);
    await expect(readFile('/tmp/five-ones-escaped')).rejects.toThrow('ENOENT');
  });

  it('is refused where a part stands twice', async () => {
    const archive = zip({ path: false }).add('xl/workbook.xml', 'a').add('xl/workbook.xml', 'b');
    expect(await outcome(await archive.bytes())).toBe('damaged-workbook');
  });
});

describe('a CSV file that cannot be read', () => {
  it.each([
    ['UTF-16', Buffer.from('编号\nJZ1\n', 'utf16le'), 'unknown-encoding'],
    ['bytes of no encoding', Uint8Array.of(0xff, 0xff, 0x2c, 0xff, 0x0a), 'unknown-encoding'],
    ['a quotation mark without its other', new TextEncoder().encode('编号,进展\nJZ1,"一半\nJZ2,x\n'), 'damaged-csv'],
  ])('for %s is refused', async (_, bytes, code) => {
    expect(await outcome(bytes, '事项进展.csv')).toBe(code);
  });
});
