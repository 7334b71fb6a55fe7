import type { Provider } from '@nestjs/common';
import type { Document, Projection, Upcaster } from '../kernel/index.js';
import type { Register, RowRule } from '../ledger/index.js';

/** The manifest of a context: all that composition wires of it. Lists, no code. */
export interface ContextManifest {
  /** kebab-case, the folder's name and the prefix of its event types. */
  readonly name: string;
  /** The sheets of the workbook that tell of it. */
  readonly registers: readonly Register[];
  /** What the context forbids a row to say, by register name. */
  readonly rowRules: Readonly<Record<string, RowRule>>;
  /** Event types that no register declares, for example those of sign-in. */
  readonly furtherTypes: readonly string[];
  /** How payloads of older versions are read; left out where none has changed. */
  readonly upcasters?: readonly Upcaster[];
  /** Read models of its own. Any document fits: the runner never looks inside. */
  readonly projections: readonly Projection<Document>[];
  /** Command and query handlers and resolvers. */
  readonly providers: readonly Provider[];
}
