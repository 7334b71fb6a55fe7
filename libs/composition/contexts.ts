import { archive } from '../contexts/archive/archive.module.js';
import { audit } from '../contexts/audit/audit.module.js';
import type { ContextManifest } from '../contexts/context.js';
import { deputies } from '../contexts/deputies/deputies.module.js';
import { fiveOnes } from '../contexts/five-ones/five-ones.module.js';
import { legislation } from '../contexts/legislation/legislation.module.js';
import { officeAffairs } from '../contexts/office-affairs/office-affairs.module.js';
import { organisation } from '../contexts/organisation/organisation.module.js';
import { partyBuilding } from '../contexts/party-building/party-building.module.js';
import { publicity } from '../contexts/publicity/publicity.module.js';
import { retirees } from '../contexts/retirees/retirees.module.js';
import { statutoryItems } from '../contexts/statutory-items/statutory-items.module.js';
import { supervision } from '../contexts/supervision/supervision.module.js';
import { type Document, hearingUpcast, type Projection, upcasting } from '../kernel/index.js';
import { entriesProjection, type Register, type RowRule, typesOf } from '../ledger/index.js';

/** The contexts of the house, listed in the order of the workbook's sheets. */
const TELLING: readonly ContextManifest[] = [
  organisation,
  deputies,
  retirees,
  partyBuilding,
  statutoryItems,
  supervision,
  legislation,
  officeAffairs,
  publicity,
  fiveOnes,
];

/** All registers, in the order of the workbook's sheets. */
export const registers: readonly Register[] = TELLING.flatMap((context) => context.registers);

/** Every event type that the house writes. */
export const eventTypes: readonly string[] = [
  ...new Set([...registers.flatMap(typesOf), ...TELLING.flatMap((context) => context.furtherTypes)]),
];

export const contexts: readonly ContextManifest[] = [...TELLING, archive, audit(eventTypes)];

export const rowRules: Readonly<Record<string, RowRule>> = Object.assign(
  {},
  ...contexts.map((context) => context.rowRules),
);

/** Brings what is stored to the versions that this program writes. */
export const { upcast, version: presentVersion } = upcasting(contexts.flatMap((context) => context.upcasters ?? []));

/** All views, hearing every event at its present version. */
export const projections: readonly Projection<Document>[] = [
  entriesProjection(registers),
  ...contexts.flatMap((context) => context.projections),
].map((projection) => hearingUpcast(projection, upcast));
