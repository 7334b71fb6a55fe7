import { addDays } from '../../calendar/index.js';
import type { Register } from '../register/index.js';
import { columnsOf } from '../workbook/ledger-sheet.js';
import { type OutCell, type OutSheet, writeXlsx } from '../workbook/write-xlsx.js';

/**
 * A ledger of any size for measuring: fixed rosters, and as many acts as are asked for, spread over three sheets. Every row is good; dates are
 * written in several forms, as people type them. The same size gives the same workbook.
 */
export const largeLedger = (registers: readonly Register[], acts: number): AsyncIterable<Uint8Array> => {
  const third = Math.floor(acts / 3);
  const rows: Readonly<Record<string, Iterable<readonly OutCell[]>>> = {
    office: [
      ['LD01', '市人大常委会', '其他', '领导班子', undefined, undefined, '2017-01-01'],
      ['WS01', '办公室', '办公室', '委室', 'LD01', 'P0001', '2017-01-01'],
    ],
    post: times(PEOPLE, (n) => [
      person(n),
      `姓名${n}`,
      n % 2 === 0 ? 'LD01' : 'WS01',
      '委员',
      undefined,
      '工作人员',
      n % 2 === 0,
      '是',
      '2017-01-01',
    ]),
    deputy: times(DEPUTIES, (n) => [deputy(n), `代表${n}`, '市', 'LD01', '2017-01-01']),
    retireeCare: times(RETIREES, (n) => [
      retiree(n),
      `老干部${n}`,
      '1940-05-06',
      '退休',
      '市管',
      undefined,
      'WS01',
      undefined,
      '2018-01-01',
    ]),
    branch: [['ZB01', '办公室党支部', 'WS01', 'P0001', undefined, '是', 12, '2018-01-01']],
    deputyContact: times(third, (n) => [
      `LX${n}`,
      person(n),
      deputy(n),
      typedDay(n),
      '电话',
      `听取对城市管理的意见（第${n}次）`,
      `${day(n)} 17:30`,
    ]),
    partyActivity: times(third, (n) => [
      `ZZ${n}`,
      'ZB01',
      '主题党日',
      typedDay(n),
      person(n),
      12,
      11,
      `主题党日：学习${n}`,
      `${day(n)} 09:05`,
    ]),
    retireeVisit: times(acts - 2 * third, (n) => [
      `FW${n}`,
      retiree(n),
      typedDay(n),
      '上门',
      '日常',
      person(n),
      '上门看望',
    ]),
  };
  return writeXlsx(
    registers.map((register): OutSheet => ({
      name: register.sheet,
      columns: columnsOf(register),
      rows: rows[register.name] ?? [],
    })),
  );
};

const PEOPLE = 60;
const DEPUTIES = 300;
const RETIREES = 200;
const DAYS = 700;

const times = function* <T>(count: number, make: (n: number) => T): Generator<T> {
  for (let n = 0; n < count; n += 1) yield make(n);
};

const numbered =
  (prefix: string, count: number) =>
  (n: number): string =>
    `${prefix}${String((n % count) + 1).padStart(4, '0')}`;
const person = numbered('P', PEOPLE);
const deputy = numbered('D', DEPUTIES);
const retiree = numbered('T', RETIREES);
const day = (n: number): string => addDays('2019-01-01', n % DAYS);

const typedDay = (n: number): OutCell => {
  const value = day(n);
  switch (n % 4) {
    case 0:
      return { kind: 'date', value };
    case 1:
      return value.replaceAll('-', '/');
    case 2:
      return Number(value.replaceAll('-', ''));
    default:
      return value.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');
  }
};
