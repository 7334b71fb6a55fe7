import {
  contactPairRegister,
  contactRegister,
  deputyRegister,
  suggestionRegister,
} from '../../contexts/deputies/deputies.registers.js';
import {
  inspectionRegister,
  officeMarkRegister,
  workstreamMarkRegister,
} from '../../contexts/five-ones/five-ones.registers.js';
import { reviewStepRegister } from '../../contexts/legislation/legislation.registers.js';
import { attendanceRegister, leaveRegister } from '../../contexts/office-affairs/office-affairs.registers.js';
import { officeRegister, postRegister } from '../../contexts/organisation/organisation.registers.js';
import { activityRegister, branchRegister } from '../../contexts/party-building/party-building.registers.js';
import { publicityRegister } from '../../contexts/publicity/publicity.registers.js';
import { careRegister, situationRegister, visitRegister } from '../../contexts/retirees/retirees.registers.js';
import {
  itemRegister,
  progressRegister,
  urgingRegister,
} from '../../contexts/statutory-items/statutory-items.registers.js';
import { opinionRegister } from '../../contexts/supervision/supervision.registers.js';
import type { Register } from '../register/index.js';

/** The sheets of the ledger in their order, for the specs of reading and judging: they are about the real workbook. */
export const REGISTERS: readonly Register[] = [
  officeRegister,
  postRegister,
  deputyRegister,
  contactPairRegister,
  contactRegister,
  suggestionRegister,
  careRegister,
  visitRegister,
  situationRegister,
  branchRegister,
  activityRegister,
  itemRegister,
  progressRegister,
  urgingRegister,
  opinionRegister,
  reviewStepRegister,
  leaveRegister,
  attendanceRegister,
  publicityRegister,
  officeMarkRegister,
  workstreamMarkRegister,
  inspectionRegister,
];
