import { zip } from '@cj-tech-master/excelts/archive';
import { xmlEncode, xmlEncodeAttr } from '@cj-tech-master/excelts/xml';
import type { Day, Instant } from '../../kernel/index.js';
import { dateText } from './raw-cell.js';
import { serialOfDate } from './serials.js';

/**
 * Writes a workbook as a stream: one sheet after the other, some hundred rows at a time, so that an export of any size needs little memory.
 * A text is always a text: it stands in the cell as a string, in a cell formatted as text, and where it begins with `=`, `+`, `-`, `@`, a tab or a
 * line break also with Excel's own mark for it (`quotePrefix`), so that it stays one when somebody edits the cell. No library we have writes
 * that mark, which is why the few parts of a workbook are written here; the ZIP and the escaping of XML are excelts'.
 */
export interface OutSheet {
  /** At most 31 characters. */
  readonly name: string;
  readonly columns: readonly OutColumn[];
  /** Below the header. */
  readonly rows: Iterable<readonly OutCell[]>;
}

export interface OutColumn {
  readonly header: string;
  readonly kind: 'text' | 'wrapped' | 'number' | 'day' | 'moment';
  /** In characters. */
  readonly width: number;
  /** Marked in the header: must be filled in. */
  readonly required: boolean;
  /** A drop-down of these words. */
  readonly words?: readonly string[];
}

export type OutCell = undefined | string | number | boolean | OutDate | OutFault;

export interface OutDate {
  readonly kind: 'date';
  readonly value: Day | Instant;
}

/** A cell that was refused, set off by its colour. */
export interface OutFault {
  readonly kind: 'fault';
  readonly cell: Exclude<OutCell, OutFault>;
}

