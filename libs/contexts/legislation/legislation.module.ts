import type { ContextManifest } from '../context.js';
import { reviewStepRegister } from './legislation.registers.js';
import { RecordReviewStepHandler } from './review-step.commands.js';
import { ReviewStepResolver } from './review-step.graphql.js';
import { reviewStepsView } from './views/review-steps.js';

/** M3: bills on their way from the project to promulgation. */
export const legislation: ContextManifest = {
  name: 'legislation',
  registers: [reviewStepRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [reviewStepsView],
  providers: [RecordReviewStepHandler, ReviewStepResolver],
};
