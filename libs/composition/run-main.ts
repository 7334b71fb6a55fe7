import { SecretError } from '../access/index.js';
import { EventStoreError, ViewStoreError } from '../kernel/index.js';
import { WorkbookError } from '../ledger/index.js';
import { RulebookError } from '../rulebook/index.js';
import { ConfigError } from './config.js';
import { FileError } from './files.js';
import { PortInUse } from './start-api.js';

/** Errors that are told to people by their sentence alone; anything else is a bug of ours and keeps its stack. */
export const isForPeople = (error: unknown): error is Error & { readonly code?: string } =>
  [ConfigError, EventStoreError, ViewStoreError, WorkbookError, RulebookError, FileError, PortInUse, SecretError].some(
    (type) => error instanceof type,
  );

/** Runs a program and sets the exit status: 2 for a wrong configuration, 1 for what else went wrong. */
export const runMain = async (main: () => Promise<void>): Promise<void> => {
  try {
    await main();
  } catch (error) {
    if (!isForPeople(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
};