/** The bytes of the workbook, piece by piece. */
export const writeXlsx = (sheets: readonly OutSheet[]): AsyncIterable<Uint8Array> => {
  const archive = zip({ reproducible: true });
  archive.add('[Content_Types].xml', contentTypes(sheets));
  archive.add('_rels/.rels', relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]));
  archive.add('xl/workbook.xml', workbookXml(sheets));
  archive.add(
    'xl/_rels/workbook.xml.rels',
    relationships([
      ...sheets.map((_, index) => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`] as const),
      [`rId${sheets.length + 1}`, 'styles', 'styles.xml'],
    ]),
  );
  archive.add('xl/styles.xml', STYLES);
  sheets.forEach((sheet, index) => archive.add(`xl/worksheets/sheet${index + 1}.xml`, encoded(sheetXml(sheet))));
  return archive.stream();
};

/** A text that a spreadsheet might take for a formula. */
const LOOKS_LIKE_FORMULA = /^[=+\-@\t\r\n]/;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const ROWS_A_PIECE = 200;
/** Drop-downs and formats reach down to this row of a sheet. */
const LAST_PREPARED_ROW = 20_000;

const encoded = async function* (xml: Iterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of xml) yield encoder.encode(piece);
};

const contentTypes = (sheets: readonly OutSheet[]): string =>
  `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
  `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>` +
  sheets
    .map(
      (_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
    )
    .join('') +
  '</Types>';

const relationships = (relations: readonly (readonly [string, string, string])[]): string =>
  `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">` +
  relations
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`)
    .join('') +
  '</Relationships>';

const workbookXml = (sheets: readonly OutSheet[]): string =>
  `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
  sheets
    .map(({ name }, index) => `<sheet name="${xmlEncodeAttr(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
    .join('') +
  '</sheets></workbook>';

/** Cell styles by their place in `STYLES`; the second of a pair is the one of a refused cell. */
const STYLE = {
  header: 1,
  requiredHeader: 2,
  text: [3, 9],
  formulaText: [4, 10],
  wrapped: [5, 5],
  day: [6, 11],
  moment: [7, 12],
  number: [8, 13],
} as const;

const cellStyle = (format: number, fill: number, more = ''): string =>
  `<xf numFmtId="${format}" fontId="0" fillId="${fill}" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"${more}`;
const cellStyles = (fill: number): string =>
  `${cellStyle(49, fill)}/>${cellStyle(49, fill, ' quotePrefix="1"')}/>` +
  (fill === 0 ? `${cellStyle(49, 0, ' applyAlignment="1"')}><alignment wrapText="1" vertical="top"/></xf>` : '') +
  `${cellStyle(164, fill)}/>${cellStyle(165, fill)}/>${cellStyle(0, fill)}/>`;
const solid = (colour: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/><bgColor indexed="64"/></patternFill></fill>`;

const STYLES =
  `${DECLARATION}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>` +
  '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>' +
  `<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('FFE7E6E6')}${solid('FFFFE699')}${solid('FFF8CBAD')}</fills>` +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="14">' +
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>' +
  '<xf numFmtId="49" fontId="1" fillId="3" borderId="0" xfId="0" applyFont="1" applyFill="1"/>' +
  `${cellStyles(0)}${cellStyles(4)}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

const sheetXml = function* ({ columns, rows }: OutSheet): Generator<string> {
  yield `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`;
  yield columns
    .map(
      ({ kind, width }, index) =>
        `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${STYLE[kind][0]}" customWidth="1"/>`,
    )
    .join('');
  yield `</cols><sheetData><row r="1">${columns.map(headerCell).join('')}</row>`;
  let piece: string[] = [];
  let row = 1;
  for (const cells of rows) {
    row += 1;
    piece.push(
      `<row r="${row}">${cells.map((cell, index) => cellXml(cell, columnName(index) + row, columns[index])).join('')}</row>`,
    );
    if (piece.length < ROWS_A_PIECE) continue;
    yield piece.join('');
    piece = [];
  }
  yield `${piece.join('')}</sheetData>${dropDowns(columns, Math.max(row, LAST_PREPARED_ROW))}</worksheet>`;
};

const headerCell = ({ header, required }: OutColumn, index: number): string =>
  textXml(header, `${columnName(index)}1`, required ? STYLE.requiredHeader : STYLE.header);

const cellXml = (cell: OutCell, reference: string, column: OutColumn | undefined): string => {
  if (typeof cell === 'object' && cell.kind === 'fault') return plainCellXml(cell.cell, reference, column, 1);
  return plainCellXml(cell, reference, column, 0);
};

/** `shade` 1 in the colour of a refused cell. */
const plainCellXml = (
  content: Exclude<OutCell, OutFault>,
  reference: string,
  column: OutColumn | undefined,
  shade: 0 | 1,
): string => {
  switch (typeof content) {
    case 'undefined':
      return shade === 1 ? `<c r="${reference}" s="${STYLE.text[shade]}"/>` : '';
    case 'string': {
      const kind = column?.kind === 'wrapped' ? 'wrapped' : LOOKS_LIKE_FORMULA.test(content) ? 'formulaText' : 'text';
      return textXml(content, reference, STYLE[kind][shade]);
    }
    case 'number':
      return `<c r="${reference}" s="${STYLE.number[shade]}"><v>${content}</v></c>`;
    case 'boolean':
      return `<c r="${reference}" s="${STYLE.number[shade]}" t="b"><v>${content ? 1 : 0}</v></c>`;
    case 'object': {
      const serial = serialOfDate(content.value);
      if (serial === null) return textXml(dateText(content.value), reference, STYLE.text[shade]);
      const kind = content.value.length === 10 ? 'day' : 'moment';
      return `<c r="${reference}" s="${STYLE[kind][shade]}"><v>${serial}</v></c>`;
    }
  }
};

const textXml = (text: string, reference: string, style: number): string =>
  text === ''
    ? ''
    : `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlEncode(escapeText(text))}</t></is></c>`;

/** What XML cannot hold, and what looks like its escape, is written `_x000D_`. */
const escapeText = (text: string): string =>
  text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );

const dropDowns = (columns: readonly OutColumn[], lastRow: number): string => {
  const lists = columns.flatMap(({ words }, index) => {
    if (words === undefined) return [];
    const column = columnName(index);
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${column}2:${column}${lastRow}"><formula1>"${xmlEncode(words.join(','))}"</formula1></dataValidation>`;
  });
  return lists.length === 0 ? '' : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`;
};

/** `A` … `Z`, `AA` …; the sheets of the ledger are far narrower than `ZZ`. */
const columnName = (index: number): string =>
  (index >= 26 ? String.fromCharCode(64 + Math.floor(index / 26)) : '') + String.fromCharCode(65 + (index % 26));
