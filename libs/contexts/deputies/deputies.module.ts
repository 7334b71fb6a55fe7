import type { ContextManifest } from '../context.js';
import { RecordDeputyContactHandler } from './contact.commands.js';
import { ContactResolver } from './contact.graphql.js';
import { contactRowRule } from './contact.js';
import { contactPairRegister, contactRegister, deputyRegister, suggestionRegister } from './deputies.registers.js';

/** N2: deputies, whom members keep contact with, and what deputies suggest. Deputies are never ranked (DP-20). */
export const deputies: ContextManifest = {
  name: 'deputies',
  registers: [deputyRegister, contactPairRegister, contactRegister, suggestionRegister],
  rowRules: { [contactRegister.name]: contactRowRule },
  furtherTypes: [],
  projections: [],
  providers: [RecordDeputyContactHandler, ContactResolver],
};
