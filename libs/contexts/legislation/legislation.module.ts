import type { ContextManifest } from '../context.js';
import { reviewStepRegister } from './legislation.registers.js';
import { RecordReviewStepHandler } from './review-step.commands.js';
import { ReviewStepResolver } from './review-step.graphql.js';

/** M3: bills on their way from the project to promulgation. */
export const legislation: ContextManifest = {
  name: 'legislation',
  registers: [reviewStepRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [],
  providers: [RecordReviewStepHandler, ReviewStepResolver],
};
