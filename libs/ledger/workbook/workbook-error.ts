/**
 * Why a file cannot be read or written at all. What is wrong with a single row is never thrown: it is a refusal in the report.
 */
export type WorkbookErrorCode =
  /** Larger than `MAX_FILE_BYTES`. */
  | 'file-too-large'
  /** Neither a workbook nor a CSV file. */
  | 'unknown-format'
  /** The old binary format, or a workbook with a password. */
  | 'old-or-encrypted-workbook'
  /** The package or its XML is broken. */
  | 'damaged-workbook'
  /** Would unpack to more than is reasonable. */
  | 'zip-bomb'
  /** A document type declaration, of which a workbook has no need and an attacker has. */
  | 'forbidden-xml'
  | 'too-many-sheets'
  | 'too-many-rows'
  | 'cell-too-long'
  /** Neither UTF-8 nor GB18030. */
  | 'unknown-encoding'
  /** Quotation marks that do not match. */
  | 'damaged-csv'
  /** A correction without a reason. */
  | 'reason-missing';

export class WorkbookError extends Error {
  constructor(
    readonly code: WorkbookErrorCode,
    /** Chinese: what happened, why, what to do. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'WorkbookError';
  }
}
