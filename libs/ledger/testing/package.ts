import { zip } from '@cj-tech-master/excelts/archive';

/** A workbook from the XML of its parts, for what our own writer would never write. */
export interface PackageParts {
  /** Inside of `<sheetData>`, by sheet name. */
  readonly sheets: Readonly<Record<string, string>>;
  readonly strings?: string;
  readonly styles?: string;
  readonly workbookPr?: string;
  readonly more?: Readonly<Record<string, string | Uint8Array>>;
  /** Before the root element of each sheet. */
  readonly prolog?: string;
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const RELATIONSHIPS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';

export const packageOf = async (parts: PackageParts): Promise<Uint8Array> => {
  const names = Object.keys(parts.sheets);
  const archive = zip();
  archive.add(
    '_rels/.rels',
    `<Relationships ${RELATIONSHIPS}><Relationship Id="r" Type="${OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
  );
  archive.add(
    'xl/workbook.xml',
    `<workbook ${MAIN} xmlns:r="${OFFICE}">${parts.workbookPr ?? ''}<sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="s${index}"/>`)
      .join('')}</sheets></workbook>`,
  );
  archive.add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships ${RELATIONSHIPS}>${names
      .map((_, index) => `<Relationship Id="s${index}" Type="${OFFICE}/worksheet" Target="worksheets/s${index}.xml"/>`)
      .join(
        '',
      )}<Relationship Id="a" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="b" Type="${OFFICE}/styles" Target="../xl/styles.xml"/><Relationship Id="c" Type="${OFFICE}/externalLink" Target="https://example.invalid/x.xlsx" TargetMode="External"/></Relationships>`,
  );
  names.forEach((name, index) => {
    archive.add(
      `xl/worksheets/s${index}.xml`,
      `${parts.prolog ?? ''}<worksheet ${MAIN}><sheetData>${parts.sheets[name] ?? ''}</sheetData></worksheet>`,
    );
  });
  if (parts.strings !== undefined) archive.add('xl/sharedStrings.xml', `<sst ${MAIN}>${parts.strings}</sst>`);
  if (parts.styles !== undefined) archive.add('xl/styles.xml', `<styleSheet ${MAIN}>${parts.styles}</styleSheet>`);
  for (const [name, content] of Object.entries(parts.more ?? {})) archive.add(name, content);
  return archive.bytes();
};

/** A row of inline texts. */
export const textRow = (row: number, texts: readonly string[]): string =>
  `<row r="${row}">${texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
