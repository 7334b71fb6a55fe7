import type { ContextManifest } from '../context.js';
import {
  AdoptOpinionHandler,
  AnswerOpinionHandler,
  HandOverOpinionHandler,
  VoteOnOpinionHandler,
} from './opinion.commands.js';
import { OpinionResolver } from './opinion.graphql.js';
import { FindOpinionHandler } from './opinion.queries.js';
import { opinionRegister } from './supervision.registers.js';
import { opinionsView } from './views/opinions.js';

/** M4: review opinions of the standing committee, from their adoption to the vote on the answer. */
export const supervision: ContextManifest = {
  name: 'supervision',
  registers: [opinionRegister],
  rowRules: {},
  furtherTypes: [],
  projections: [opinionsView],
  providers: [
    AdoptOpinionHandler,
    HandOverOpinionHandler,
    AnswerOpinionHandler,
    VoteOnOpinionHandler,
    FindOpinionHandler,
    OpinionResolver,
  ],
};
