import { SaxParser } from '@cj-tech-master/excelts/xml';
import { MAX_CELL_CHARACTERS } from './limits.js';
import { WorkbookError } from './workbook-error.js';
import { damaged } from './zip.js';

/**
 * XML of a workbook's parts, read as a stream. A workbook never has a document type declaration; whoever puts one in wants entities that grow
 * or point elsewhere, so the file is refused. Names are given without their namespace prefix, which some writers put before every element.
 */
export interface XmlEvents {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

const DEEPEST = 64;
const DOCTYPE = /<!(?:DOCTYPE|ENTITY)/i;
/** So that a declaration split between two pieces is seen. */
const OVERLAP = 10;

/** Errors: `WorkbookError` `forbidden-xml`, `damaged-workbook`, and what reading the bytes throws. */
export const readXml = async (
  file: string,
  part: string,
  bytes: AsyncIterable<Uint8Array>,
  events: XmlEvents,
): Promise<void> => {
  const { open, text, close } = events;
  const parser = new SaxParser({
    maxDepth: DEEPEST,
    maxEntityExpansions: 0,
    invalidCharHandling: 'replace',
    position: false,
  });
  if (open !== undefined) parser.on('opentag', (tag) => open(local(tag.name), tag.attributes));
  if (text !== undefined) {
    parser.on('text', text);
    parser.on('cdata', text);
  }
  if (close !== undefined) parser.on('closetag', (tag) => close(local(tag.name)));
  const decoder = new TextDecoder('utf-8');
  let before = '';
  for await (const piece of bytes) {
    const xml = decoder.decode(piece, { stream: true });
    if (DOCTYPE.test(before + xml)) throw forbidden(file);
    before = xml.slice(-OVERLAP);
    parsing(file, part, () => parser.write(xml));
  }
  parsing(file, part, () => parser.close());
};

/** The value of an attribute whatever its prefix: `r:id` and `id` are one. */
export const attribute = (attributes: Readonly<Record<string, string>>, name: string): string | undefined => {
  if (attributes[name] !== undefined) return attributes[name];
  const key = Object.keys(attributes).find((candidate) => local(candidate) === name);
  return key === undefined ? undefined : attributes[key];
};

/** Characters that XML cannot hold are written `_x000D_` in a workbook. */
export const unescapeText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

export const checkLength = (file: string, where: string, length: number): void => {
  if (length > MAX_CELL_CHARACTERS) {
    throw new WorkbookError(
      'cell-too-long',
      `文件“${file}”的${where}超过${MAX_CELL_CHARACTERS}个字，Excel 的单元格放不下这么多，文件可能有问题，没有读取。请缩短后再导入。`,
    );
  }
};

const local = (name: string): string => {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
};

const parsing = (file: string, part: string, step: () => unknown): void => {
  try {
    step();
  } catch (error) {
    throw error instanceof WorkbookError ? error : damaged(file, `部件“${part}”的内容有误`, error);
  }
};

const forbidden = (file: string): WorkbookError =>
  new WorkbookError(
    'forbidden-xml',
    `文件“${file}”含有工作簿不会有的文档类型声明，可能是恶意文件，没有读取。请向提供者核实，或用 Excel 另存为新文件后再导入。`,
  );
