import type { Document, Projection } from '../../../kernel/index.js';
import { type Register, typesOf } from '../../../ledger/index.js';

/**
 * Which rows concern whom: one document a subject and row, told by what the events say they are about. The archive of an office, a
 * member, a deputy or a retiree is the list of its lines; the rows themselves are read as known at k. Lines are listed by day and never
 * counted against each other (DP-15, DP-20).
 */
export interface LineDocument extends Document {
  /** `deputy/D0001`, `office/WS01`, `person/P0001`, `retiree/T001`, … */
  readonly subject: string;
  readonly stream: string;
  readonly register: string;
  /** The day the row's first fact happened. */
  readonly on: string;
}

export const ARCHIVE_LINES = 'archive-lines';

export const linesView = (registers: readonly Register[]): Projection<LineDocument> => {
  const registerOf = new Map(
    registers.flatMap((register) => typesOf(register).map((type) => [type, register.name] as const)),
  );
  return {
    name: ARCHIVE_LINES,
    version: 1,
    types: [...registerOf.keys()],
    indexes: [['subject', 'on']],
    route: (event) => subjectsOf(event.data).map((subject) => `${subject}|${event.stream}`),
    fold: (document, event, id) =>
      document ?? {
        id,
        subject: id.slice(0, id.indexOf('|')),
        stream: event.stream,
        register: registerOf.get(event.type) ?? '',
        on: event.occurredAt.slice(0, 10),
      },
  };
};

const subjectsOf = (data: unknown): readonly string[] => (data as { about?: readonly string[] }).about ?? [];
