/**
 * What a workbook may cost us. A ledger of the house has some tens of thousands of rows; each limit leaves it room several times over and
 * stops a hostile file before it takes memory or time. Sizes are bytes.
 */

/** A ledger of 40,000 rows is some 2 MB as a workbook; e-mail systems stop at 50 MB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Twenty sheets, their relations, a few pictures: a package of more parts is no ledger. */
export const MAX_PARTS = 5_000;

/** XML of all parts that are read together: 500 bytes a row make 40,000 rows 20 MB. */
export const MAX_INFLATED_BYTES = 256 * 1024 * 1024;

/** Sheets of XML shrink 10 to 60 times; deflate itself can reach 1,032. */
export const MAX_INFLATION = 250;

/** Below this size a part may shrink as much as it likes: an empty sheet of blanks does no harm. */
export const INFLATION_IS_CHECKED_FROM = 4 * 1024 * 1024;

/** Twenty kinds of sheets, each perhaps for several offices. */
export const MAX_SHEETS = 500;

/** Rows with something in them, over all files of one import. */
export const MAX_ROWS = 200_000;

/** The widest sheet has thirteen columns; people add some of their own. Columns beyond are not looked at. */
export const MAX_COLUMNS = 256;

/** Excel's own width: a cell further to the right is none of Excel's making. */
export const EXCEL_COLUMNS = 16_384;

/** What an Excel cell can hold. */
export const MAX_CELL_CHARACTERS = 32_767;

/** How far down a header may stand, counted in rows that are not empty. */
export const HEADER_IS_SOUGHT_IN = 50;

/** Different texts in a workbook. */
export const MAX_SHARED_STRINGS = 2_000_000;
