import { importWorkbooks } from '../libs/ledger/import/import.js';
import { collect } from '../libs/ledger/testing/bytes.js';
import { largeLedger } from '../libs/ledger/testing/large-ledger.js';
import { MemoryLedger } from '../libs/ledger/testing/memory-ledger.js';
import { REGISTERS } from '../libs/ledger/testing/registers.js';
import { exportXlsx } from '../libs/ledger/workbook/export.js';
import { readWorkbooks } from '../libs/ledger/workbook/read.js';

/**
 * The ledger's own part of an import, without a store: reading a workbook, judging its rows against nothing and against all of them, and
 * writing them out again. Milliseconds of one run each; the workbook holds `rows` acts beside its rosters.
 */
export interface LedgerFigures {
  readonly rows: number;
  readonly bytes: number;
  readonly read: number;
  readonly readAndJudge: number;
  readonly importAll: number;
  readonly importAgain: number;
  readonly exportAll: number;
  /** Most memory that the process ever had, in MB. */
  readonly peakMegabytes: number;
}

const NOW = '2026-01-15T10:00:00.000+08:00';

export const ledgerBench = async (rows = 40_000): Promise<LedgerFigures> => {
  const bytes = await collect(largeLedger(REGISTERS, rows));
  const files = [{ name: 'large.xlsx', bytes }];
  const ledger = new MemoryLedger(NOW);
  const house = ledger.house();
  const read = await milliseconds(() => readWorkbooks(files, REGISTERS));
  const readAndJudge = await milliseconds(() => importWorkbooks({ files, dryRun: true }, house));
  const importAll = await milliseconds(() => importWorkbooks({ files }, house));
  const importAgain = await milliseconds(() => importWorkbooks({ files }, house));
  const exportAll = await milliseconds(() => collect(exportXlsx(REGISTERS, ledger.entries.values())));
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  return { rows, bytes: bytes.length, read, readAndJudge, importAll, importAgain, exportAll, peakMegabytes };
};

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
};
