import {
  ENTRY_TIME_HEADER,
  type Field,
  type FieldKind,
  type FieldValue,
  hasEntryTime,
  type Register,
} from '../register/index.js';
import type { OutCell, OutColumn } from './write-xlsx.js';

/** How a sheet of the ledger looks in every workbook that we write: the template, an export, a report. */
export const columnsOf = (register: Register): readonly OutColumn[] => [
  ...register.fields.map(columnOf),
  ...(hasEntryTime(register) ? [ENTRY_TIME] : []),
];

export const FLAG_WORDS = ['是', '否'] as const;

const columnOf = (field: Field): OutColumn => {
  const words = field.kind === 'flag' ? FLAG_WORDS : field.words;
  return {
    header: field.header,
    kind: LOOK[field.kind].kind,
    width: Math.max(LOOK[field.kind].width, field.header.length * 2 + 2),
    required: field.required,
    ...(words === undefined ? {} : { words }),
  };
};

const LOOK: Readonly<Record<FieldKind, Pick<OutColumn, 'kind' | 'width'>>> = {
  code: { kind: 'text', width: 12 },
  codes: { kind: 'text', width: 20 },
  text: { kind: 'text', width: 28 },
  'folded-text': { kind: 'text', width: 28 },
  day: { kind: 'day', width: 12 },
  moment: { kind: 'moment', width: 20 },
  count: { kind: 'number', width: 8 },
  mark: { kind: 'number', width: 8 },
  flag: { kind: 'text', width: 8 },
  choice: { kind: 'text', width: 14 },
  quarter: { kind: 'text', width: 10 },
};

const ENTRY_TIME: OutColumn = { header: ENTRY_TIME_HEADER, kind: 'moment', width: 20, required: false };

/** A value of a field as a cell that reads back as the same value. */
export const cellOf = (field: Field, value: FieldValue | undefined): Exclude<OutCell, { kind: 'fault' }> => {
  if (value === undefined) return undefined;
  switch (field.kind) {
    case 'day':
    case 'moment':
      return { kind: 'date', value: String(value) };
    case 'count':
    case 'mark':
      return Number(value);
    case 'flag':
      return value === true ? FLAG_WORDS[0] : FLAG_WORDS[1];
    case 'codes':
      return (value as readonly string[]).join('、');
    case 'code':
    case 'text':
    case 'folded-text':
    case 'choice':
    case 'quarter':
      return String(value);
  }
};
