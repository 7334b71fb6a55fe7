import { Field, ID, ObjectType } from '@nestjs/graphql';
import { type FieldValue, type KnownRow, type Register } from '../../ledger/index.js';

@ObjectType({ description: '台账的一栏。 One cell of a row, by its column name.' })
export class RowCell {
  @Field({ description: '列名。 Column name as in the workbook.' })
  header!: string;

  @Field({ description: '字段名。 Field name as in the events.' })
  name!: string;

  @Field({ description: '内容。 The value.' })
  value!: string;

  @Field({ description: '何时起为人所知。 Since when it counts as entered.' })
  entered!: string;
}

@ObjectType({ description: '一条记录，按某一时刻所知。 A row of a register as known at one instant.' })
export class Row {
  @Field({ description: '工作表。 The sheet.' })
  sheet!: string;

  @Field(() => ID, { description: '编号（或关键列，以 / 连接）。 Code, or the key columns joined by a slash.' })
  code!: string;

  @Field(() => ID, { description: '事件流。 The stream.' })
  stream!: string;

  @Field(() => [RowCell], { description: '各栏。 The cells that say something.' })
  cells!: RowCell[];

  @Field({ description: '何时录入（Asia/Shanghai）。 When it was entered.' })
  enteredAt!: string;

  @Field({ description: '录入时间是否由原台账所述。 True where the old ledger says when it was entered.' })
  saidByLedger!: boolean;

  @Field(() => [ID], { description: '依据的事件。 Ids of the events behind it.' })
  events!: readonly string[];
}

/** What is written in place of health data. */
const WITHHELD = '（健康信息，此处不显示）';

export const toRow = (register: Register, row: KnownRow, saidByLedger: boolean): Row => ({
  sheet: register.sheet,
  code: row.key.join('/'),
  stream: row.stream,
  cells: register.fields.flatMap((field) => {
    const value = row.fields[field.name];
    if (value === undefined) return [];
    const shown = isHealthData(register.name, field.name, row.fields) ? WITHHELD : print(value);
    return [
      { header: field.header, name: field.name, value: shown, entered: row.entered[field.name] ?? row.enteredAt },
    ];
  }),
  enteredAt: row.enteredAt,
  saidByLedger,
  events: row.events,
});

const print = (value: FieldValue): string => {
  if (typeof value === 'boolean') return value ? '是' : '否';
  return Array.isArray(value) ? value.join('、') : String(value);
};

/**
 * Health data of retirees stay with those who look after them (RC-17): what a report or a visit says about an illness is withheld
 * wherever rows are shown to a wider circle.
 */
export const isHealthData = (register: string, field: string, fields: Readonly<Record<string, unknown>>): boolean => {
  switch (register) {
    case 'retireeSituation':
      return field === 'note' || (field === 'kind' && fields['kind'] === '住院');
    case 'retireeVisit':
      return (
        (fields['occasion'] === '住院' || fields['channel'] === '医院探望') &&
        (field === 'occasion' || field === 'channel' || field === 'content')
      );
    default:
      return false;
  }
};
